"""No new loan above a share of income that goes to debt (偿债收入比上限).

Mechanism: who would pay more of the income than the limit is refused, by every lender and for every loan. Side
effects: loans of the most indebted fall, and with them cars and large tickets; they apply again elsewhere, and some
default for want of a loan that would have carried them. Card purchases and pay-later do not pass this test.
Source: task 15 of the opinion asks lenders to look at ability to repay and names no number. Evidence: none was found;
lenders already refuse above about 0.55 (a practice of 0.5 to 0.7, grade C), so that a higher limit changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class DebtServiceGuard(Lever):
    """Of several limits the strictest holds, and no easing lever can lift it."""

    key: ClassVar = "debt_service_guard"
    title: ClassVar = "Limit on debt service over income"
    title_zh: ClassVar = "偿债收入比上限"
    clause: ClassVar = ("task 15",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "debt_service_guard",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "limit": 0.5,
    }

    limit: Annotated[
        float, Number("fraction of income", 0, 2, "largest debt service after the loan, mortgage included", np.inf)
    ]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The limit."""
        yield Adjustment("debt_service_guard", self.limit)
