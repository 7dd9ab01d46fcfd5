"""Free plate for new-energy cars (新能源汽车专用牌照额度免费发放).

Mechanism: an NEV spares the buyer the plate auction (about 90,000 CNY), which moves buyers from fuel cars; the number
of auctioned plates stays as it is. Source: Shanghai rule, extended to 2025-12-31; buyers without local hukou need 36
months of social insurance. Evidence: the NEV share of the city against that of cities without auctions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class NevPlate(Lever):
    """One entry for local residents, another with `residents: other` for those who must meet a condition."""

    key: ClassVar = "nev_plate"
    title: ClassVar = "Free plate for new-energy cars"
    title_zh: ClassVar = "新能源汽车免费牌照"
    clause: ClassVar = ("task 4",)
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "nev_plate",
        "basis": "assumption",
        "from": "2024-01",
        "to": "2026-12",
        "residents": "other",
        "share_entitled": 0.7,
    }

    share_entitled: Annotated[
        float, Number("fraction", 0, 1, "part of the residents meant who meet the condition of residence")
    ]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Probability that an NEV is registered without auction."""
        yield Adjustment("plate_free", self.share_entitled)
