"""Trial of terms: some households are offered shorter terms than the rest.

Mechanism: the longest term of new contracts is limited; with `trial` only for a random arm. Source: maturity
experiments (Karlan and Zinman 2008; Argyle, Nadauld and Palmer 2020). Evidence: the response to a longer term is much
larger than to the rate (fact F19); the trial repeats it inside the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class MaturityTrial(Lever):
    """products : offered; longest : term of a new contract."""

    key: ClassVar = "maturity_trial"
    title: ClassVar = "Trial of terms"
    title_zh: ClassVar = "期限试验"
    clause: ClassVar = ("not in the opinion: research tool",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "maturity_trial",
        "basis": "assumption",
        "from": "2025-01",
        "products": ["consumer_loan"],
        "longest": 24,
    }

    products: Products
    longest: Annotated[float, Number("month", 1, 120, "longest term of a new contract", neutral=120)] = 120.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The limit by product."""
        for product in self.products:
            yield Adjustment("term_limit", self.longest, product)
