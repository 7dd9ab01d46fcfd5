"""Co-brand cards of banks and merchants (联名卡).

Mechanism: holders put more on the card; four fifths of it move from other cards, the rest adds to card spending and
balances; with the offer more households without a card see one. Source: task 1 of the opinion. Evidence: rewards mostly
move spending between cards (80 % offset, ASSUMED).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class CobrandCard(Lever):
    """own_gain : of spending on the card; offset : of it from other cards; reach : offers to those without a card."""

    key: ClassVar = "cobrand_card"
    title: ClassVar = "Co-brand cards"
    title_zh: ClassVar = "联名信用卡"
    clause: ClassVar = ("task 1",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "cobrand_card",
        "basis": "assumption",
        "from": "2025-01",
        "own_gain": 0.1,
        "offset": 0.8,
        "reach": 1.1,
    }

    own_gain: Annotated[float, Number("fraction", 0, 1, "more spending on the card")]
    offset: Annotated[float, Number("fraction", 0, 1, "of it moved from other cards", neutral=0.8)] = 0.8
    reach: Annotated[float, Number("factor", 0, 5, "offers of cards to those without, over today", neutral=1)] = 1.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Card use net of what moves between cards, and offers."""
        yield Adjustment("card_use", 1 + self.own_gain * (1 - self.offset))
        yield Adjustment("reach", self.reach, "card")
