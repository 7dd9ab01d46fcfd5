"""Terms of car credit: largest loan over price, longest term, score asked for (汽车贷款最高发放比例).

Mechanism: a smaller down payment brings in buyers short of cash, larger loans default more and lose more. State the
limit that holds, strict or easy: where several hold, the strictest binds. Source: national limits of 2018 and of
2024-04-03 (private cars: up to the lender). Evidence: a down payment of 10 instead of 20 % raises purchases of
constrained buyers by 30 to 52 %; loans larger by an eighth default 6 to 30 % more. For the score nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.fields import Sectors
from sim.levers.values import Number
from sim.policy.terms import TERMS, Adjustment


class CarCreditEasing(Lever):
    """sectors : kinds of car (nev, ice, used_car)."""

    key: ClassVar = "car_credit_easing"
    title: ClassVar = "Car credit: down payment, term and score"
    title_zh: ClassVar = "汽车信贷首付、期限和准入"
    clause: ClassVar = ("task 4",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "car_credit_easing",
        "basis": "assumption",
        "from": "2024-04-03",
        "sectors": ["nev", "ice"],
        "ltv_limit": 0.9,
        "term_limit": 60,
    }

    sectors: Sectors = ("nev", "ice")
    ltv_limit: Annotated[
        float, Number("fraction of price", 0, 1, "largest loan; the rest is down payment", neutral=1)
    ] = 1.0
    term_limit: Annotated[
        float, Number("month", 6, 120, "longest term of a car loan", neutral=TERMS["term_limit"].neutral)
    ] = TERMS["term_limit"].neutral
    cutoff_shift: Annotated[float, Number("log-odds", -2, 2, "shift of the score asked for; below 0 = easier")] = 0.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Loan over price by kind of car; term and score for all car loans."""
        for sector in self.sectors:
            yield Adjustment("ltv_limit", self.ltv_limit, sector)
        yield Adjustment("term_limit", self.term_limit, "auto_loan")
        yield Adjustment("cutoff_shift", self.cutoff_shift, "auto_loan")
