"""A loan made for one stage of life, such as graduates or the elderly (专属消费信贷产品).

Mechanism: those meant are shown the loan more often, at another score, limit or rate, and borrow more of it; some of it
replaces other loans. Side effects: more of them become over-indebted, and low scores among them default more in the
years after; a rate below cost lowers the profit of lenders. Students are refused all loans but those for
education.
Source: tasks 7 and 8 of the opinion; they name no number. Evidence: the young answer most to what the bureau shows
(China); of a raised limit low scores borrow 0.59, high scores nothing (America); the elderly are thought to take up a
third to a half of what others do (assumption); of products for graduates nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Loans, Segments
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class SegmentProduct(Lever):
    """segments : for whom it is made.  products : loans whose terms are set for them."""

    key: ClassVar = "segment_product"
    title: ClassVar = "Loan for one stage of life"
    title_zh: ClassVar = "特定客群专属消费信贷"
    clause: ClassVar = ("task 7", "task 8")
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "segment_product",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "segments": ["graduate"],
        "products": ["consumer_loan"],
        "offers": 1.3,
        "cutoff_shift": -0.3,
        "limit_factor": 1.2,
    }

    segments: Segments
    products: Loans
    offers: Annotated[float, Number("factor", 0, 10, "offers that those meant see", neutral=1)] = 1.0
    cutoff_shift: Annotated[float, Number("log-odds", -2, 2, "shift of the score asked for; below 0 = easier")] = 0.0
    limit_factor: Annotated[float, Number("factor", 0, 5, "largest loan they are granted", neutral=1)] = 1.0
    points: Annotated[float, Number("pp/year", 0, 20, "taken off the rate; the lender bears it")] = 0.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Offers, score, limit and rate of each product."""
        for product in self.products:
            yield Adjustment("reach", self.offers, product)
            yield Adjustment("cutoff_shift", self.cutoff_shift, product)
            yield Adjustment("limit_factor", self.limit_factor, product)
            yield Adjustment("rate_discount", self.points / 100, product)
