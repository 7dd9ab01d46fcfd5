"""Interest subsidy on operating loans of service merchants (服务业经营主体贷款贴息).

Mechanism: part of the merchants' interest is paid by the public; what they save they pass on by slightly lower prices,
so that more is bought. Side effects: most of it goes to loans that would be there anyway; prices fall by less than a
thousandth, and because demand for services is inelastic, sales in yuan do not rise. Loans themselves do not grow here:
merchants do not borrow by a rule of their own.
Source: 财金〔2025〕81号 (2025-03-16 to 2025-12-31), 财金〔2026〕5号 (2026): one point, at most twelve months a loan.
Evidence: what merchants owe and how much of it qualifies is not published (assumptions); that saved costs reach prices
is the model's rule for all merchants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Horizon, Lever
from sim.levers.fields import Trades
from sim.levers.values import Number
from sim.policy.programmes import Pays, Programme


class MerchantLoanSubsidy(Lever):
    """sectors : of the merchants; those of large tickets are left out. Merchants are nobody's group: a lever aimed at
    some households pays as for all."""

    key: ClassVar = "merchant_loan_subsidy"
    title: ClassVar = "Interest subsidy on merchants' loans"
    title_zh: ClassVar = "服务业经营主体贷款贴息"
    clause: ClassVar = ("not in the opinion: national instrument",)
    authority: ClassVar = "national"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "merchant_loan_subsidy",
        "basis": "assumption",
        "from": "2025-04",
        "to": "2025-12",
        "sectors": ["dining", "culture", "travel", "health"],
        "points": 1.0,
        "eligible": 0.3,
        "payers": {"central": 0.9, "city": 0.1},
    }

    sectors: Trades
    points: Annotated[float, Number("pp/year", 0, 5, "part of the merchants' annual rate paid by government")]
    eligible: Annotated[float, Number("fraction", 0, 1, "part of their loans within the caps of the rule", neutral=1)]

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """One row; without points none."""
        if self.points > 0:
            row = self.programme(horizon, Pays.MERCHANT_LOANS, self.points / 100)
            yield row._replace(sectors=self.sectors, eligible=self.eligible)
