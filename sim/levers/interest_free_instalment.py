"""Free instalments on large tickets that lenders pay for (免息分期).

Mechanism: at a share of tickets a free plan is on offer besides those that merchants pay; some take it instead of cash,
of a card in full or of a loan, some buy who would have waited. Lenders earn no interest on it. Source: task 2 of the
opinion. Evidence: about 15 % of offered free plans are taken (Cho and Rust 2017, fact F36). Side effects: balances
shift, lenders' margin falls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Sectors
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class InterestFreeInstalment(Lever):
    """sectors : of large tickets; coverage : of tickets with the offer."""

    key: ClassVar = "interest_free_instalment"
    title: ClassVar = "Free instalments paid by lenders"
    title_zh: ClassVar = "免息分期"
    clause: ClassVar = ("task 2",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "interest_free_instalment",
        "basis": "assumption",
        "from": "2025-01",
        "sectors": ["appliances", "furniture"],
        "coverage": 0.5,
    }

    sectors: Sectors
    coverage: Annotated[float, Number("fraction", 0, 1, "tickets at which lenders offer a free plan")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The offer by sector."""
        for sector in self.sectors:
            yield Adjustment("free_instalment", self.coverage, sector)
