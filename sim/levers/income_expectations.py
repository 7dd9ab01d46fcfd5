"""Steadier income as households expect it (稳定居民收入预期).

Mechanism: households that expect more income, or fear less for it, spend more and hold a smaller buffer. Side
effects: liquid wealth falls, so that the gain fades over two to three years and turns round when the lever ends;
where income does not follow, more households are short of cash. Source: safeguard 1 of the opinion; it names no
number. Evidence: a buffer smaller by 5 % raises spending by 0.3 to 0.6 % at first (computed); a fifth of a response
comes with the announcement (Singapore), and here all of it comes when the lever is in force. How far a city can move
expectations was not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class IncomeExpectations(Lever):
    """What households believe; the income that they are paid does not change."""

    key: ClassVar = "income_expectations"
    title: ClassVar = "Steadier income expectations"
    title_zh: ClassVar = "稳定收入预期"
    clause: ClassVar = ("safeguard 1",)
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "income_expectations",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "buffer": 0.95,
    }

    growth: Annotated[float, Number("pp/year", -10, 10, "added to the growth of income that is expected")] = 0.0
    buffer: Annotated[
        float, Number("factor", 0.2, 3, "liquid wealth that households aim at; below 1 = less fear", neutral=1)
    ] = 1.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Growth in 1/year, and the buffer."""
        yield Adjustment("expected_growth", self.growth / 100)
        yield Adjustment("buffer_factor", self.buffer)
