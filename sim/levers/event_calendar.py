"""Concerts, games and exhibitions in some months: visitors who spend, residents who pay tickets by instalments
(演唱会、体育赛事、会展).

Mechanism: visitors bring demand from outside, less that of others whom they displace; residents buy some tickets on
credit. Side effects: sales rise where residents' incomes do not, and part of the tickets becomes debt. Events at home
keep no resident from spending elsewhere beyond what credit and cash allow.
Source: task 7 of the opinion; it names no number.
Evidence: visitors per event and what they spend are in none of the tables at hand, and large events elsewhere displace
other visitors (recalled): all numbers are assumptions. Weddings are not modelled: no row tells how many there are or
what they cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from sim.calendar import month_of_year
from sim.levers.base import Lever
from sim.levers.fields import SectorShares, distinct
from sim.levers.values import Number
from sim.policy.terms import Adjustment

RESIDENTS = "culture"
"""What residents buy tickets of."""


class EventCalendar(Lever):
    """months : of the year with events, empty = all.  split : shares of sectors in what visitors spend. Visitors belong
    to no group: a lever aimed at some brings them all the same."""

    key: ClassVar = "event_calendar"
    title: ClassVar = "Calendar of large events"
    title_zh: ClassVar = "大型活动日历"
    clause: ClassVar = ("task 7",)
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "event_calendar",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "months": [5, 9, 10],
        "visitors": 100_000,
        "spending": 3_000,
        "displaced": 0.3,
        "split": {"culture": 0.3, "travel": 0.3, "dining": 0.2, "apparel": 0.2},
        "on_credit": 0.3,
        "ticket": 1_000,
    }

    months: Annotated[tuple[Annotated[int, Field(strict=True, ge=1, le=12)], ...], AfterValidator(distinct)] = ()
    visitors: Annotated[float, Number("persons/month", 0, 1e7, "who come for the events")]
    spending: Annotated[float, Number("CNY/person", 0, 100_000, "what one of them spends in the city")]
    displaced: Annotated[float, Number("fraction", 0, 1, "of that demand, other visitors' who stay away")] = 0.0
    split: SectorShares
    on_credit: Annotated[float, Number("fraction", 0, 1, "residents' tickets with instalments on offer")] = 0.0
    ticket: Annotated[float, Number("CNY", 0, 50_000, "what residents pay for an event")] = 0.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Visitors' spending by sector, and residents' tickets on credit, in months with events."""
        if self.months and month_of_year(month) not in self.months:
            return
        for sector, share in self.split.items():
            spent = self.visitors * self.spending * (1.0 - self.displaced) * share
            yield Adjustment("visitor_spending", spent, sector)
        yield Adjustment("scene_offer", self.on_credit, RESIDENTS)
        yield Adjustment("scene_price", self.ticket, RESIDENTS)
