"""A cap on what lenders pay to dealers for a car loan (规范汽车消费信贷返佣、高息高返).

Mechanism: lenders no longer earn back the rebate, so that slowly car loans cost less and leave more; dealers give away
less of it as a hidden discount and ask more for cars. Side effects: cars are dearer for those who pay cash too, and
dealers lose the part that they kept. Whether more cars are bought or fewer depends on which weighs more, the cheaper
loan or the dearer car.
Source: task 14 of the opinion; it names no number, and no document for Shanghai was found.
Evidence: rebates of 10 to 15 % of the loan before the clean-up of 2025 and of 5 % after it were read for other
provinces, where rates fell from 5 to 3 %; of dealer cash 30 to 40 % reach the buyer (recalled, America).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class RebateCap(Lever):
    """Holds for all lenders of car loans. That rates and prices of the start contain the usual rebate is an
    assumption."""

    key: ClassVar = "rebate_cap"
    title: ClassVar = "Cap on lenders' rebates to car dealers"
    title_zh: ClassVar = "汽车贷款返佣上限"
    clause: ClassVar = ("task 14",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "rebate_cap",
        "basis": "assumption",
        "from": "2025-07",
        "to": "2026-12",
        "limit": 0.05,
    }

    limit: Annotated[
        float, Number("fraction of loan", 0, 0.2, "most that a dealer receives for a car loan", neutral=np.inf)
    ]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The cap."""
        yield Adjustment("rebate_limit", self.limit)
