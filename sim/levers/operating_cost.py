"""Lending costs less to run (数字化运营降本).

Mechanism: the break-even rate falls by the saving; offered rates follow slowly, and borrowers whose loss did not fit
under the rate before are approved. Source: task 11 of the opinion. Evidence: 0.5 to 1 percentage points a year in
digital lending (ASSUMED range). Aimed at some groups it counts by their share of households: a lender has one cost for
all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import LenderTypes, Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class OperatingCost(Lever):
    """products, lenders : empty = all; saving : of the balance."""

    key: ClassVar = "operating_cost"
    title: ClassVar = "Cheaper lending by digital means"
    title_zh: ClassVar = "数字化降本"
    clause: ClassVar = ("task 11",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "operating_cost",
        "basis": "assumption",
        "from": "2025-01",
        "products": ["consumer_loan"],
        "saving": 0.5,
    }

    products: Products
    lenders: LenderTypes = ()
    saving: Annotated[float, Number("pp/year", 0, 5, "cost of lending that falls away, over the balance")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The saving in 1/year."""
        for product in self.products:
            for lender in self.lenders or (None,):
                yield Adjustment("cost_shift", -self.saving / 100, product, lender)
