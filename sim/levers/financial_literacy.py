"""Campaigns for rational borrowing and financial literacy (理性消费、金融知识宣传).

Mechanism: who is reached perceives more of the true cost of credit; the effect is forgotten evenly.
Source: safeguard 3 of the opinion. Evidence: financial education changes behaviour by 0.1 standard deviations, less
for debt (Kaiser and Menkhoff 2017, SEEN); a half-life of a year is recollected (MEMORY). Side effect: framed as
product promotion it draws borrowers in, which is not modelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.days import month_number
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class FinancialLiteracy(Lever):
    """reached : households; shift : of the share of true cost that they perceive; half_life : of the effect."""

    key: ClassVar = "financial_literacy"
    title: ClassVar = "Campaigns for financial literacy"
    title_zh: ClassVar = "金融素养宣传"
    clause: ClassVar = ("safeguard 3",)
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "financial_literacy",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "reached": 0.3,
        "shift": 0.1,
        "half_life": 12,
    }

    reached: Annotated[float, Number("fraction", 0, 1, "households that a campaign reaches")]
    shift: Annotated[float, Number("fraction", 0, 0.5, "share of the true cost that they perceive in addition")]
    half_life: Annotated[
        float, Number("month", 1, 120, "months after which half is forgotten, all after twice as many", neutral=12)
    ] = 12.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The mean shift in this month, after what was forgotten since the start."""
        since = max(month - month_number(self.start), 0)
        yield Adjustment("literacy_shift", self.reached * self.shift * max(1 - since / (2 * self.half_life), 0))
