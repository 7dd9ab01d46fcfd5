"""Loan for study, further degrees and vocational courses (教育消费贷款).

Mechanism: more students and graduates are offered a loan and a larger part of what a course costs, so that they spend
more on education and owe more. Side effects: they owe it for years, and some default when others no longer would; a
rate below its cost lowers the lender's profit.
Months without instalments and instalments that follow income are no numbers here.
Source: task 9 of the opinion; it names no number. Evidence: spending on services rises by 1.45 % for 1 % of income
(China); what credit adds to enrolment was not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class EducationLoan(Lever):
    """Households of students and graduates alone apply for such a loan."""

    key: ClassVar = "education_loan"
    title: ClassVar = "Education loan"
    title_zh: ClassVar = "教育消费贷款"
    clause: ClassVar = ("task 9",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "education_loan",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "offers": 1.3,
        "limit_factor": 1.2,
    }

    offers: Annotated[float, Number("factor", 0, 10, "households that consider such a loan", neutral=1)] = 1.0
    limit_factor: Annotated[float, Number("factor", 0, 5, "largest loan over income", neutral=1)] = 1.0
    points: Annotated[float, Number("pp/year", 0, 10, "taken off the rate; the lender bears it")] = 0.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Offers, limit and rate."""
        yield Adjustment("reach", self.offers, "education_loan")
        yield Adjustment("limit_factor", self.limit_factor, "education_loan")
        yield Adjustment("rate_discount", self.points / 100, "education_loan")
