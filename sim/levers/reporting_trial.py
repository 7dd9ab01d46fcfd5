"""Trial of reporting: accounts of some households with lenders that did not report are reported to the bureau.

Mechanism: as `reporting_coverage`, without a response of use assumed beforehand; with `trial` only for a random arm.
Source: staggered reporting of a Chinese pay-later product. Evidence: use fell by 14 % there (SEEN); here only what
records and thicker files do is modelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import LenderTypes
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class ReportingTrial(Lever):
    """lenders : types; coverage : of their accounts."""

    key: ClassVar = "reporting_trial"
    title: ClassVar = "Trial of reporting"
    title_zh: ClassVar = "征信试验"
    clause: ClassVar = ("not in the opinion: research tool",)
    authority: ClassVar = "lender"
    preset_of: ClassVar = "reporting_coverage"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "reporting_trial",
        "basis": "assumption",
        "from": "2025-01",
        "lenders": ["platform"],
        "coverage": 1.0,
    }

    lenders: LenderTypes = ("platform",)
    coverage: Annotated[float, Number("fraction", 0, 1, "accounts of these lenders that are reported")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Coverage by type of lender."""
        for lender in self.lenders:
            yield Adjustment("reporting", self.coverage, lender)
