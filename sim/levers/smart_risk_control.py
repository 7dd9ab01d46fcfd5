"""Sharper credit scores by better models and data (智能风控).

Mechanism: the score that lenders see errs less, so that at the same cut-off more good risks are approved and fewer bad
ones; defaults fall, learned default rates and with them prices follow. Source: task 11 of the opinion (人工智能、大数据
to improve risk control). Evidence: scores from digital footprints raise the AUC from .683 to .736 (Berg et al. 2020,
MEMORY); a Shanghai figure was not found. Side effect: who is refused is refused by all lenders more alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.scores import USUAL_AUC, noise_factor
from sim.policy.terms import Adjustment


class SmartRiskControl(Lever):
    """auc_gain : of the scores of all files."""

    key: ClassVar = "smart_risk_control"
    title: ClassVar = "Sharper credit scores"
    title_zh: ClassVar = "智能风控"
    clause: ClassVar = ("task 11",)
    authority: ClassVar = "lender"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "smart_risk_control",
        "basis": "assumption",
        "from": "2025-01",
        "auc_gain": 0.03,
    }

    auc_gain: Annotated[float, Number("AUC points", 0, 0.15, "gain in the chance to rank a good risk above a bad one")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The error that answers to the higher AUC, over the usual one."""
        yield Adjustment("score_noise", noise_factor(USUAL_AUC, self.auc_gain))
