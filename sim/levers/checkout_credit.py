"""Pay-later offered at more tills and in more shopping carts (线上线下支付场景的先享后付).

Mechanism: more households use pay-later; their baskets are a little larger, and what they buy is due over the next
months. Side effects: small arrears become more frequent, most among the young. It covers goods of every sector alike:
sectors are not told apart.
Source: task 3 of the opinion; it names no number. Evidence: baskets 4.4 % larger than with a debit card (experiment
in Ireland); when credit supply grew, arrears past 60 days of constrained users rose by 3 to 10 % (China).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class CheckoutCredit(Lever):
    """Without the lever 0.4 to 0.65 of the young and 0.1 to 0.4 of the others use pay-later."""

    key: ClassVar = "checkout_credit"
    title: ClassVar = "Pay-later at the checkout"
    title_zh: ClassVar = "收银环节消费信贷"
    clause: ClassVar = ("task 3",)
    authority: ClassVar = "merchant"
    preset_of: ClassVar = "smart_marketing"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "checkout_credit",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "coverage": 1.2,
    }

    coverage: Annotated[float, Number("factor", 0, 5, "households that are offered pay-later and use it", neutral=1)]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Share of households that use pay-later."""
        yield Adjustment("reach", self.coverage, "bnpl")
