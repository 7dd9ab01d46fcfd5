"""When a fact passes.

PASS: the median over settings lies inside the range, and so does every part in at least four fifths of the settings.
FAIL: the middle four fifths of the settings lie wholly outside the range.  AT RISK: all between. A fact of several
parts has the worst of their verdicts. With one setting there is no interval: inside is a pass, outside a failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from calibration.facts.table import Bound

PASS, AT_RISK, FAIL = "PASS", "AT RISK", "FAIL"
NOT_SIMULATED, LEFT_TO_FORECASTS = "not simulated", "judged by the backtest"

ENOUGH = 0.8
"""Part of the settings that must lie inside."""

INTERVAL = (10, 90)
"""Percentiles of the interval."""


class Judged(NamedTuple):
    """One part of a fact.  centre : at the centre.  median, low, high : over settings.  inside : part of them."""

    centre: float
    median: float
    low: float
    high: float
    inside: float
    verdict: str


def judged(values: Sequence[float], bound: Bound) -> Judged:
    """Judge one part. values : one a setting, the centre first; those that could not be measured count as outside."""
    known = np.array([value for value in values if np.isfinite(value)])
    inside = float(np.mean([bound.holds(value) for value in values]))
    if not len(known):
        return Judged(values[0], np.nan, np.nan, np.nan, inside, FAIL)
    low, high = (float(end) for end in np.percentile(known, INTERVAL))
    median = float(np.median(known))
    if bound.holds(median) and inside >= ENOUGH:
        verdict = PASS
    elif high < bound.low or low > bound.high:
        verdict = FAIL
    else:
        verdict = AT_RISK
    return Judged(values[0], median, low, high, inside, verdict)


def worst(verdicts: Iterable[str]) -> str:
    """The verdict of a fact from those of its parts."""
    return max(verdicts, key=(PASS, AT_RISK, FAIL).index)


def headline(verdicts: Sequence[str]) -> str:
    """How many facts pass, in words; those without an experiment are among all."""
    count = verdicts.count
    rest = f"{count(AT_RISK)} at risk, {count(FAIL)} fail, {count(NOT_SIMULATED)} not simulated"
    return f"{count(PASS)} of {len(verdicts)} pass; {rest}"
