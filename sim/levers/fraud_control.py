"""Fewer borrowers who could pay and will not (反欺诈).

Mechanism: a part of strategic default is stopped, so that early misses fall and lenders' loss with them; checks cost
lenders, which rates pass on. Source: task 14 of the opinion. Evidence: about an eighth of defaults is strategic or
fraud; compliance costs 0.2 to 0.5 percentage points a year (both ASSUMED).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class FraudControl(Lever):
    """stopped : of strategic default; products, cost : what checks cost lenders."""

    key: ClassVar = "fraud_control"
    title: ClassVar = "Fewer borrowers who never meant to pay"
    title_zh: ClassVar = "反欺诈"
    clause: ClassVar = ("task 14",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "fraud_control",
        "basis": "assumption",
        "from": "2025-01",
        "stopped": 0.4,
        "products": ["consumer_loan", "platform_loan"],
        "cost": 0.2,
    }

    stopped: Annotated[float, Number("fraction", 0, 1, "strategic default that is stopped")]
    products: Products = ("consumer_loan", "platform_loan")
    cost: Annotated[float, Number("pp/year", 0, 2, "cost of the checks over the balance")] = 0.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """What is stopped, and what it costs."""
        yield Adjustment("fraud", 1 - self.stopped)
        for product in self.products:
            yield Adjustment("cost_shift", self.cost / 100, product)
