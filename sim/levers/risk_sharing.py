"""A public fund that bears a first part of lenders' losses (风险补偿、政府性融资担保).

Mechanism: lenders reckon with a smaller loss, so that slowly they charge less, ask for a lower score and ration fewer
under a rate cap; the fund pays them its share of each balance that is charged off or sold. Side effects: borrowers who
would have been refused are granted loans and default more often, and the fund pays for old loans too, made without it.
Source: safeguard 2 of the opinion supports qualifying projects and names no fund, share or cap; all are assumptions.
Evidence: nothing was found of such a fund for consumer loans; the loss given default is computed from sales of bad
loans, how far lenders move their score is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np

from sim.levers.base import Horizon, Lever
from sim.levers.fields import LenderTypes, Loans
from sim.levers.values import Number
from sim.policy.programmes import Pays, Programme


class RiskSharing(Lever):
    """products : loans whose losses are shared.  lender_types : lenders that take part, empty = all. Of several funds
    the one with the larger share bears a loss. A lender has one price for all: with a fund for some of its customers it
    reckons with the mean."""

    key: ClassVar = "risk_sharing"
    title: ClassVar = "Fund that shares lenders' losses"
    title_zh: ClassVar = "消费信贷风险补偿"
    clause: ClassVar = ("safeguard 2",)
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "risk_sharing",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "products": ["consumer_loan"],
        "loss_share": 0.3,
        "cap": 0.01,
        "budget": 2.0e8,
        "payers": {"city": 1.0},
    }

    products: Loans
    loss_share: Annotated[float, Number("fraction", 0, 1, "part of each loss that the fund bears")]
    cap: Annotated[
        float, Number("1/year", 0, 1, "most that it pays in a year over the balances covered", neutral=np.inf)
    ] = np.inf
    lender_types: LenderTypes = ()

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """One row; without a share none."""
        if self.loss_share > 0 and self.cap > 0:
            row = self.programme(horizon, Pays.LOSSES, self.loss_share)
            yield row._replace(products=self.products, cap=self.cap, lender_types=self.lender_types)
