"""Months until public records are open to lenders (公共数据开放时滞).

Mechanism: until then lenders see none of the records that households consented to share, and score thin files with the
usual error. Side effect: offers to good risks with thin files come later by as much, and lenders learn later what the
records tell. Beside public_data_sharing it delays; alone it does nothing.
Source: task 12 and safeguard 1 of the opinion; they ask for opening and give no date.
Evidence: no date of opening is published, so that the delay is assumed; what open records are worth stands with
public_data_sharing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.days import month_number
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class DataOpenLag(Lever):
    """Counted from its first month on; half a month opens half of the records."""

    key: ClassVar = "data_open_lag"
    title: ClassVar = "Delay in opening public data"
    title_zh: ClassVar = "公共数据开放时滞"
    clause: ClassVar = ("task 12", "safeguard 1")
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "data_open_lag",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "months": 6,
    }

    months: Annotated[float, Number("month", 0, 60, "until records are open, from the first month on")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Nothing is open before the delay is over; of the month in which it ends a part."""
        left = self.months - (month - month_number(self.start))
        if left > 0:
            yield Adjustment("records_open", max(1.0 - left, 0.0))
