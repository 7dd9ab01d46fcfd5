"""Default records end earlier for those who have repaid (信用修复).

Mechanism: new records last a part of the usual five years, so that households return to credit sooner; the mark loses
meaning for lenders. Source: task 13 of the opinion; the one-off repair of 2026 (arrears up to 10,000 CNY, repaid by
2026-03-31) is another rule and not stated by it. Evidence: none on its size in China; what returns to credit and what
defaults follows from the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class CreditRepair(Lever):
    """length : 1 = as before. Records that stand already are not shortened."""

    key: ClassVar = "credit_repair"
    title: ClassVar = "Default records end earlier"
    title_zh: ClassVar = "信用修复"
    clause: ClassVar = ("task 13",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "credit_repair",
        "basis": "assumption",
        "from": "2025-01",
        "length": 0.5,
    }

    length: Annotated[float, Number("factor", 0.05, 1, "length of a new default record over the usual one", neutral=1)]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Length of new records."""
        yield Adjustment("record_length", self.length)
