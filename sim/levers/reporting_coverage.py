"""More lenders report to the credit bureau (扩大征信覆盖).

Mechanism: loans of lenders that did not report thicken files, and their defaults leave records that all lenders see.
Users who dislike to be reported use pay-later less. Source: task 13 of the opinion; pay-later providers of China began
to report in 2021-2022. Evidence: reporting of a Chinese pay-later product lowered its use by 14 %, more among
defaulters and the young (Dong et al., BIS working paper 1239, fact F38), so that credit and online spending fall and
quality rises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import LenderTypes
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class ReportingCoverage(Lever):
    """lenders : types that begin to report; coverage : of their accounts; use_response : fall of pay-later use."""

    key: ClassVar = "reporting_coverage"
    title: ClassVar = "More lenders report to the bureau"
    title_zh: ClassVar = "征信覆盖"
    clause: ClassVar = ("task 13",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "reporting_coverage",
        "basis": "assumption",
        "from": "2025-01",
        "lenders": ["platform"],
        "coverage": 1.0,
        "use_response": 0.14,
    }

    lenders: LenderTypes = ("platform",)
    coverage: Annotated[float, Number("fraction", 0, 1, "accounts of these lenders that are reported")]
    use_response: Annotated[float, Number("fraction", 0, 0.5, "fall of pay-later use where all is reported")] = 0.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Coverage by type of lender, and who keeps away."""
        for lender in self.lenders:
            yield Adjustment("reporting", self.coverage, lender)
        yield Adjustment("reach", 1 - self.coverage * self.use_response, "bnpl")
