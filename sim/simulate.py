"""Scenario in, dataset out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.build import BURN_IN, HOUSEHOLDS, SEED, Built, build, new_tile
from sim.economy import ThreadedHouseholds, begin_month, end_month, keep_state, new_series, run_months
from sim.engine.kernel import source_hash
from sim.errors import LedgerError, UsageError
from sim.results import to_dataset

if TYPE_CHECKING:
    import xarray as xr

    from sim.scenarios import Scenario

THREADS, THREADED_FROM = 2, 50_000
"""Threads that a run is spread over where nobody asks for a number, and households from which on; below that an
ensemble uses a thread a run."""

Progress = Callable[[int, int], None]


def simulate(
    scenario: Scenario,
    *,
    households: int = HOUSEHOLDS,
    seed: int = SEED,
    draw: int | None = None,
    threads: int | None = None,
    burn_in: int = BURN_IN,
    block: int | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Run a scenario and return its results as a dataset, money of the whole city in CNY.

    households : size of the sample.  seed : luck; the same seed gives the same luck in every scenario.  draw : of the
    priors, None = central.  threads : as asked for; None = two from 50,000 households on.  burn_in : months of constant
    terms first.  block : rows of a block.  Results depend neither on threads nor on block.  progress : called with
    (months done, months in all).
    Raises UsageError for a size, seed, threads or months that cannot be run and LedgerError if the books do not close.
    """
    if not 100 <= households <= 20_000_000:
        raise UsageError(f"{households} households cannot be run.", remedy="Choose 100 to 20 million.")
    if threads is not None and threads < 1:
        raise UsageError(f"{threads} threads cannot run anything.", remedy="Ask for one at least.")
    built = build(scenario, households, seed, draw, burn_in=burn_in, threads=threads or THREADS, block=block)
    books, states, errors = run(built, threads or (THREADS if households >= THREADED_FROM else 1), progress)
    dataset = to_dataset(built, books, states, errors)
    record = run_record(scenario, households, seed, draw, burn_in)
    dataset.attrs.update(run_record=json.dumps(record, ensure_ascii=False, sort_keys=True), title=scenario.title)
    return dataset


def run(built: Built, threads: int = 1, progress: Progress | None = None) -> tuple[Any, Any, np.ndarray[Any, Any]]:
    """Run all months of a built economy. Returns books and states by month, and the ledger's error by month (zeros:
    the run stops with LedgerError otherwise)."""
    economy, total = built.economy, built.burn_in + built.months
    books, states = new_series(total, economy)
    if threads == 1 and progress is None:
        tile = new_tile(economy)[0]
        failed = run_months(
            economy.homes, tile, economy.book, economy.before, economy.world, economy.plan, 0, total, books, states
        )
        if failed:
            raise LedgerError(f"the books do not close in month {failed - 1} of the run.")
        return books, states, np.zeros(total, np.int64)
    parts = max(4 * threads, 1) if threads > 1 else 1
    step = ThreadedHouseholds(economy, [new_tile(economy) for _ in range(min(parts, len(economy.homes)))], threads)
    for month in range(total):
        begin_month(economy.world, economy.plan, economy.book, month)
        step(month)
        error = end_month(economy.world, economy.book, economy.before)
        if error:
            raise LedgerError(f"the books do not close in month {month} of the run: {error} fen are missing.")
        books[month] = economy.book
        keep_state(states[month], economy.world)
        if progress:
            progress(month + 1, total)
    return books, states, np.zeros(total, np.int64)


def run_record(scenario: Scenario, households: int, seed: int, draw: int | None, burn_in: int) -> Mapping[str, Any]:
    """What a run was made of: enough to make it again, and to see whether code, data or libraries have changed."""
    return {
        "scenario": scenario.name,
        "scenario_document": scenario.document(),
        "households": households,
        "seed": seed,
        "draw": draw,
        "burn_in": burn_in,
        "code": source_hash(),
        "data": data_hash(),
        "versions": {
            name: library_version(name) for name in ("creditsim", "numpy", "numba", "scipy", "xarray", "mesa")
        },
    }


def data_hash() -> str:
    """sha256 over the data files that come with the model."""
    import hashlib

    from sim.data import DATA

    digest = hashlib.sha256()
    for file in sorted(path for path in DATA.rglob("*") if path.suffix in (".csv", ".yaml", ".txt")):
        digest.update(str(file.relative_to(DATA)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def library_version(name: str) -> str:
    """Version of an installed library, 'unknown' where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
