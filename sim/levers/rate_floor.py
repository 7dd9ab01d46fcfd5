"""Rate floor: no new contract below a rate (消费贷利率下限, window guidance).

Mechanism: ends the price war for good borrowers; demand of the rate-sensitive falls. Source: guidance to banks of
2025-04, 3 %, reported by the press without a public text. Evidence: none but the posted rates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import LenderTypes, Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class RateFloor(Lever):
    """products : contracts that fall under the floor.  lenders : types of lenders it binds, empty = all."""

    key: ClassVar = "rate_floor"
    title: ClassVar = "Floor under lending rates"
    title_zh: ClassVar = "贷款利率下限"
    clause: ClassVar = ("not in the opinion: national guidance",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "rate_floor",
        "basis": "assumption",
        "from": "2025-04",
        "products": ["consumer_loan"],
        "floor": 3.0,
    }

    products: Products
    lenders: LenderTypes = ()
    floor: Annotated[float, Number("%/year", 0, 30, "lowest rate of a new contract")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The floor in 1/year."""
        for product in self.products:
            for lender in self.lenders or (None,):
                yield Adjustment("rate_floor", self.floor / 100, product, lender)
