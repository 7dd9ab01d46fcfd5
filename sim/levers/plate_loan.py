"""Loans for the price of an auctioned plate (车牌分期).

Mechanism: bidders who hold too little cash are promised a loan for what is missing and bid; the quota stays as it is,
so that others lose, and the price rises a little. The loan stands in the account of the car loan, which is topped up.
Side effects: those who hold the cash win less often; winners owe more when they come to pay for the car, so that
somewhat fewer fuel cars are sold.
Source: task 4 of the opinion; it names no number. Evidence: the quota follows from the rule of the auction; how many
would bid on credit is not published, and a warning price holds bids close together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class PlateLoan(Lever):
    """For the winners of the auction; who holds the price pays it in cash."""

    key: ClassVar = "plate_loan"
    title: ClassVar = "Loan for a car plate"
    title_zh: ClassVar = "车牌分期消费信贷"
    clause: ClassVar = ("task 4",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "plate_loan",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "share_of_price": 0.7,
    }

    share_of_price: Annotated[
        float, Number("fraction of price", 0, 1, "largest loan for a plate; the rest is paid down")
    ]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The part of the price that is lent."""
        yield Adjustment("plate_credit", self.share_of_price)
