"""Offers of a first credit card to households that hold none (扩大信用卡覆盖面).

Mechanism: more offers and a lower score asked for bring cards to households without one; they move ordinary spending
onto the card, and some of it into instalments. Side effects: balances and arrears on cards grow, and a file that was
thin becomes thick. Households with a card are not touched, students are offered none.
Source: task 2 of the opinion; it names no number. Evidence: a line raised by 1 is borrowed by 0.12 on average and by
0.59 of low scores within a year (cards in America); of first cards in China nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class CardIssuance(Lever):
    """What lenders change for those without a card; segments and quintiles say whom they look for."""

    key: ClassVar = "card_issuance"
    title: ClassVar = "Offers of a first credit card"
    title_zh: ClassVar = "信用卡发卡拓展"
    clause: ClassVar = ("task 2",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "card_issuance",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "offers": 1.5,
        "cutoff_shift": -0.2,
    }

    offers: Annotated[float, Number("factor", 0, 10, "offers that households without a card get", neutral=1)] = 1.0
    cutoff_shift: Annotated[float, Number("log-odds", -2, 2, "shift of the score asked for; below 0 = easier")] = 0.0
    line_factor: Annotated[float, Number("factor", 0, 3, "credit line of the new cards", neutral=1)] = 1.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Offers, score and line of new cards."""
        yield Adjustment("reach", self.offers, "card")
        yield Adjustment("cutoff_shift", self.cutoff_shift, "card")
        yield Adjustment("limit_factor", self.line_factor, "card")
