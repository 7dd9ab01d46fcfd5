"""Lenders check what a consumer loan is used for (贷后用途管控).

Mechanism: a part of loans taken to invest or to prepay a mortgage is not lent, so that the volume of loans falls by
what was diverted and retail sales hardly change; checks cost lenders. Source: task 14 of the opinion. Evidence: the
diverted share is not published; 0.15 of new loans (0.03 to 0.35) is assumed and compared, not plugged in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class PurposeMonitoring(Lever):
    """stopped : of loans to invest; products, cost : what checks cost lenders."""

    key: ClassVar = "purpose_monitoring"
    title: ClassVar = "Use of loans is checked"
    title_zh: ClassVar = "贷款用途管控"
    clause: ClassVar = ("task 14",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "purpose_monitoring",
        "basis": "assumption",
        "from": "2025-01",
        "stopped": 0.5,
        "products": ["consumer_loan"],
        "cost": 0.1,
    }

    stopped: Annotated[float, Number("fraction", 0, 1, "loans to invest that are not made")]
    products: Products = ("consumer_loan",)
    cost: Annotated[float, Number("pp/year", 0, 2, "cost of the checks over the balance")] = 0.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """What is stopped, and what it costs."""
        yield Adjustment("diversion", 1 - self.stopped)
        for product in self.products:
            yield Adjustment("cost_shift", self.cost / 100, product)
