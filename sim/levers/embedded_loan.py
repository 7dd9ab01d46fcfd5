"""Loans offered at the till and paid to the merchant: renovation, furniture (家装分期嵌入场景).

Mechanism: an offer at the till is taken more often than one that must be sought; the money pays the ticket, so that
nothing of it can be diverted. Source: task 6 of the opinion. Evidence: offers at hand are applied for ten times as
often as cold ones (a_mkt, a_cold); the maturity is the stronger margin (fact F19). Not modelled: a contractor that
fails while the loan runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Sectors
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class EmbeddedLoan(Lever):
    """sectors : of large tickets; coverage : of tills with the offer."""

    key: ClassVar = "embedded_loan"
    title: ClassVar = "Loans at the till, paid to the merchant"
    title_zh: ClassVar = "场景嵌入贷款"
    clause: ClassVar = ("task 6",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "embedded_loan",
        "basis": "assumption",
        "from": "2025-01",
        "sectors": ["renovation", "furniture"],
        "coverage": 0.6,
    }

    sectors: Sectors
    coverage: Annotated[float, Number("fraction", 0, 1, "tills at which a lender's offer stands")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The offer by sector."""
        for sector in self.sectors:
            yield Adjustment("embedded", self.coverage, sector)
