"""Facts and the experiments that repeat them; facts without one, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from calibration.facts.table import Bound
from calibration.facts.worlds import World

Measure = Callable[[World], tuple[float, ...]]
"""An experiment: the city of one setting in, a figure for each part of the fact out."""


class Experiment(NamedTuple):
    """parts : what each figure is, first those of the fact's intervals, in order.  also : further parts with bounds of
    their own: orderings that the fact states in words."""

    measure: Measure
    parts: tuple[str, ...]
    also: Mapping[str, Bound]

    @property
    def names(self) -> tuple[str, ...]:
        """Every part."""
        return (*self.parts, *self.also)


EXPERIMENTS: dict[str, Experiment] = {}
"""By fact."""

NOT_SIMULATED: dict[str, str] = {
    "F23": "lenders of the model set limits by income, score and practice and do not revise them when the cost of "
    "funds moves, so that there is no response of limits to correlate",
    "F33": "accounts are sold once, in the months after charge-off is due, at one price for all ages",
    "F37": "a household of the model holds one card, so that nothing moves between cards; what moves is a number of "
    "the lever",
}
"""Why a fact has no experiment: the model has no such object. None of them can pass."""

FORECASTS = "judged by the backtest"


def experiment(fact: str, *parts: str, also: Mapping[str, Bound] | None = None) -> Callable[[Measure], Measure]:
    """Register an experiment under its fact."""

    def keep(measure: Measure) -> Measure:
        if fact in EXPERIMENTS:
            raise ValueError(f"the fact {fact} has two experiments.")
        EXPERIMENTS[fact] = Experiment(measure, parts, also or {})
        return measure

    return keep
