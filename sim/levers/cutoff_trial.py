"""Trial of cut-offs: for some households the score that lenders ask for is lower or higher than for the rest.

Mechanism: the cut-off moves by some log-odds; with `trial` only for a random arm. Source: experiments that approve
borrowers below the cut-off. Evidence: what marginal borrowers do with credit and how many default follows from the
model; the trial lets a published result be repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class CutoffTrial(Lever):
    """products : decided; shift : of the cut-off, negative = easier."""

    key: ClassVar = "cutoff_trial"
    title: ClassVar = "Trial of cut-offs"
    title_zh: ClassVar = "准入试验"
    clause: ClassVar = ("not in the opinion: research tool",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "cutoff_trial",
        "basis": "assumption",
        "from": "2025-01",
        "products": ["consumer_loan"],
        "shift": -0.3,
    }

    products: Products
    shift: Annotated[float, Number("log-odds", -3, 3, "shift of the score that lenders ask for")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The shift by product."""
        for product in self.products:
            yield Adjustment("cutoff_shift", self.shift, product)
