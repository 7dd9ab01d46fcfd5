"""Limit of how often households see offers of credit (营销行为规范).

Mechanism: exposure to offers of a product is held under a limit, whatever other levers add: a guard. Source: task 15 of
the opinion. Evidence: targeted offers are applied for thirteen times as often as cold ones, so that fewer offers mean
fewer applications, most among those who are offered most. Side effect: who was refused turns elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from sim.levers.base import Lever
from sim.levers.fields import Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class MarketingCap(Lever):
    """products : whose offers are limited; limit : 1 = the exposure of today."""

    key: ClassVar = "marketing_cap"
    title: ClassVar = "Limit of marketing of credit"
    title_zh: ClassVar = "营销限制"
    clause: ClassVar = ("task 15",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "marketing_cap",
        "basis": "assumption",
        "from": "2025-01",
        "products": ["platform_loan"],
        "limit": 0.7,
    }

    products: Products
    limit: Annotated[float, Number("factor", 0, 5, "largest exposure over that of today", neutral=np.inf)]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The limit of each product."""
        for product in self.products:
            yield Adjustment("reach_limit", self.limit, product)
