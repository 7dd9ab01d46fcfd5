"""The state's loan for students: how much, and how many take it (助学贷款).

Mechanism: a higher limit lets students of little income borrow what a course costs, and more apply. Side effects: they
leave with more debt and default more; what they borrow is spent on education and not on other goods. Interest that the
state bears while they study and the fund behind losses are no numbers here.
Source: task 9 of the opinion names no number; the national limit rose from 16,000 to 20,000 CNY a year (grade C).
Evidence: about a tenth of students borrow (grade C); how many more would was not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Segments
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class StudentAidLoan(Lever):
    """Students, unless segments say otherwise."""

    key: ClassVar = "student_aid_loan"
    title: ClassVar = "Student-aid loan"
    title_zh: ClassVar = "助学贷款"
    clause: ClassVar = ("task 9",)
    authority: ClassVar = "national"
    preset_of: ClassVar = "education_loan"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "student_aid_loan",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "limit_factor": 1.25,
    }

    segments: Segments = ("student",)
    limit_factor: Annotated[float, Number("factor", 0, 5, "largest loan; 1.25 = 20,000 for 16,000", neutral=1)] = 1.0
    applicants: Annotated[float, Number("factor", 0, 10, "students who apply", neutral=1)] = 1.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Limit and applicants."""
        yield Adjustment("limit_factor", self.limit_factor, "education_loan")
        yield Adjustment("reach", self.applicants, "education_loan")
