"""Which scenarios can be told apart: groups in an order that the paired differences between scenarios support.

Two scenarios are told apart where the interval of their own paired difference leaves zero out, at a level divided by
the number of couples (Bonferroni), so that one wrong order in all is as rare as the level says. Where the two limits of
the response to rates disagree about a sign or an order, nothing is ranked.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.comparison.intervals import CONFIDENCE, paired_interval

if TYPE_CHECKING:
    import xarray as xr


class Ranking(NamedTuple):
    """groups : scenarios from the highest to the lowest, those of a group cannot be told apart; empty where refused.
    refused : why nothing is ranked, else empty."""

    groups: tuple[tuple[str, ...], ...]
    refused: str = ""


def ranked(effects: xr.Dataset, measure: str) -> Ranking:
    """Order of base and scenarios by a measure, at the response as set; refused where both limits were run and they
    disagree, or where the runs cannot tell the measure."""
    names = [str(name) for name in effects["scenario"].to_numpy()]
    draws = effects["draw"].to_numpy()
    values = effects["value"].sel(measure=measure).transpose("response", "scenario", "pair").to_numpy()
    if not np.isfinite(values[0]).all():
        return Ranking((), "the runs are too short to tell it")
    ends = [told_apart(table, draws) for table in values[1:]]
    if ends and (any((ends[0] != other).any() for other in ends[1:])):
        return Ranking((), "the two limits of the response to rates disagree about a sign or an order")
    groups = in_groups(values[0], draws)
    return Ranking(tuple(tuple(names[k] for k in group) for group in groups))


def told_apart(values: NDArray[np.float64], draws: NDArray[np.int64]) -> NDArray[np.int64]:
    """[scenario, scenario]: 1 where the first is higher, -1 where it is lower, 0 where they cannot be told apart.
    values : [scenario, pair]."""
    count = len(values)
    couples = max(count * (count - 1) // 2, 1)
    signs = np.zeros((count, count), np.int64)
    for one, other in combinations(range(count), 2):
        found = paired_interval(values[one] - values[other], draws, 1 - (1 - CONFIDENCE) / couples)
        if abs(float(found.mean)) > float(found.half):
            signs[one, other] = 1 if found.mean > 0 else -1
            signs[other, one] = -signs[one, other]
    return signs


def in_groups(values: NDArray[np.float64], draws: NDArray[np.int64]) -> list[list[int]]:
    """Scenarios from the highest mean to the lowest, cut only where every one above is told apart from every one
    below. values : [scenario, pair]."""
    signs = told_apart(values, draws)
    order = [int(k) for k in np.argsort(-values.mean(axis=1), kind="stable")]
    groups = [[order[0]]]
    for place in range(1, len(order)):
        above, below = order[:place], order[place:]
        if (signs[np.ix_(above, below)] == 1).all():
            groups.append([])
        groups[-1].append(order[place])
    return groups
