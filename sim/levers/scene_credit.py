"""Credit for one kind of service, paid to its provider: trips, sport, courses, wellness (场景分期).

Mechanism: part of the purchases is paid by instalments, on the card where its line has room, else by a loan; baskets
are a little larger on credit, and the cash put by for them is partly spent. Side effects: only part of the extra
spending is in the city and next to nothing of it in retail sales, while the debt counts in full; who borrows has more
instalments to carry. Providers that fail while the loan runs are left out.
Source: tasks 9 and 10 of the opinion; they name no number.
Evidence: baskets 4.4 % larger with pay-later than with a debit card (experiment in Ireland), carried over; that 0.15
of the offers are taken is carried over from free plans; where the money is spent is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Scenes
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class SceneCredit(Lever):
    """sectors : of the services that are sold so. Of several levers on one sector the widest offer counts."""

    key: ClassVar = "scene_credit"
    title: ClassVar = "Credit for services where they are sold"
    title_zh: ClassVar = "服务消费场景分期"
    clause: ClassVar = ("task 9", "task 10")
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "scene_credit",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "sectors": ["travel"],
        "coverage": 0.3,
        "price": 8_000,
        "away": 0.7,
    }

    sectors: Scenes
    coverage: Annotated[float, Number("fraction", 0, 1, "purchases whose provider offers instalments")]
    price: Annotated[float, Number("CNY", 0, 200_000, "price of such a purchase")]
    away: Annotated[float, Number("fraction", 0, 1, "part of the extra spending outside the city")] = 0.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Offer, price and place by sector."""
        for sector in self.sectors:
            yield Adjustment("scene_offer", self.coverage, sector)
            yield Adjustment("scene_price", self.price, sector)
            yield Adjustment("scene_away", self.away, sector)
