"""From a scenario to what the month reads: terms, and rows of programmes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from sim.levers import Horizon, Lever
from sim.levers.days import month_number
from sim.policy.groups import Groups
from sim.policy.programmes import Programme
from sim.policy.terms import TERMS, Adjustment, Change, Terms, compile_terms
from sim.scenarios.model import Scenario


def compile_policy(
    scenario: Scenario, groups: Groups, first_month: int, months: int, *, opening: int | None = None, ahead: int = 0
) -> tuple[Terms, list[Programme]]:
    """Terms [month, group(, item)] and programmes in order of id, budgets and quotas for the whole city.

    groups : `group_table(len(scenario.trials))`.  first_month : number of the month at index 0.  months : how many.
    opening : number of the first month of history; all months before it have the policy of the month before it
    (burn-in: constant terms). None = no such months.  ahead : months after the last for which programmes, not terms,
    are laid out too, because borrowers and buyers look ahead.
    """
    horizon = _horizon(scenario, groups, first_month, months, opening)
    beyond = _horizon(scenario, groups, first_month, months + ahead, opening)
    levers = tuple(_Same(lever) for lever in scenario.levers)
    rows = [row for lever in levers for row in _laid_out(lever, _Within(beyond), paid=True)]
    return _terms(levers, _Within(horizon), months), sorted(rows, key=lambda row: row.id)


class _Same:
    """A lever, equal to itself alone: what it does is laid out once for all scenarios that share it."""

    def __init__(self, lever: Lever) -> None:
        self.lever = lever

    def __hash__(self) -> int:
        return id(self.lever)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.lever is other.lever


class _Within:
    """A horizon, equal to those with the same months, trials and number of groups, from which all else follows."""

    def __init__(self, horizon: Horizon) -> None:
        self.horizon = horizon
        self.key = (horizon.months, horizon.trials, len(horizon.groups.segment))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Within) and self.key == other.key


@lru_cache(maxsize=4096)
def _laid_out(same: _Same, within: _Within, *, paid: bool) -> tuple[Any, ...]:
    """Changes of terms of a lever; its programmes where `paid`."""
    lever, horizon = same.lever, within.horizon
    return tuple(lever.programmes(horizon)) if paid else tuple(_changes(lever, horizon))


@lru_cache(maxsize=4)
def _terms(levers: tuple[_Same, ...], within: _Within, months: int) -> Terms:
    """Terms under these levers: runs of an ensemble share them, and nobody can write into them."""
    changes = [change for lever in levers for change in _laid_out(lever, within, paid=False)]
    terms = compile_terms(changes, months, within.horizon.groups)
    for array in terms:
        array.flags.writeable = False
    return terms


def announced_months(scenario: Scenario) -> dict[str, int]:
    """Number of the month from which households can know of each lever, by id: as announced, else as begun."""
    known = {lever.id: lever.announced or lever.start for lever in scenario.levers}
    return {name: month_number(day) for name, day in known.items()}


def _horizon(scenario: Scenario, groups: Groups, first_month: int, months: int, opening: int | None) -> Horizon:
    numbers = range(first_month, first_month + months)
    held = tuple(number if opening is None else max(number, opening - 1) for number in numbers)
    return Horizon(held, groups, scenario.trials)


def _changes(lever: Lever, horizon: Horizon) -> Iterator[Change]:
    reached = lever.reaches(horizon)
    for index, month in enumerate(horizon.months):
        share = lever.share(month)
        if share == 0:
            continue
        for adjustment in lever.adjustments(month):
            part = _part(adjustment, share, in_force=lever.in_force(month))
            if part:
                yield Change(lever.id, index, reached, part)


def _part(adjustment: Adjustment, share: float, *, in_force: bool) -> Adjustment | None:
    """What is left of an adjustment in a month that it covers in part: sums and products shrink with the days, limits
    and flags hold where they hold on the 15th."""
    term = TERMS[adjustment.term]
    if term.combine in {np.minimum, np.maximum}:
        return adjustment if in_force else None
    if share == 1.0:
        return adjustment
    return adjustment._replace(value=term.neutral + share * (adjustment.value - term.neutral))
