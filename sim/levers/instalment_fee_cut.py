"""A lower fee on instalments of the credit card, at the lender's cost (降低信用卡分期费率).

Mechanism: cash on instalments and card bills put on instalments cost less, so that more is borrowed this way and less
from others; so does a large ticket paid by instalments in the shop. Side effects: debt moves from the card's bill and
from other loans onto instalments, lenders earn less on each.
Source: task 2 of the opinion; it names no number. Evidence: take-up fell by 7 points for 14.5 points of rate in a
Chinese lender's experiment, about half a point a point; of instalment fees nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class InstalmentFeeCut(Lever):
    """The fee as a rate: 0.6 % of the sum a month is about 13 % a year of what is still owed."""

    key: ClassVar = "instalment_fee_cut"
    title: ClassVar = "Lower fee on card instalments"
    title_zh: ClassVar = "信用卡分期费率优惠"
    clause: ClassVar = ("task 2",)
    authority: ClassVar = "lender"
    preset_of: ClassVar = "rate_trial"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "instalment_fee_cut",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "points": 3.0,
    }

    points: Annotated[float, Number("pp/year", 0, 20, "taken off the fee, as an annual rate; the lender bears it")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The discount in 1/year."""
        yield Adjustment("rate_discount", self.points / 100, "card_instalment")
