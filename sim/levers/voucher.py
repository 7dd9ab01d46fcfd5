"""Voucher: so many yuan off a bill above a threshold, drawn by lot (消费券、满减券).

Mechanism: a price cut above a threshold for those who win one. Much is spent where the bill would have been as large
anyhow (inframarginal use); shops above the threshold gain from those below. Source: 乐品上海 service vouchers of
2024-09, 2025-02, 2025-07. Evidence: small vouchers of 25 % moved 3.1 to 5.8 times their value; those of Shanghai are
30 to 40 % of the threshold, so the ceiling is 2.5 to 3.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Self

import numpy as np
from pydantic import model_validator

from sim.levers.base import Horizon, Lever
from sim.levers.fields import Sectors
from sim.levers.values import Number, refusal
from sim.policy.programmes import Pays, Programme


class Voucher(Lever):
    """sectors : where it is taken. One entry a face value; entries without a `stack` are alternatives on one bill."""

    key: ClassVar = "voucher"
    title: ClassVar = "Vouchers by lottery"
    title_zh: ClassVar = "消费券"
    clause: ClassVar = ("task 1",)
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "voucher",
        "basis": "assumption",
        "from": "2025-07",
        "to": "2025-12",
        "sectors": ["dining"],
        "face": 90,
        "threshold": 300,
        "quota": 480_000,
    }

    sectors: Sectors
    face: Annotated[float, Number("CNY", 0, 10_000, "taken off the bill")]
    threshold: Annotated[float, Number("CNY", 0, 1_000_000, "smallest bill on which it is taken")]
    quota: Annotated[
        float, Number("vouchers/month", 0, 1e8, "handed out a month in the whole city; missing = budget / face", np.inf)
    ] = np.inf

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.quota == np.inf and self.budget is None:
            raise refusal("has neither quota nor budget.", "Add 'quota' (vouchers a month) or 'budget' (CNY).", "face")
        if self.face > self.threshold:
            raise refusal("is more than 'threshold'.", "A voucher cannot exceed the bill: raise 'threshold'.", "face")
        return self

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """One row; vouchers of a part month follow its days."""
        if self.face == 0:
            return
        row = self.programme(horizon, Pays.VOUCHER, self.face)
        shares = [self.share(month) for month in horizon.months]
        quota = np.array([self.quota * share if share > 0 else 0.0 for share in shares])
        if row.budget is not None:
            quota = np.minimum(quota, row.budget / self.face)
        yield row._replace(sectors=self.sectors, threshold=self.threshold, quota=quota)
