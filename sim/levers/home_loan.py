"""A bank's loan for a whole set of home goods: appliances, furniture, renovation (全套家居焕新贷, 绿色智能家居贷).

Mechanism: a bank loan for such goods runs longer, is granted for more months of income and costs less than another
bank loan; the same instalment so buys a dearer set, and some buy who would have waited. Unlike a loan at the till
(`embedded_loan`), which brings the offer nearer on the usual terms, it changes the terms and must still be sought.
Side effects: debt outstanding grows more than sales, because it is repaid more slowly; card instalments lose.
Source: task 5 of the opinion; it names no number. Evidence: the size of a loan answers to its term two to ten times
as much as to its rate (three studies abroad, fact F19); none of home goods. Not modelled: goods bought together
because they are financed together, and whether they are greener.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import HomeGoods
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class HomeLoan(Lever):
    """sectors : appliances, furniture, renovation. Rules on the longest term and the largest balance hold for it."""

    key: ClassVar = "home_loan"
    title: ClassVar = "Loan for a whole set of home goods"
    title_zh: ClassVar = "全套家居焕新贷"
    clause: ClassVar = ("task 5",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "home_loan",
        "basis": "assumption",
        "from": "2025-01",
        "to": "2026-12",
        "sectors": ["appliances", "furniture", "renovation"],
        "term": 60,
        "limit_factor": 1.5,
        "points": 0.5,
    }

    sectors: HomeGoods = ("appliances", "furniture", "renovation")
    term: Annotated[float, Number("month", 0, 120, "term of the loan, where longer than usual")] = 0.0
    limit_factor: Annotated[float, Number("factor", 1, 5, "largest loan for the set", neutral=1)] = 1.0
    points: Annotated[float, Number("pp/year", 0, 20, "taken off the rate; the lender bears it")] = 0.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Term, limit and rate of bank loans by what is bought."""
        for sector in self.sectors:
            yield Adjustment("ticket_term", self.term, sector)
            yield Adjustment("ticket_limit", self.limit_factor, sector)
            yield Adjustment("ticket_discount", self.points / 100, sector)
