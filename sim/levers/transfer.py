"""Money for every household of a group, once a month, without a purchase (现金补贴、现金发放).

Mechanism: liquid wealth rises; households with little of it spend the larger part within a year, the others save most.
What is announced counts in plans up to three months before it is paid. Side effects: the target groups borrow less and
repay more, and the public pays for all that is saved.
Source: a research lever that repeats published windfalls; neither the opinion nor an instrument in force has it.
Evidence: of a small windfall 0.12 to 0.30 are spent within three months (recalled), 0.25 to 0.60 within a year (fact
F02); of the response a fifth came with the announcement in Singapore (fact F06).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Horizon, Lever
from sim.levers.values import Number
from sim.policy.programmes import Pays, Programme


class Transfer(Lever):
    """One payment in each month that the window touches: the whole amount, however many days it covers. Where the
    budget does not reach for all, everybody gets less. Transfers of one stack are alternatives."""

    key: ClassVar = "transfer"
    title: ClassVar = "Transfer to households"
    title_zh: ClassVar = "现金补贴"
    clause: ClassVar = ("not in the opinion: research",)
    authority: ClassVar = "city"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "transfer",
        "basis": "assumption",
        "from": "2025-03",
        "to": "2025-03",
        "quintiles": [1, 2],
        "amount": 2_000,
    }

    amount: Annotated[float, Number("CNY/household/month", 0, 100_000, "paid in each month of the window")]

    def programmes(self, horizon: Horizon) -> Iterator[Programme]:
        """One row; without an amount none."""
        if self.amount > 0:
            yield self.programme(horizon, Pays.TRANSFER, self.amount)
