"""Scenario in, dataset out; in one go, or put aside after a month and taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.build import BURN_IN, HOUSEHOLDS, SEED, Built, build, new_tile
from sim.calendar import month_index
from sim.checkpoint import SETTINGS, load_checkpoint, refuse_other_run, restore, save_checkpoint
from sim.engine.cache import source_hash
from sim.engine.start import load_xarray, meanwhile, uncollected
from sim.errors import LedgerError, UsageError
from sim.month import ThreadedHouseholds, begin_month, end_month, keep_state, new_series, run_months
from sim.panel import Panel
from sim.parameters import origin_in_fact
from sim.results import to_dataset

if TYPE_CHECKING:
    import xarray as xr

    from sim.scenarios import Scenario

THREADS, THREADED_FROM = 2, 50_000
"""Threads that a run is spread over where nobody asks for a number, and households from which on; below that an
ensemble uses a thread a run."""

Progress = Callable[[int, int], None]

Series = tuple[NDArray[Any], NDArray[Any]]
"""Books and states by month."""


def simulate(
    scenario: Scenario,
    *,
    households: int = HOUSEHOLDS,
    seed: int = SEED,
    draw: int | None = None,
    threads: int | None = None,
    burn_in: int = BURN_IN,
    block: int | None = None,
    panel: int | None = None,
    progress: Progress | None = None,
    aside: Callable[[], object] | None = None,
) -> xr.Dataset:
    """Run a scenario and return its results as a dataset, money of the whole city in CNY.

    households : size of the sample.  seed : luck; the same seed gives the same luck in every scenario.  draw : of the
    priors, None = central.  threads : as asked for; None = two from 50,000 households on.  burn_in : months of constant
    terms first.  block : rows of a block.  panel : add month-by-month records of so many households, `panel_*`.
    progress : called with (months done, months in all).  aside : called in a thread while months run, to load what the
    caller needs next.  Results depend neither on threads nor on block or panel.
    Raises UsageError for a size, seed, threads or months that cannot be run and LedgerError if the books do not close.
    """
    size = _checked(households, threads)
    if panel is not None and not 1 <= panel <= size:
        raise UsageError(f"a panel of {panel} households cannot be kept.", remedy=f"Choose 1 to {size}.")
    with uncollected():
        built = build(scenario, size, seed, draw, burn_in=burn_in, threads=threads or THREADS, block=block)
    followed = Panel(built.economy.homes, panel, burn_in + built.months) if panel else None
    with meanwhile(load_xarray, *([aside] if aside else [])):
        books, states, errors = run(built, _threads(threads, size), progress, panel=followed)
    dataset = to_dataset(built, books, states, errors, followed)
    return _labelled(dataset, scenario, run_record(scenario, size, seed, draw, burn_in, panel))


def simulate_until(
    scenario: Scenario,
    month: str,
    file: Path | str,
    *,
    households: int = HOUSEHOLDS,
    seed: int = SEED,
    draw: int | None = None,
    threads: int | None = None,
    burn_in: int = BURN_IN,
    block: int | None = None,
    progress: Progress | None = None,
) -> Path:
    """Run a scenario to the end of a month and put it aside in a file, which is returned; `resume` goes on.

    month : a month of the scenario, as 2025-03.  file : where, usually named *.npz; replaced where there is one.
    The others as in `simulate`. Raises UsageError also for another month and for a file that cannot be written.
    """
    size = _checked(households, threads)
    try:
        done = month_index(month) - scenario.first_month + burn_in + 1
    except ValueError:
        raise UsageError(f"'{month}' is no month.", remedy="Write a month as 2025-03.") from None
    if not burn_in < done <= burn_in + scenario.months:
        raise UsageError(f"{month} is no month of '{scenario.name}'.", remedy="Choose a month of the scenario.")
    built = build(scenario, size, seed, draw, burn_in=burn_in, threads=threads or THREADS, block=block)
    books, states, _ = run(built, _threads(threads, size), progress, last=done)
    record = run_record(scenario, size, seed, draw, burn_in)
    save_checkpoint(Path(file), built, (books, states), done, record)
    return Path(file)


def resume(
    scenario: Scenario, file: Path | str, *, threads: int | None = None, progress: Progress | None = None
) -> xr.Dataset:
    """Go on with a run that `simulate_until` put aside, to the scenario's end: the results of the run in one go, to the
    bit. Raises ResultError where the file is damaged, or code, data or scenario are not those it began with."""
    kept = load_checkpoint(Path(file))
    size, seed, draw, burn_in, block = (kept.record[name] for name in SETTINGS)
    record = run_record(scenario, size, seed, draw, burn_in)
    refuse_other_run(kept, record, Path(file))
    built = build(scenario, size, seed, draw, burn_in=burn_in, threads=threads or THREADS, block=block)
    built, series = restore(kept, built, Path(file))
    with meanwhile(load_xarray):
        books, states, errors = run(built, _threads(threads, size), progress, first=kept.done, series=series)
    return _labelled(to_dataset(built, books, states, errors), scenario, record)


def _checked(households: int, threads: int | None) -> int:
    if not 100 <= households <= 20_000_000:
        raise UsageError(f"{households} households cannot be run.", remedy="Choose 100 to 20 million.")
    if threads is not None and threads < 1:
        raise UsageError(f"{threads} threads cannot run anything.", remedy="Ask for one at least.")
    return households


def _threads(threads: int | None, households: int) -> int:
    return threads or (THREADS if households >= THREADED_FROM else 1)


def _labelled(dataset: xr.Dataset, scenario: Scenario, record: Mapping[str, Any]) -> xr.Dataset:
    dataset.attrs.update(run_record=json.dumps(record, ensure_ascii=False, sort_keys=True), title=scenario.title)
    return dataset


def run(
    built: Built,
    threads: int = 1,
    progress: Progress | None = None,
    *,
    first: int = 0,
    last: int | None = None,
    series: Series | None = None,
    panel: Panel | None = None,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.int64]]:
    """Run the months of a built economy, all or first..last-1. Returns books and states by month, and the ledger's
    error by month (zeros: the run stops with LedgerError otherwise). series : books and states to fill, None = new.
    panel : filled."""
    economy, total = built.economy, built.burn_in + built.months
    books, states = series or new_series(total, economy)
    end = total if last is None else last
    if threads == 1 and progress is None and panel is None:
        tile = new_tile(economy)[0]
        failed = run_months(
            economy.homes, tile, economy.book, economy.before, economy.world, economy.plan, first, end, books, states
        )
        if failed:
            raise LedgerError(f"the books do not close in month {failed - 1} of the run.")
        return books, states, np.zeros(total, np.int64)
    parts = max(4 * threads, 1) if threads > 1 else 1
    tiles = [new_tile(economy) for _ in range(min(parts, len(economy.homes)))]
    step = ThreadedHouseholds(economy, tiles, threads, panel)
    for month in range(first, end):
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


def run_record(
    scenario: Scenario, households: int, seed: int, draw: int | None, burn_in: int, panel: int | None = None
) -> Mapping[str, Any]:
    """What a run was made of: enough to make it again, and to see whether code, data or libraries have changed."""
    return {
        "scenario": scenario.name,
        "scenario_document": scenario.document(),
        "parameters_from": origin_in_fact(scenario.parameters_from),
        "households": households,
        "seed": seed,
        "draw": draw,
        "burn_in": burn_in,
        "panel": panel,
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
