"""Voucher on the rate of one loan, or on a loan, in shopping festivals (年化利率券、借款券).

Mechanism: for some weeks a new loan costs less or is shown to more households, who then borrow more of it; debt moves
from other lenders, and what was borrowed in the festival is missing after it. Side effects: lenders bear the discount,
and where it eats up their capital they lend less; loans of several lenders pile up.
Source: task 3 of the opinion; it names no number. Evidence: 5 points off raise take-up by 2.5 points from a half,
computed from a Chinese lender's experiment; how much is moved in time is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.calendar import month_of_year
from sim.levers.base import Lever
from sim.levers.fields import Loans
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class RateVoucher(Lever):
    """products : loans on which the voucher is taken.  festivals : calendar months in which it can be used (6 for
    "618", 11 for "Double 11"), empty = all. Who holds one is not drawn: the mean voucher counts for everybody."""

    key: ClassVar = "rate_voucher"
    title: ClassVar = "Voucher on the rate of a loan"
    title_zh: ClassVar = "年化利率券、借款券"
    clause: ClassVar = ("task 3",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "rate_voucher",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "festivals": [6, 11],
        "products": ["platform_loan"],
        "points": 5.0,
        "held_by": 0.3,
    }

    products: Loans
    festivals: tuple[Annotated[int, Field(strict=True, ge=1, le=12)], ...] = ()
    points: Annotated[float, Number("pp/year", 0, 20, "taken off the rate of a new loan; the lender bears it")] = 0.0
    held_by: Annotated[float, Number("fraction", 0, 1, "part of households that hold a voucher", neutral=1)] = 1.0
    offers: Annotated[float, Number("factor", 0, 10, "offers of these loans that are seen", neutral=1)] = 1.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Rate and offers of each product, in months of a festival."""
        if self.festivals and month_of_year(month) not in self.festivals:
            return
        for product in self.products:
            yield Adjustment("rate_discount", self.points / 100 * self.held_by, product)
            yield Adjustment("reach", self.offers, product)
