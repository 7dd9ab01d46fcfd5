"""Experience stores for green and smart homes (绿色智能家居体验).

Mechanism: more households know what is on offer in these sectors and take trade-in aid up; without aid nothing changes.
Source: task 5 of the opinion. Evidence: none on its size; assumed. `adoption_speed` does the same for all sectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Sectors
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class ExperienceStore(Lever):
    """sectors : of large tickets; awareness : 1 = as today."""

    key: ClassVar = "experience_store"
    title: ClassVar = "Experience stores for smart homes"
    title_zh: ClassVar = "家居体验店"
    clause: ClassVar = ("task 5",)
    authority: ClassVar = "merchant"
    preset_of: ClassVar = "adoption_speed"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "experience_store",
        "basis": "assumption",
        "from": "2025-01",
        "sectors": ["appliances", "furniture"],
        "awareness": 1.1,
    }

    sectors: Sectors = ("appliances", "furniture")
    awareness: Annotated[float, Number("factor", 0, 3, "aware households over those of today", neutral=1)]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Awareness by sector."""
        for sector in self.sectors:
            yield Adjustment("awareness", self.awareness, sector)
