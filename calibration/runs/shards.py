"""One run of a population that no single machine holds: each worker of a Dask cluster has a share of the households.

Households are independent of one another within a month, given the world; what they did is whole numbers, whose sums do
not depend on the order of adding. So every worker keeps a world of its own, lives the month of its households, and only
the tallies of the month travel: to the driver, which adds them, and the sums back. The bits are those of one process.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import LedgerError, UsageError

if TYPE_CHECKING:
    import xarray as xr

    from sim.build import Built
    from sim.scenarios import Scenario

Progress = Callable[[int, int], None]


class Shard:
    """A share of the households and a world: what a worker holds. `opening` and `live` return its tallies as bytes;
    `open` and the `sums` of `live` are the tallies of all shards added up."""

    def __init__(self, settings: dict[str, Any], part: tuple[int, int], threads: int = 1) -> None:
        from sim.build import new_tile
        from sim.month import ThreadedHouseholds

        self.built = built_part(settings, part, threads)
        economy = self.built.economy
        tiles = [new_tile(economy) for _ in range(max(1, min(4 * threads, len(economy.homes))))]
        self.households = ThreadedHouseholds(economy, tiles, threads)

    def opening(self) -> bytes:
        """Tallies of the share before the first month."""
        return bytes(self.built.economy.book.tobytes())

    def open(self, sums: bytes) -> None:
        """Lenders open on the stocks of all."""
        opened(self.built, sums)

    def live(self, month: int, sums: bytes | None) -> bytes:
        """Close the month before on the tallies of all, and live a month. sums : None in the first."""
        from sim.month import begin_month

        economy = self.built.economy
        if sums is not None:
            closed(self.built, sums)
        begin_month(economy.world, economy.plan, economy.book, month)
        self.households(month)
        return bytes(economy.book.tobytes())


def built_part(settings: dict[str, Any], part: tuple[int, int], threads: int = 1) -> Built:
    """A run with a share of its households. settings : `scenario` (a document), `name`, `households`, `seed`, `draw`,
    `burn_in`, `block`."""
    from sim.build import build
    from sim.scenarios import scenario_of

    scenario = scenario_of(json.loads(settings["scenario"]), settings["name"])
    size, seed, draw = (settings[name] for name in ("households", "seed", "draw"))
    more = {name: settings[name] for name in ("burn_in", "block")}
    return build(scenario, size, seed, draw, threads=threads, part=part, **more)


def opened(built: Built, sums: bytes) -> None:
    """A run opens on the stocks of all shards."""
    from sim.tables import opening_capital

    economy = built.economy
    _set(economy.book, sums)
    _set(economy.before, sums)
    opening_capital(economy.world.lenders, economy.book.stock, built.parameters)


def closed(built: Built, sums: bytes) -> int:
    """A month ends on the tallies of all shards. Returns the ledger's error, fen."""
    from sim.month import end_month

    economy = built.economy
    _set(economy.book, sums)
    return int(end_month(economy.world, economy.book, economy.before))


def added(books: Sequence[bytes], kind: np.dtype[Any]) -> bytes:
    """Tallies of shards added up. kind : of a book."""
    from sim.books.tallies import add

    total = np.zeros(1, kind)[0]
    for book in books:
        add(total, np.frombuffer(book, kind)[0])
    return bytes(total.tobytes())


def _set(book: np.record, content: bytes) -> None:
    held = np.frombuffer(content, book.dtype)[0]
    for name in book.dtype.names or ():
        book[name][...] = held[name]


def simulate_sharded(
    scenario: Scenario,
    scheduler: str,
    *,
    households: int,
    seed: int = 1,
    draw: int | None = None,
    burn_in: int | None = None,
    block: int | None = None,
    shards: int | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """`sim.simulate` with the households spread over the workers of a cluster: the same dataset, to the bit.

    scheduler : address of a Dask scheduler.  shards : shares of the households, None = one a worker; they take turns
    over the workers, each with the threads of its worker.  progress : called with (months done, months in all).
    A worker that is lost takes its households with it. Raises UsageError then, and where there is no such cluster or it
    runs another version, and LedgerError if the books do not close.
    """
    from calibration.runs.cluster import connected, refuse_other_versions
    from sim.build import BURN_IN

    settings = {
        "scenario": json.dumps(scenario.document(), ensure_ascii=False),
        "name": scenario.name,
        "households": households,
        "seed": seed,
        "draw": draw,
        "burn_in": BURN_IN if burn_in is None else burn_in,
        "block": block,
    }
    client = connected(scheduler)
    try:
        refuse_other_versions(client)
        with client.as_current():  # actors answer through the client of the place they are called from
            return _simulated(scenario, settings, _shards(client, settings, shards), progress)
    except (RuntimeError, OSError, ValueError) as problem:
        if isinstance(problem, LedgerError):
            raise
        what = f"a worker was lost with its households ({' '.join(str(problem).split())[:120]})."
        raise UsageError(what, remedy="Run it again, with more workers if memory was short.") from None
    finally:
        client.close()


def _shards(client: Any, settings: dict[str, Any], shards: int | None) -> list[Any]:
    threads = dict(sorted(client.nthreads().items()))
    number = shards or len(threads)
    workers = list(threads)
    homes = [workers[k % len(workers)] for k in range(number)]
    begun = [
        client.submit(Shard, settings, (k, number), threads[home], actor=True, workers=[home], pure=False)
        for k, home in enumerate(homes)
    ]
    return [future.result() for future in begun]


def _simulated(
    scenario: Scenario, settings: dict[str, Any], shards: list[Any], progress: Progress | None
) -> xr.Dataset:
    """The driver: a world without households, which sees the sums of all."""
    from sim.month import begin_month, keep_state, new_series
    from sim.results import to_dataset
    from sim.running import run_record

    built = built_part(settings, (1, 1))
    economy, total = built.economy, built.burn_in + built.months
    kind = economy.book.dtype

    def all_of(answers: list[Any]) -> bytes:
        return added([answer.result() for answer in answers], kind)

    opening = all_of([shard.opening() for shard in shards])
    for answer in [shard.open(opening) for shard in shards]:
        answer.result()
    opened(built, opening)
    books, states = new_series(total, economy)
    sums: bytes | None = None
    for month in range(total):
        asked = [shard.live(month, sums) for shard in shards]
        begin_month(economy.world, economy.plan, economy.book, month)
        sums = all_of(asked)
        error = closed(built, sums)
        if error:
            raise LedgerError(f"the books do not close in month {month} of the run: {error} fen are missing.")
        books[month] = economy.book
        keep_state(states[month], economy.world)
        if progress:
            progress(month + 1, total)
    size, seed, draw, burn_in = (settings[name] for name in ("households", "seed", "draw", "burn_in"))
    record = run_record(scenario, size, seed, draw, burn_in)
    dataset = to_dataset(built, books, states, np.zeros(total, np.int64))
    return dataset.assign_attrs(run_record=json.dumps(record, ensure_ascii=False, sort_keys=True), title=scenario.title)
