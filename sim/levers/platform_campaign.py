"""Discounts of platforms and brands in shopping festivals, for some weeks (618、双11).

Mechanism: prices fall on the days of the festival, on the part of sales that takes part; large tickets planned for
later are bought now, and of daily goods and clothes households buy ahead of need. Side effects: what was bought ahead
is missing in the months after; platforms show more of their credit, so that debt moves to all of them.
Source: task 3 of the opinion names the festivals and no number; days of the festivals from the table of campaigns.
Evidence: that a falling price moves purchases in time is textbook, by how much is assumed; usual festivals are in the
seasons already, so that a lever states what is added to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from sim.calendar import campaign_days
from sim.levers.base import Lever
from sim.levers.fields import Sectors, distinct
from sim.levers.values import Number, OneOf
from sim.policy.terms import Adjustment

CREDIT = ("bnpl", "platform_loan")

FESTIVALS = {
    "spring_festival": "spring_festival",
    "double_five": "double_five",
    "mid_year": "618",
    "double_11": "double_11",
    "double_12": "double_12",
}
"""What a scenario calls a festival, and its name in the table of campaigns: a bare 618 would be a number."""


class PlatformCampaign(Lever):
    """festivals : in which it runs (mid_year: 618).  sectors : whose goods are cheaper. A month has the mean price of
    its days."""

    key: ClassVar = "platform_campaign"
    title: ClassVar = "Festival discounts of platforms and brands"
    title_zh: ClassVar = "电商节促销"
    clause: ClassVar = ("task 3",)
    authority: ClassVar = "merchant"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "platform_campaign",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "festivals": ["mid_year", "double_11"],
        "sectors": ["apparel", "digital", "appliances"],
        "rate": 0.1,
        "taking_part": 0.4,
        "offers": 1.1,
    }

    festivals: Annotated[tuple[Annotated[str, OneOf("festival", tuple(FESTIVALS))], ...], AfterValidator(distinct)] = (
        "mid_year",
        "double_11",
    )
    sectors: Sectors
    rate: Annotated[float, Number("fraction of price", 0, 0.5, "taken off on the days of the festival")]
    taking_part: Annotated[float, Number("fraction", 0, 1, "part of the sectors' sales with the discount", neutral=1)]
    offers: Annotated[float, Number("factor", 0, 5, "offers of pay-later and platform loans seen", neutral=1)] = 1.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The mean price cut of the month by sector, known to be over soon, and what is seen of platforms' credit."""
        days = campaign_days(month, 1)
        share = min(sum(float(days[FESTIVALS[name]][0]) for name in self.festivals), 1.0)
        if share == 0:
            return
        for sector in self.sectors:
            yield Adjustment("price_cut", self.rate * self.taking_part * share, sector)
            yield Adjustment("campaign", self.rate * self.taking_part * share, sector)
        for product in CREDIT:
            yield Adjustment("reach", 1.0 + share * (self.offers - 1.0), product)
