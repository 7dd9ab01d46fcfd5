"""Interest subsidy: government pays part of the borrower's rate (个人消费贷款财政贴息).

Mechanism: a lower rate on verified consumer loans. Shows splitting over lenders (the cap is per borrower *and* lender),
refinancing of existing debt (counted as substitution) and a rush before the last day.
Source: 财金〔2025〕80号 (2025-09 to 2025-12), 财金〔2026〕1号 (2026).
Evidence: one point raises new loans by 1 to 15 %,
depending on the form of the rate response, which no data settle; how much of a loan is verified consumption is not
published (assumption).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from sim.levers.base import Horizon, Lever
from sim.levers.fields import LenderTypes, Products, Sectors
from sim.levers.values import Number
from sim.policy.programmes import Pays, Programme
from sim.policy.vocabulary import SECTORS


class InterestSubsidy(Lever):
    """products : loans subsidised.  large_ticket_sectors : purchases that qualify from `small_ticket` CNY on, empty =
    all.  lender_types : lenders on the list, empty = all.  period : over what `cap` counts, the whole programme or each
    calendar year."""

    key: ClassVar = "interest_subsidy"
    title: ClassVar = "Interest subsidy on consumer loans"
    title_zh: ClassVar = "消费贷款财政贴息"
    clause: ClassVar = ("task 5", "safeguard 2")
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "interest_subsidy",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "products": ["consumer_loan"],
        "points": 1.0,
        "max_share_of_rate": 0.5,
        "cap": 3000,
        "cap_per_transaction": 500,
        "cap_small_ticket": 1000,
        "small_ticket": 50_000,
        "verified_share": 0.6,
        "payers": {"central": 0.9, "city": 0.1},
    }

    products: Products
    points: Annotated[float, Number("pp/year", 0, 5, "part of the annual rate paid by government")]
    max_share_of_rate: Annotated[
        float, Number("fraction", 0, 1, "at most this part of the contract rate is paid", neutral=1)
    ] = 1.0
    cap: Annotated[
        float, Number("CNY/borrower/lender/period", 0, 50_000, "most one borrower gets through one lender", np.inf)
    ] = np.inf
    cap_per_transaction: Annotated[
        float, Number("CNY/loan", 0, 50_000, "most one loan gets in all", neutral=np.inf)
    ] = np.inf
    cap_small_ticket: Annotated[
        float, Number("CNY/borrower/lender/period", 0, 50_000, "most that loans below `small_ticket` get", np.inf)
    ] = np.inf
    small_ticket: Annotated[float, Number("CNY", 0, 500_000, "purchases below this are small; 0 = no distinction")] = (
        0.0
    )
    small_ticket_budget: Annotated[
        float, Number("fraction", 0, 1, "part of the budget set aside for small tickets", neutral=0.5)
    ] = 0.5
    verified_share: Annotated[
        float, Number("fraction", 0, 1, "part of loans whose use is verified as consumption", neutral=1)
    ] = 1.0
    large_ticket_sectors: Sectors = SECTORS
    lender_types: LenderTypes = ()
    period: Literal["programme", "year"] = "programme"

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """One row, or one for small and one for large tickets where the rule tells them apart."""
        if self.points == 0:
            return
        parts = ("small", "large") if self.small_ticket > 0 else ("",)
        for part in parts:
            small = part == "small"
            share = (self.small_ticket_budget if small else 1.0 - self.small_ticket_budget) if part else 1.0
            yield self.programme(horizon, Pays.RATE_POINTS, self.points / 100, part=part, budget_share=share)._replace(
                products=self.products,
                sectors=self.large_ticket_sectors if part == "large" else SECTORS,
                threshold=self.small_ticket if part == "large" else 0.0,
                ceiling=self.small_ticket if small else np.inf,
                cap=self.cap_per_transaction,
                cap_household=min(self.cap, self.cap_small_ticket) if small else self.cap,
                share_of_rate=self.max_share_of_rate,
                eligible=self.verified_share,
                lender_types=self.lender_types,
                period=self.periods(horizon, yearly=self.period == "year"),
            )
