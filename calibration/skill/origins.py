"""What a run may know at an origin: policy announced, and outside paths as far as they had been seen.

Anchors of outside paths that are dated after the origin are dropped; what follows is the path's own rule: the last
value, and for yearly means the last growth. A mean of a year is known from the next year on. What an anchor of the past
was *assumed* to be may still owe something to later figures; that cannot be taken back here, and is the same for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.calendar import month_date, month_index
from sim.data.exogenous import ITEMS, Anchor, Series, anchor_list, path_list
from sim.data.rules import RULES
from sim.paths import UNREAD

if TYPE_CHECKING:
    from datetime import date

    from sim.scenarios import Scenario

YEARLY_FIGURES = ("unemployment_rate",)
"""Paths by step whose statistics are means of the year that begins at the anchor."""


def known_at(scenario: Scenario, origin: date, *, policy: bool) -> Scenario:
    """The scenario as seen on a day. policy : levers announced later are dropped too; else they stay as they came."""
    seen = scenario.as_of(origin) if policy else scenario
    changes = outside_paths(scenario.first_month, scenario.last_month, origin)
    return seen.with_exogenous(changes) if changes else seen


def outside_paths(first_month: int, last_month: int, origin: date) -> dict[str, list[dict[str, Any]]]:
    """Values of every path that later anchors would have changed, as `Scenario.with_exogenous` takes them."""
    months = range(first_month, last_month + 1)
    now = month_index(f"{origin.year}-{origin.month:02d}")
    changes: dict[str, list[dict[str, Any]]] = {}
    anchors = anchor_list()
    for series in path_list():
        if series.rule == "calendar" or series.name in UNREAD:
            continue
        for item in ITEMS[series.items]:
            own = [anchor for anchor in anchors if (anchor.path, anchor.item) == (series.name, item)]
            if all(_seen(series, anchor, now) for anchor in own):
                continue
            points = [(anchor.month, anchor.value) for anchor in own if _seen(series, anchor, now)]
            if series.rule == "year_mean":
                points = _grown(points, last_month)
            values = RULES[series.rule](points, months, series.neutral)
            change = {"values": tuple(values), "from": str(month_date(first_month))[:7]}
            changes.setdefault(series.name, []).append(change | ({"item": item} if item else {}))
    return changes


def _seen(series: Series, anchor: Anchor, now: int) -> bool:
    yearly = series.rule == "year_mean" or (series.name in YEARLY_FIGURES and anchor.basis == "statistic")
    return anchor.month + (12 if yearly else 0) <= now


def _grown(points: list[tuple[int, float]], last_month: int) -> list[tuple[int, float]]:
    """Yearly means carried on at their last growth, to the year after the last month."""
    growth = points[-1][1] / points[-2][1]
    while points[-1][0] <= last_month:
        points = [*points, (points[-1][0] + 12, points[-1][1] * growth)]
    return points
