"""The full yearly cost of credit is shown (明示综合融资成本).

Mechanism: borrowers perceive a larger share of the true cost, so that fewer take instalments and dear loans.
Source: task 15 of the opinion; rule on showing the yearly rate (PBoC announcement No. 3 of 2021).
Evidence: disclosure lowers use by 0 to 11 %, 2 % at the centre (studies abroad, MEMORY).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class Disclosure(Lever):
    """shift : of the share of true cost that is perceived."""

    key: ClassVar = "disclosure"
    title: ClassVar = "The full cost of credit is shown"
    title_zh: ClassVar = "息费透明"
    clause: ClassVar = ("task 15",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "disclosure",
        "basis": "assumption",
        "from": "2025-01",
        "shift": 0.05,
    }

    shift: Annotated[float, Number("fraction", 0, 0.5, "share of the true cost that is perceived in addition")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """What is perceived in addition."""
        yield Adjustment("literacy_shift", self.shift)
