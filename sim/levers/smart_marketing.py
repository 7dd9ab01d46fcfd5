"""Offers that reach more of those who are likely to take them (智能营销、提高客户触达率).

Mechanism: households see more offers of a product, and some who want cash take one. Side effects: those who take them
are short of cash, so that more become over-indebted; loans of other lenders and card instalments are replaced.
Whom an offer is aimed at is said by segments and quintiles: single households are not picked.
Source: task 11 of the opinion; it names no number. Evidence: an aimed offer is applied for by 7.8 % (read, South
Africa), a cold one by 0.6 % (recalled); aiming can double what a yuan of vouchers moves (China).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class SmartMarketing(Lever):
    """products : credit that is offered."""

    key: ClassVar = "smart_marketing"
    title: ClassVar = "Smart marketing of credit"
    title_zh: ClassVar = "智能营销"
    clause: ClassVar = ("task 11",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "smart_marketing",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "products": ["consumer_loan", "platform_loan"],
        "offers": 1.3,
    }

    products: Products
    offers: Annotated[float, Number("factor", 0, 13, "offers that those meant see", neutral=1)]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Offers of each product."""
        for product in self.products:
            yield Adjustment("reach", self.offers, product)
