"""Public money for age-friendly rebuilding of homes (居家环境适老化改造补贴).

Mechanism: a share of the contract is paid, so that planned rebuilding comes forward and some is new; need limits how
much. Side effects: most would have rebuilt anyhow, sooner or later, and merchants keep a part by a higher price.
Source: Shanghai pays 30 % of the contract and at most 3,000 CNY to households with a member of 60 or more in late 2024
(grade B), and beside it 100, 80 and 50 % to three groups of little income (grade B, caps not found). Evidence: none of
its own; treated like appliances, of whose subsidised sales about a third were additional.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from sim.levers.base import Horizon, Lever
from sim.levers.fields import Segments
from sim.levers.values import Number
from sim.policy.programmes import Pays, Programme


class RetrofitSubsidy(Lever):
    """Households of the elderly, unless segments say otherwise. One entry a group of need, told apart by quintiles:
    the better of two rates that a household can claim is paid."""

    key: ClassVar = "retrofit_subsidy"
    title: ClassVar = "Subsidy on age-friendly rebuilding"
    title_zh: ClassVar = "适老化改造补贴"
    clause: ClassVar = ("task 8",)
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "retrofit_subsidy",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "rate": 0.3,
        "cap_household": 3000,
        "need": 0.1,
        "budget": 60_000_000,
    }

    segments: Segments = ("senior",)
    rate: Annotated[float, Number("fraction of price", 0, 1, "part of the contract paid by government")]
    cap_household: Annotated[
        float, Number("CNY/household/year", 0, 200_000, "most one household gets in a year", neutral=np.inf)
    ] = np.inf
    need: Annotated[
        float, Number("fraction", 0, 1, "part of renovations of those meant that is age-friendly rebuilding", neutral=1)
    ] = 1.0

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """One row."""
        if self.rate == 0 or self.need == 0:
            return
        yield self.programme(horizon, Pays.PRICE_SHARE, self.rate)._replace(
            sectors=("renovation",), cap_household=self.cap_household, eligible=self.need
        )
