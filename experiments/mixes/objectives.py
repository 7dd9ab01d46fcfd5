"""What mixes are asked for, and what they must keep: scores where less is better, and budget and guards as limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.points.evaluate import Answers
from experiments.points.outcomes import SCALARS
from sim.errors import UsageError, did_you_mean

Values = NDArray[np.float64]

LEAST_COST = 1e8
"""CNY of public cost below which net retail per yuan counts this much, so that a mix that costs nothing, and does
nothing, is not infinitely good by luck."""

STOCK_RATIO = "ratio_90_plus"
TRUE_RISK = ("vintage_12", "vintage_18", "expected_loss")
"""Measures of risk that growth of new loans does not thin out."""

ROUNDING = 1e-9
"""Part of a limit that is nothing: a mix that spends the budget to the yuan keeps it."""

COST, RETAIL, GAP = "fiscal_cost_total", "retail_total", "growth_gap"


class Objective(NamedTuple):
    """outcome : that it is made of.  sign : 1 where less is better, -1 where more is.  meaning : in one line."""

    outcome: str
    sign: int
    unit: str
    meaning: str
    meaning_zh: str


OBJECTIVES = {
    "growth_gap_distance": Objective(
        GAP, 1, "fraction", "distance of the gap between credit and retail growth from 0", "信贷与零售增速之差的绝对值"
    ),
    "retail_per_yuan": Objective(
        RETAIL, -1, "CNY/CNY", "net retail sales, whole run, per yuan of public cost", "每元财政支出净增零售额"
    ),
    "retail_total": Objective(RETAIL, -1, "CNY", "net retail sales, whole run", "净增零售额"),
    "credit": Objective("credit", -1, "CNY", "consumption credit added", "净增消费信贷余额"),
    "vintage_12": Objective("vintage_12", 1, "fraction", "loans bad after 12 months, change", "12个月账龄90+变化"),
    "vintage_18": Objective("vintage_18", 1, "fraction", "loans bad after 18 months, change", "18个月账龄90+变化"),
    "expected_loss": Objective("expected_loss", 1, "fraction", "expected loss per yuan lent, change", "预期损失率变化"),
    "over_indebted": Objective("over_indebted", 1, "1", "over-indebted households, change", "过度负债户变化"),
    "over_indebted_share": Objective(
        "over_indebted_share", 1, "fraction", "over-indebted share, change", "过度负债户占比变化"
    ),
    "ratio_90_plus": Objective(STOCK_RATIO, 1, "fraction", "balance 91+ days overdue, change", "90+余额占比变化"),
    "fiscal_cost_total": Objective(COST, 1, "CNY", "public cost, whole run", "财政成本"),
}
"""Objectives by name."""


def refuse_objectives(names: Sequence[str]) -> None:
    """Raise UsageError for a name that is none, and for the stock ratio without a measure of risk by vintage."""
    for name in names:
        if name not in OBJECTIVES:
            raise UsageError(f"there is no objective '{name}'.", remedy=did_you_mean(name, OBJECTIVES))
        if names.count(name) > 1:
            raise UsageError(f"the objective '{name}' is named twice.", remedy="Write each once.")
    if STOCK_RATIO in names and not set(names) & set(TRUE_RISK):
        what = (
            "the stock 90+ ratio falls when new loans grow, whatever becomes of them: alone it is no measure of risk."
        )
        raise UsageError(what, remedy=f"Add one of {', '.join(TRUE_RISK)}, or take it instead.")


@dataclass(frozen=True)
class Aims:
    """objectives : by name.  limits : largest effect allowed on an outcome, the budget among them (`fiscal_cost_total`,
    CNY).  at : month looked at, for indicators."""

    objectives: tuple[str, ...]
    limits: Mapping[str, float]
    at: str

    def scores(self, answers: Answers) -> Values:
        """[mix, pair, objective], less is better.

        The distance of the gap from 0 is that of its mean over pairs: each pair's gap, signed so that the mean is not
        below 0. Its own distance in each pair would count luck as distance.
        """
        return np.stack([self._score(answers, name) for name in self.objectives], axis=-1)

    def excess(self, answers: Answers) -> Values:
        """What an effect lies above its limit, in parts of the limit (of 1 where that is 0), [mix, pair, limit]."""
        if not self.limits:
            return np.zeros((*answers.base.shape[:2], 0))
        above = [
            (self._column(answers.effect, answers, name) - limit) / (abs(limit) or 1.0)
            for name, limit in self.limits.items()
        ]
        table = np.stack(above, axis=-1)
        return np.where(np.abs(table) < ROUNDING, 0.0, table)

    def _score(self, answers: Answers, name: str) -> Values:
        objective = OBJECTIVES[name]
        if name == "growth_gap_distance":
            gap = self._column(answers.policy, answers, GAP)
            return np.where(np.nanmean(gap, axis=1, keepdims=True) < 0, -1.0, 1.0) * gap
        effect = self._column(answers.effect, answers, objective.outcome)
        if name == "retail_per_yuan":
            effect = effect / np.maximum(self._column(answers.effect, answers, COST), LEAST_COST)
        return objective.sign * effect

    def _column(self, values: Values, answers: Answers, outcome: str) -> Values:
        output = outcome if outcome in SCALARS else f"{outcome}/{self.at}"
        return values[..., answers.outputs.index(output)]


def needed(objectives: Sequence[str], limits: Sequence[str]) -> tuple[str, ...]:
    """Outcomes that must be kept of runs for objectives and limits, with what a reader is told besides."""
    made_of = [OBJECTIVES[name].outcome for name in objectives]
    told = (GAP, "credit_growth", RETAIL, "vintage_12", "expected_loss", "over_indebted", COST, "fiscal_cost_city")
    return tuple(dict.fromkeys((*made_of, *limits, *told)))
