"""Cheaper funds for consumer lending: relending, a lower transfer price (消费再贷款).

Mechanism: lenders' cost falls by the discount on the part of new lending that the quota covers; rates follow slowly.
Source: national relending; that for services consumption and elder care of 2025-05 (500 bn CNY) lends to merchants, so
that what reaches households is an assumption. Evidence: pass-through of funding costs to loan rates within nine months,
prior pt_9. Side effect: margins widen before rates fall.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import LenderTypes, Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class FundingQuota(Lever):
    """products, lenders : empty = all; discount : of funds; covered : part of the balance that is funded so."""

    key: ClassVar = "funding_quota"
    title: ClassVar = "Cheaper funds for consumer lending"
    title_zh: ClassVar = "消费再贷款"
    clause: ClassVar = ("not in the opinion: national instrument",)
    authority: ClassVar = "national"
    preset_of: ClassVar = "operating_cost"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "funding_quota",
        "basis": "assumption",
        "from": "2025-01",
        "products": ["consumer_loan"],
        "discount": 1.0,
        "covered": 0.1,
    }

    products: Products
    lenders: LenderTypes = ()
    discount: Annotated[float, Number("pp/year", 0, 5, "cost of these funds below the market")]
    covered: Annotated[float, Number("fraction", 0, 1, "balances funded so")] = 1.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The mean saving over all funds, 1/year."""
        for product in self.products:
            for lender in self.lenders or (None,):
                yield Adjustment("cost_shift", -self.covered * self.discount / 100, product, lender)
