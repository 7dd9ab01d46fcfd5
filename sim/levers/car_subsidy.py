"""Car subsidy for trade-in or scrappage (汽车置换更新、报废更新补贴).

Mechanism: a cheaper new car for those who give up an own (replacement) or an old (scrappage) car: planned purchases are
pulled forward and paid back later. Source: Shanghai rules of 2024-03, 2024-09, 2025-01; national rules of 2024-04,
2024-07, 2026-01. Evidence: about 14 % of the cars subsidised in 2024 were additional.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from sim.levers.base import Horizon, Lever
from sim.levers.values import Number, refusal
from sim.policy.programmes import Pays, Programme, Requires

_REQUIRES = {"replacement": Requires.OWN_CAR, "scrappage": Requires.OLD_CAR, "purchase": Requires.NOTHING}


class CarSubsidy(Lever):
    """kind : what the buyer gives up: an own car (replacement), an old one (scrappage), nothing (purchase). For each
    kind of new car either an amount, or a rate of the price with a cap."""

    key: ClassVar = "car_subsidy"
    title: ClassVar = "Car trade-in and scrappage subsidy"
    title_zh: ClassVar = "汽车以旧换新补贴"
    clause: ClassVar = ("task 4", "safeguard 2")
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "car_subsidy",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2025-12",
        "kind": "replacement",
        "nev_amount": 15_000,
        "ice_rate": 0.06,
        "ice_cap": 13_000,
        "min_price": 100_000,
        "payers": {"central": 0.85, "city": 0.15},
    }

    kind: Literal["replacement", "scrappage", "purchase"]
    nev_amount: Annotated[float, Number("CNY/car", 0, 100_000, "paid for a new-energy car")] = 0.0
    ice_amount: Annotated[float, Number("CNY/car", 0, 100_000, "paid for a fuel car")] = 0.0
    nev_rate: Annotated[float, Number("fraction of price", 0, 0.5, "paid for a new-energy car")] = 0.0
    ice_rate: Annotated[float, Number("fraction of price", 0, 0.5, "paid for a fuel car")] = 0.0
    nev_cap: Annotated[float, Number("CNY/car", 0, 100_000, "most a new-energy car gets", neutral=np.inf)] = np.inf
    ice_cap: Annotated[float, Number("CNY/car", 0, 100_000, "most a fuel car gets", neutral=np.inf)] = np.inf
    min_price: Annotated[float, Number("CNY", 0, 1_000_000, "cheapest car that qualifies")] = 0.0
    eligible: Annotated[
        float, Number("fraction", 0, 1, "part of purchases whose cars meet the rule, old and new", neutral=1)
    ] = 1.0
    nev_budget: Annotated[
        float, Number("fraction", 0, 1, "part of the budget set aside for new-energy cars", neutral=0.5)
    ] = 0.5

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        for kind, amount, rate in self._forms():
            if amount and rate:
                remedy = f"Keep '{kind}_amount' or '{kind}_rate'."
                raise refusal("stands beside an amount for the same car.", remedy, f"{kind}_rate")
        return self

    def _forms(self) -> tuple[tuple[str, float, float], ...]:
        return ("nev", self.nev_amount, self.nev_rate), ("ice", self.ice_amount, self.ice_rate)

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """A row for new-energy cars and one for fuel cars."""
        paid = [kind for kind, amount, rate in self._forms() if amount or rate]
        for kind, amount, rate in self._forms():
            if kind not in paid:
                continue
            share = {"nev": self.nev_budget, "ice": 1.0 - self.nev_budget}[kind] if len(paid) > 1 else 1.0
            pays = Pays.PRICE_SHARE if rate else Pays.FIXED_AMOUNT
            yield self.programme(horizon, pays, rate or amount, part=kind, budget_share=share)._replace(
                sectors=(kind,),
                cap=self.nev_cap if kind == "nev" else self.ice_cap,
                threshold=self.min_price,
                eligible=self.eligible,
                requires=_REQUIRES[self.kind],
            )
