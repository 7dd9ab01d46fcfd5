"""Rate cap: no new contract above a rate, all fees included (综合融资成本上限).

Mechanism: borrowers whose risk costs more than the cap are refused (rationing), others pay less. Source: 助贷新规 of
2025-10 and guidance to micro-lenders of 2025-12, both 24 %. Evidence: rationing of the riskiest is the common finding
abroad; its size follows from the lenders' costs here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from sim.levers.base import Lever
from sim.levers.fields import LenderTypes, Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class RateCap(Lever):
    """products : contracts that fall under the cap.  lenders : types of lenders it binds, empty = all."""

    key: ClassVar = "rate_cap"
    title: ClassVar = "Cap on lending rates"
    title_zh: ClassVar = "贷款利率上限"
    clause: ClassVar = ("not in the opinion: national rule",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "rate_cap",
        "basis": "assumption",
        "from": "2025-10",
        "products": ["platform_loan"],
        "cap": 24,
    }

    products: Products
    lenders: LenderTypes = ()
    cap: Annotated[float, Number("%/year", 0, 60, "highest all-in rate of a new contract", neutral=np.inf)]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The cap in 1/year."""
        for product in self.products:
            for lender in self.lenders or (None,):
                yield Adjustment("rate_cap", self.cap / 100, product, lender)
