"""All rivals on the same start, in the same run: what each costs, and that they agree."""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np

from benchmarks.rivals.workload import Start, Sums, start

NAMES = ("blocks", "arrays", "objects")
"""The rivals by module: the model's own way first."""

TOLERANCE = 1e-3
"""Largest relative difference of a monthly sum. The rivals round otherwise, so a household at the edge of a decision
may decide otherwise; over 20,000 households and a year that has moved no sum by more than 1e-5."""


class Rival(NamedTuple):
    """What one rival took.  cost : CPU time, ns a household-month.  difference : largest relative one to ours."""

    name: str
    cost: float
    difference: float


def compare(households: int, months: int, repeats: int = 3) -> list[Rival]:
    """Run all rivals in turn, so many times over; the best time of each counts. Raises AssertionError where they
    differ by more than TOLERANCE."""
    ours = run("blocks", start(256), 1)
    seconds = dict.fromkeys(NAMES, np.inf)
    sums: dict[str, Sums] = {}
    for _ in range(repeats):
        for name in NAMES:
            begun = start(households)
            before = time.process_time()
            sums[name] = run(name, begun, months)
            seconds[name] = min(seconds[name], time.process_time() - before)
    ours = sums["blocks"]
    cost = {name: each / households / months * 1e9 for name, each in seconds.items()}
    found = [Rival(name, cost[name], difference(ours, sums[name])) for name in NAMES]
    for rival in found:
        if rival.difference > TOLERANCE:
            raise AssertionError(f"{rival.name} differs by {rival.difference:.1e}: they do not run the same rules.")
    return found


def run(name: str, begun: Start, months: int) -> Sums:
    """One rival's sums by month."""
    from importlib import import_module

    sums: Sums = import_module(f"benchmarks.rivals.{name}").run(begun, months)
    return sums


def difference(ours: Sums, theirs: Sums) -> float:
    """Largest relative difference of a monthly sum; a sum below 1,000 (fen, or a count) counts as 1,000."""
    return float((np.abs(theirs - ours) / np.maximum(ours, 1000)).max())
