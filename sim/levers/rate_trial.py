"""Trial of rates: some households are offered other rates than the rest.

Mechanism: the rate of new contracts is lower or higher by some points; with `trial` only a random arm gets it.
Source: rate experiments with randomised offers (Karlan and Zinman 2008; a Chinese online lender 2018). Evidence: the
prior of the rate response comes from them; the trial repeats them inside the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class RateTrial(Lever):
    """products : offered; points : below the usual rate, negative = above."""

    key: ClassVar = "rate_trial"
    title: ClassVar = "Trial of rates"
    title_zh: ClassVar = "利率试验"
    clause: ClassVar = ("not in the opinion: research tool",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "rate_trial",
        "basis": "assumption",
        "from": "2025-01",
        "products": ["platform_loan"],
        "points": 2.0,
    }

    products: Products
    points: Annotated[float, Number("pp/year", -20, 20, "rate below the usual one")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The discount in 1/year."""
        for product in self.products:
            yield Adjustment("rate_discount", self.points / 100, product)
