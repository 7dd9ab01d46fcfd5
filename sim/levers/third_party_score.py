"""A bureau's score that lenders add to their own (第三方信用评分).

Mechanism: as with sharper scores the error of what lenders see shrinks, here in the shares of applications for which a
bureau's score is used. Source: task 13 of the opinion (credit evaluation of individuals). Evidence: two signals with
independent errors rank better than one; the gain for Shanghai is assumed. A preset of `smart_risk_control` for a part
of applications, kept apart because its authority and its cost differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from sim.levers.base import Lever
from sim.levers.values import Number
from sim.policy.scores import USUAL_AUC, noise_factor
from sim.policy.terms import Adjustment


class ThirdPartyScore(Lever):
    """coverage : of applications; auc_gain : where the score is used; cost : of the score, borne by lenders."""

    key: ClassVar = "third_party_score"
    title: ClassVar = "Score of a credit bureau"
    title_zh: ClassVar = "第三方信用评分"
    clause: ClassVar = ("task 13",)
    authority: ClassVar = "lender"
    preset_of: ClassVar = "smart_risk_control"
    example: ClassVar[Mapping[str, Any]] = {
        "lever": "third_party_score",
        "basis": "assumption",
        "from": "2025-01",
        "coverage": 0.5,
        "auc_gain": 0.02,
    }

    coverage: Annotated[float, Number("fraction", 0, 1, "applications for which the score is used")] = 1.0
    auc_gain: Annotated[float, Number("AUC points", 0, 0.15, "gain in the chance to rank a good risk above a bad one")]

    def adjustments(self, month: int) -> Iterator[Adjustment]:
        """The mean error over all applications."""
        factor = noise_factor(USUAL_AUC, self.auc_gain)
        yield Adjustment("score_noise", 1 + self.coverage * (factor - 1))
