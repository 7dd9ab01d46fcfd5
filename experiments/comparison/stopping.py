"""When enough pairs were run: a rule that looks after every pair and stops once intervals are narrow enough.

A fixed-width rule in the manner of Chow and Robbins (Annals of Mathematical Statistics 36, 1965). Its intervals cover
95% as the width goes to 0; because it stops where the spread happens to look small, at a handful of pairs they cover
somewhat less: at least 90% in the cases simulated in the tests. A comparison says how many pairs it stopped at and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.comparison.intervals import paired_interval

LEAST = 4
"""Fewest pairs after which the rule may stop."""


class Watched(NamedTuple):
    """A measure that the rule looks at.  floor : half-width that is narrow enough whatever the effect, a fraction of
    the base's level where `of_base`, else in the measure's unit."""

    floor: float
    of_base: bool


WATCHED: Mapping[str, Watched] = {
    "retail_total": Watched(0.0005, of_base=True),
    "credit": Watched(0.0005, of_base=True),
    "vintage_12": Watched(0.0001, of_base=False),
}
"""Retail sales and credit to 0.05 per cent of the base's, vintages to 0.01 percentage points."""


def narrow_enough(
    base: NDArray[np.float64], other: NDArray[np.float64], draws: NDArray[np.int64], precision: float, watched: Watched
) -> str:
    """Why a measure needs no more pairs: 'precision' (half-width at most that part of the effect), 'floor', 'cannot be
    told' (the runs do not give it), or '' where it needs more. base, other : [pair]."""
    if not np.isfinite(other).all() or not np.isfinite(base).all():
        return "cannot be told"
    effect = paired_interval(other - base, draws)
    half = float(effect.half)
    if half <= precision * abs(float(effect.mean)):
        return "precision"
    floor = watched.floor * (abs(float(base.mean())) if watched.of_base else 1.0)
    return "floor" if half <= floor else ""


def reasons(
    values: NDArray[np.float64], places: Mapping[str, int], draws: NDArray[np.int64], precision: float
) -> list[dict[str, str]]:
    """For each scenario why each watched measure needs no more pairs, '' where it does. values : [scenario, pair,
    measure], the base first.  places : of the watched measures."""
    base = values[0]
    return [
        {
            name: narrow_enough(base[:, place], other[:, place], draws, precision, WATCHED[name])
            for name, place in places.items()
        }
        for other in values[1:]
    ]
