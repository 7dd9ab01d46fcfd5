"""Merchants and households take programmes up faster through coordination of departments (部门联动).

Mechanism: merchants decide more often on free instalments and partners, and more households are aware of and eligible
for trade-in offers and act on them. Source: safeguard 1 of the opinion. Evidence: awareness and hassle explain much of
take-up below eligibility (prior a_ti); the pace of merchants and what coordination adds to either are assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class AdoptionSpeed(Lever):
    """merchants, awareness : 1 = as today."""

    key: ClassVar = "adoption_speed"
    title: ClassVar = "Programmes become known faster"
    title_zh: ClassVar = "政策知晓"
    clause: ClassVar = ("safeguard 1",)
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "adoption_speed",
        "basis": "assumption",
        "from": "2025-01",
        "merchants": 2.0,
        "awareness": 1.2,
    }

    merchants: Annotated[float, Number("factor", 0, 5, "pace at which merchants adopt, over today", neutral=1)] = 1.0
    awareness: Annotated[float, Number("factor", 0, 3, "aware households over those of today", neutral=1)] = 1.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Pace of merchants and awareness of all offers."""
        yield Adjustment("adoption", self.merchants)
        yield Adjustment("awareness", self.awareness)
