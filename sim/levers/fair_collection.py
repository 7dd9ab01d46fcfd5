"""Rules for fair collection: hours, frequency, third parties (规范催收).

Mechanism: collection of late and charged-off debt achieves less; fewer accounts cure, recoveries fall, lenders learn
higher losses and lend less to weak borrowers. Source: task 15 of the opinion. Evidence: each restriction of collection
lowers recoveries by 9 % and new unsecured lines by 2.2 %, most for low scores (Fedaseyeu 2020, SEEN).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class FairCollection(Lever):
    """loss : of what collection achieves."""

    key: ClassVar = "fair_collection"
    title: ClassVar = "Rules for fair collection"
    title_zh: ClassVar = "催收规范"
    clause: ClassVar = ("task 15",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "fair_collection",
        "basis": "assumption",
        "from": "2025-01",
        "loss": 0.09,
    }

    loss: Annotated[float, Number("fraction", 0, 0.5, "recoveries and cures that are lost")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """What collection still achieves."""
        yield Adjustment("collection", 1 - self.loss)
