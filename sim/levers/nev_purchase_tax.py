"""Relief from the purchase tax on new-energy cars (新能源汽车车辆购置税减免).

Mechanism: a cheaper NEV; a step down in relief pulls purchases before the date. Source: exempt up to 30,000 CNY until
2025-12-31, half up to 15,000 CNY from 2026-01-01. Evidence: sales peaked before every dated step of the past.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from sim.levers.base import Horizon, Lever
from sim.levers.values import Number
from sim.policy.programmes import Pays, Programme


class NevPurchaseTax(Lever):
    """The tax itself is a parameter; the lever says which part is waived."""

    key: ClassVar = "nev_purchase_tax"
    title: ClassVar = "Purchase-tax relief for new-energy cars"
    title_zh: ClassVar = "新能源汽车购置税减免"
    clause: ClassVar = ("task 4",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "nev_purchase_tax",
        "basis": "assumption",
        "from": "2026-01",
        "relief": 0.5,
        "cap": 15_000,
        "payers": {"central": 1.0},
    }

    relief: Annotated[float, Number("fraction of tax", 0, 1, "part of the purchase tax that is waived")]
    cap: Annotated[float, Number("CNY/car", 0, 100_000, "most one car is relieved of", neutral=np.inf)] = np.inf

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """One row; open-ended, since revenue forgone has no budget."""
        if self.relief == 0:
            return
        yield self.programme(horizon, Pays.TAX_RELIEF, self.relief)._replace(sectors=("nev",), cap=self.cap)
