"""Trial of limits: some households are granted larger or smaller limits than the rest.

Mechanism: what lenders grant on new loans and lines is multiplied; with `trial` only a random arm gets it.
Source: randomised and quasi-random limits (Gross and Souleles 2002; Agarwal et al. 2018). Evidence: balances follow
limits, most among those short of cash; the trial repeats it inside the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Products
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class LimitTrial(Lever):
    """products : granted; factor : 1 = as before."""

    key: ClassVar = "limit_trial"
    title: ClassVar = "Trial of limits"
    title_zh: ClassVar = "额度试验"
    clause: ClassVar = ("not in the opinion: research tool",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "limit_trial",
        "basis": "assumption",
        "from": "2025-01",
        "products": ["card"],
        "factor": 1.3,
    }

    products: Products
    factor: Annotated[float, Number("factor", 0, 5, "limits over the usual ones", neutral=1)]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The factor by product."""
        for product in self.products:
            yield Adjustment("limit_factor", self.factor, product)
