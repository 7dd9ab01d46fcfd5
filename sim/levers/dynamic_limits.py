"""Card lines that follow behaviour: up for good payers, down where nearly used up (动态额度管理).

Mechanism: once a year a line in good standing grows by `rise`, one used to nine tenths shrinks by `cut`. Unused lines
loosen spending of those short of cash; cuts hit borrowers when they need the line. Source: task 13 of the opinion.
Evidence: a line larger by 1 raises balances of weak borrowers by 0.59 within a year and of strong ones by nothing
(Agarwal et al. 2018, SEEN). Side effect: cuts are procyclical.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class DynamicLimits(Lever):
    """rise, cut : of the line in a year."""

    key: ClassVar = "dynamic_limits"
    title: ClassVar = "Card lines that follow behaviour"
    title_zh: ClassVar = "动态授信"
    clause: ClassVar = ("task 13",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "dynamic_limits",
        "basis": "assumption",
        "from": "2025-01",
        "rise": 0.1,
        "cut": 0.2,
    }

    rise: Annotated[float, Number("1/year", 0, 1, "growth of lines of good payers")] = 0.0
    cut: Annotated[float, Number("1/year", 0, 0.9, "fall of lines that are nearly used up")] = 0.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Both changes, 1/year."""
        yield Adjustment("line_rise", self.rise)
        yield Adjustment("line_cut", self.cut)
