"""Subsidy on furniture, renovation materials and goods for the elderly (家装厨卫、家居和适老化产品补贴).

Mechanism: a share of the price off, capped a use and a household. Source: Shanghai rules of 2024-09 and 2025.
Evidence: none of its own; treated like appliances.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from sim.levers.base import Horizon, Lever
from sim.levers.fields import Sectors
from sim.levers.values import Number
from sim.policy.programmes import Pays, Programme


class HomeGoodsSubsidy(Lever):
    """sectors : furniture, renovation, or health for goods that the elderly use."""

    key: ClassVar = "home_goods_subsidy"
    title: ClassVar = "Subsidy on furniture, renovation and elder goods"
    title_zh: ClassVar = "家装、家居和适老化产品补贴"
    clause: ClassVar = ("task 5", "task 6", "task 8")
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "home_goods_subsidy",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2025-12",
        "sectors": ["furniture", "renovation"],
        "rate": 0.15,
        "cap": 2000,
        "cap_household": 6000,
        "eligible": 0.5,
        "budget": 800_000_000,
    }

    sectors: Sectors = ("furniture", "renovation")
    rate: Annotated[float, Number("fraction of price", 0, 1, "part of the price paid by government")]
    cap: Annotated[float, Number("CNY/use", 0, 100_000, "most one purchase gets", neutral=np.inf)] = np.inf
    cap_household: Annotated[
        float, Number("CNY/household/year", 0, 200_000, "most one household gets in a year", neutral=np.inf)
    ] = np.inf
    eligible: Annotated[float, Number("fraction", 0, 1, "part of purchases that qualify (goods listed)", neutral=1)] = (
        1.0
    )

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """One row."""
        if self.rate == 0 or self.eligible == 0:
            return
        yield self.programme(horizon, Pays.PRICE_SHARE, self.rate)._replace(
            sectors=self.sectors, cap=self.cap, cap_household=self.cap_household, eligible=self.eligible
        )
