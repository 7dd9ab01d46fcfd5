"""Late payers are found and helped early (贷中风险预警).

Mechanism: of accounts up to 60 days late whose household could pay, fewer roll on to the next bucket. Households
without the money roll on as before: a warning pays no instalment. Source: task 14 of the opinion. Evidence: reminders
lower late payment by a tenth or less (studies abroad, MEMORY); size assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class EarlyWarning(Lever):
    """kept : of the accounts that would roll on."""

    key: ClassVar = "early_warning"
    title: ClassVar = "Late payers are helped early"
    title_zh: ClassVar = "风险预警"
    clause: ClassVar = ("task 14",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "early_warning",
        "basis": "assumption",
        "from": "2025-01",
        "kept": 0.1,
    }

    kept: Annotated[float, Number("fraction", 0, 1, "accounts that could pay and no longer roll on")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Share that still rolls on."""
        yield Adjustment("early_warning", 1 - self.kept)
