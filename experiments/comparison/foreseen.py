"""What a comparison that shares effects out will take, told by a few mixes that are timed."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from experiments.comparison.pairs import Settings, pair_answers
from experiments.comparison.split import mixes_needed, mixes_run, seeds_of

if TYPE_CHECKING:
    from sim.scenarios import Scenario

TIMED = 8
"""Mixes that are timed beside one base: small ones, large ones, and some between."""

MOST_THREADS = 4
"""Threads on which they are timed at most; more are reckoned in proportion."""

SMALLEST = 100
"""Households of a run before, which is not timed: it compiles and fills caches."""


class Foreseen(NamedTuple):
    """mixes, pairs : that will be run.  minutes : of all of it, on the threads that are asked for.  timed : runs that
    were timed."""

    mixes: int
    pairs: int
    minutes: float
    timed: int


def foresee(
    scenarios: Sequence[Scenario], orders: int, settings: Settings, threads: int, pairs: int
) -> Foreseen | None:
    """Time a few mixes, on several threads as they will be, and tell what the whole takes; None where nothing is shared
    out. scenarios : the base first.  pairs : run before the sharing out."""
    base, *others = scenarios
    needed = [mixes_needed(base, other, orders) for other in others]
    mixes = sum(needed) * seeds_of(orders)
    if not mixes:
        return None
    listed = mixes_run(base, others[needed.index(max(needed))], orders)
    chosen = listed[:: -(-len(listed) // TIMED)]
    few = settings._replace(few=True)
    cores = min(threads, os.cpu_count() or 1)
    at_once = min(cores, MOST_THREADS)
    pair_answers([base], 1, None, few._replace(households=SMALLEST))
    begun = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda seed: pair_answers([base, *chosen], seed, None, few), range(1, at_once + 1)))
    timed = at_once * (1 + len(chosen))
    seconds = (time.perf_counter() - begun) / timed * at_once / cores
    return Foreseen(mixes, pairs, seconds * (mixes + pairs * len(scenarios)) / 60, timed)
