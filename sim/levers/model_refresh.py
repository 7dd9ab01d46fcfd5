"""Risk models renewed more often (风控模型迭代).

Mechanism: lenders believe new defaults sooner, so that expected losses, prices and cut-offs follow what happens
faster: losses of bad cohorts end earlier, and cut-offs swing more with the cycle. Source: task 14 of the opinion.
Evidence: none on its size; sign by the mechanism. Aimed at some groups it counts by their share of households.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class ModelRefresh(Lever):
    """pace : 1 = as before."""

    key: ClassVar = "model_refresh"
    title: ClassVar = "Risk models renewed more often"
    title_zh: ClassVar = "风控模型迭代"
    clause: ClassVar = ("task 14",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "model_refresh",
        "basis": "assumption",
        "from": "2025-01",
        "pace": 2.0,
    }

    pace: Annotated[float, Number("factor", 0, 8, "pace of learning over the usual one", neutral=1)]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The pace of learning."""
        yield Adjustment("learning", self.pace)
