"""How mixes stand over futures: the chance of keeping the limits, and regret."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.comparison.intervals import CONFIDENCE

Values = NDArray[np.float64]


class Chance(NamedTuple):
    """Share of futures with its interval (Clopper and Pearson, Biometrika 26, 1934), each [mix]; NaN for none."""

    value: Values
    low: Values
    high: Values


def chance_of_keeping(excess: Values) -> Chance:
    """Chance that a mix keeps all its limits in one more future. excess : [mix, pair, limit], NaN where not lived. Luck
    of a single pair is in each: the chance is that of a sample of this size, not of the city."""
    lived = np.isfinite(excess).all(axis=2)
    kept = (np.where(np.isfinite(excess), excess, np.inf) <= 0).all(axis=2) & lived
    n, k = lived.sum(axis=1), kept.sum(axis=1)
    ends = np.full((len(n), 3), np.nan)
    for mix, (some, whole) in enumerate(zip(k, n, strict=True)):
        if whole:
            found = stats.binomtest(int(some), int(whole)).proportion_ci(CONFIDENCE, method="exact")
            ends[mix] = some / whole, found.low, found.high
    return Chance(*ends.T)


def regret(scores: Values) -> Values:
    """What a mix misses of the best of the set in each future, [mix, pair, objective], 0 for the best. scores : less is
    better; mixes not lived in a future are NaN and count for nothing. Luck of a single pair is in each: the best of a
    future is that by its own luck, and all regrets are somewhat too large."""
    with np.errstate(invalid="ignore"):
        best = np.where(
            np.isnan(scores).all(axis=0), np.nan, np.nanmin(np.where(np.isnan(scores), np.inf, scores), axis=0)
        )
    missed: Values = scores - best
    return missed
