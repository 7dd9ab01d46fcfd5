"""Rates that follow the borrower's risk more closely (差异化定价).

Mechanism: a contract's rate is the lender's rate and what the score adds; with a factor above one good risks pay less
and bad ones more, fewer are refused because their loss does not fit under the rate, and the dearest meet the cap.
Source: task 11 of the opinion (precise pricing by digital means). Evidence: spread of rates in scored lending, size
assumed. Side effect: those who are short of cash pay most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class RiskBasedPricing(Lever):
    """products : whose rates spread; factor : 1 = as before."""

    key: ClassVar = "risk_based_pricing"
    title: ClassVar = "Rates that follow the borrower's risk"
    title_zh: ClassVar = "风险定价"
    clause: ClassVar = ("task 11",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "risk_based_pricing",
        "basis": "assumption",
        "from": "2025-01",
        "products": ["consumer_loan", "platform_loan"],
        "factor": 1.5,
    }

    products: Products
    factor: Annotated[float, Number("factor", 0, 4, "what the score adds to a rate, over the usual spread", neutral=1)]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The spread of each product."""
        for product in self.products:
            yield Adjustment("risk_pricing", self.factor, product)
