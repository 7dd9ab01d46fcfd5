"""Subsidy on appliances and digital goods (家电以旧换新、数码产品购新补贴).

Mechanism: a share of the price off at the till, capped an item; more for the best energy grade. Pulls replacement
forward; additionality falls as the programme lasts. Source: Shanghai rules of 2024-03, 2024-09 and 2025-01, national
rules of 2026-01. Evidence: 20 to 50 % of subsidised sales are additional; what share of sales has the grade is an
assumption.
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


class ApplianceSubsidy(Lever):
    """sectors : appliances, digital or both; each item is subsidised by itself."""

    key: ClassVar = "appliance_subsidy"
    title: ClassVar = "Subsidy on appliances and digital goods"
    title_zh: ClassVar = "家电和数码产品补贴"
    clause: ClassVar = ("task 5", "safeguard 2")
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "appliance_subsidy",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2025-12",
        "sectors": ["appliances"],
        "rate": 0.15,
        "cap": 2000,
        "eligible": 0.8,
        "grade1_extra": 0.05,
        "grade1_share": 0.5,
        "payers": {"central": 0.85, "city": 0.15},
    }

    sectors: Sectors = ("appliances",)
    rate: Annotated[float, Number("fraction of price", 0, 0.5, "part of the price paid by government")]
    cap: Annotated[float, Number("CNY/item", 0, 20_000, "most one item gets", neutral=np.inf)] = np.inf
    cap_household: Annotated[
        float, Number("CNY/household/year", 0, 200_000, "most one household gets in a year", neutral=np.inf)
    ] = np.inf
    price_ceiling: Annotated[float, Number("CNY", 0, 100_000, "dearest item that qualifies", neutral=np.inf)] = np.inf
    eligible: Annotated[
        float, Number("fraction", 0, 1, "part of purchases that qualify (category, energy grade)", neutral=1)
    ] = 1.0
    grade1_extra: Annotated[float, Number("fraction of price", 0, 0.5, "paid on top for the best energy grade")] = 0.0
    grade1_share: Annotated[
        float, Number("fraction", 0, 1, "part of purchases with the best energy grade, among `eligible`")
    ] = 0.0

    @model_validator(mode="after")
    def _nested(self) -> Self:
        if self.grade1_share > self.eligible:
            remedy = "The best grade is part of what qualifies: raise 'eligible' or lower 'grade1_share'."
            raise refusal(f"is more than 'eligible' ({self.eligible:g}).", remedy, "grade1_share")
        return self

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """A row for all that qualifies and a better one for the best grade; the budget goes by expected claims."""
        best = self.rate + self.grade1_extra
        claims = {"": self.rate * (self.eligible - self.grade1_share), "grade1": best * self.grade1_share}
        if self.grade1_extra == 0:
            claims = {"": self.rate * self.eligible}
        total = sum(claims.values())
        for part, claim in claims.items():
            if claim == 0:
                continue
            amount, eligible = (best, self.grade1_share) if part else (self.rate, self.eligible)
            row = self.programme(horizon, Pays.PRICE_SHARE, amount, part=part, budget_share=claim / total)
            yield row._replace(
                sectors=self.sectors,
                cap=self.cap,
                cap_household=self.cap_household,
                ceiling=self.price_ceiling,
                eligible=eligible,
            )
