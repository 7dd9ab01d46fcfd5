"""A student's credit card only as far as a second payer stands behind it (学生信用卡第二还款来源).

Mechanism: card lines of students are cut to what a second payer covers, at the yearly review, and less is put on the
card. Side effects: students short of cash buy less or use pay-later, which the rule does not touch.
Loans other than for education, and first cards, are refused to students without the lever already: national rule of
2021-03. Source: task 15 of the opinion and that rule (grade B); neither names a sum. Evidence: none was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from sim.levers.base import Lever
from sim.levers.fields import Segments
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class StudentSecondSource(Lever):
    """Students, unless segments say otherwise. A household has one line: the mean of those with and without a second
    payer counts."""

    key: ClassVar = "student_second_source"
    title: ClassVar = "Second payer for students' cards"
    title_zh: ClassVar = "学生信用卡第二还款来源"
    clause: ClassVar = ("task 15",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "student_second_source",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "card_line": 3000,
    }

    segments: Segments = ("student",)
    card_line: Annotated[
        float, Number("CNY/household", 0, 100_000, "largest card line that a second payer covers", neutral=np.inf)
    ]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The largest card line."""
        yield Adjustment("exposure_limit", self.card_line, "card")
