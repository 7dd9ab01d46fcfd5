"""Points on card spending (信用卡积分、返现).

Mechanism: spending moves to the rewarded card; four fifths come from other cards, the rest is put on cards in addition
and becomes debt for those who carry balances. Lenders pay. Source: task 2 of the opinion. Evidence: a reward of 1 CNY
raises spending on the own card by about 3 and its debt by 4.6; four fifths are offset on other cards (Agarwal,
Chakravorti and Lunn 2010; fact F37).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.terms import Adjustment


class RewardPoints(Lever):
    """reward : over spending; net_response : card spending added per CNY of it; turnover : spending over balances."""

    key: ClassVar = "reward_points"
    title: ClassVar = "Points on card spending"
    title_zh: ClassVar = "信用卡积分"
    clause: ClassVar = ("task 2",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "reward_points",
        "basis": "assumption",
        "from": "2025-01",
        "reward": 0.01,
    }

    reward: Annotated[float, Number("fraction", 0, 0.2, "value of points over card spending, in addition to today")]
    net_response: Annotated[
        float, Number("CNY per CNY", 0, 5, "card spending added, other cards counted", neutral=0.6)
    ] = 0.6
    turnover: Annotated[float, Number("1/year", 0, 20, "card spending over card balances", neutral=8)] = 8.0

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """Card use, and what it costs lenders over balances."""
        yield Adjustment("card_use", 1 + self.net_response * self.reward)
        yield Adjustment("cost_shift", self.reward * self.turnover, "card")
