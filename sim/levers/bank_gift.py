"""A gift of the lender that finances the car, in cash or as a discount (金融机构购车礼).

Mechanism: who takes a car loan is given a part of it; the gift lowers what the loan costs a year, so that more buyers
finance, and what the car costs those who do, so that planned dates come nearer and the kind of car with the gift
gains. The lender bears it. Side effects: buyers who hold the cash take the loan for the gift and repay early;
lenders' profit falls, and car loans grow faster than sales of cars. Not modelled: a gift that is taken back after
early repayment.
Source: task 4 of the opinion; it names no number. Evidence: banks paid dealers 10 to 15 % of the loan before 2025 and
about 4 % after (press); how much of it buyers saw is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Cars
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class BankGift(Lever):
    """cars : kinds of car (nev, ice, used_car)."""

    key: ClassVar = "bank_gift"
    title: ClassVar = "Gift of the lender with a car loan"
    title_zh: ClassVar = "金融机构购车礼"
    clause: ClassVar = ("task 4",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "bank_gift",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "cars": ["nev"],
        "share_of_loan": 0.02,
    }

    cars: Cars = ("nev", "ice")
    share_of_loan: Annotated[float, Number("fraction of loan", 0, 0.2, "given to the borrower; the lender bears it")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The gift by kind of car."""
        for sector in self.cars:
            yield Adjustment("loan_gift", self.share_of_loan, sector)
