"""One member of a projection: a parameter set, a seed and one path of everything that is not observed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calibration.projection.ids import POOLS, pool_ratio, spoken
from calibration.skill.members import Path, Readings, Responses, forecast, read_path, responses
from calibration.skill.readings import Reading, month_number
from calibration.states.credit import TOTAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.scenarios import Scenario

    Floats = NDArray[np.float64]

LEVEL_MONTH = "2024-12"
"""Month of the prior level of household loans."""


@dataclass(frozen=True)
class Life:
    """How a member is lived.  draw : of the posterior or priors, None = their centre.  seed : luck of households.
    states : luck of the latent paths, None = they stay at what the run alone says.  parameters : changed besides."""

    draw: int | None
    seed: int
    states: int | None
    parameters: Mapping[str, float]


class Runner:
    """Runs scenarios for one member and remembers the last dataset."""

    def __init__(self, life: Life, households: int) -> None:
        self._life, self._households = life, households

    def __call__(self, scenario: Scenario) -> Path:
        """Live a scenario."""
        from sim.running import simulate

        changed = scenario.with_parameters(self._life.parameters) if self._life.parameters else scenario
        size, seed, draw = self._households, self._life.seed, self._life.draw
        self.run = simulate(changed, households=size, seed=seed, draw=draw, threads=1)
        return read_path(self.run)


def answers_of(life: Life, scenario: Scenario, households: int) -> Responses:
    """How a member answers the latent paths."""
    return responses(Runner(life, households), scenario)


def member(
    life: Life, scenario: Scenario, households: int, answers: Responses, known: Readings, months: Floats
) -> dict[str, Floats]:
    """Series of one member by id over the months projected [month]. months : month numbers of readings."""
    runner = Runner(life, households)
    asked = asked_for(months)
    extra: dict[str, Floats] = {}
    if life.states is None:
        runner(scenario)
    else:
        luck = np.random.default_rng(life.states)
        told = forecast(runner, scenario, answers, known, asked, int(months[0]) - 1, luck)
        extra["cn_consumption_loans_ex_mortgage_yoy"] = 100.0 * told.run["consumption_credit_growth"]
        extra["cn_card_overdue_180d_ratio"] = 100.0 * np.exp(told.run["card_overdue_180"])
        change = told.run["loans_medium_long"] + told.run["loans_short"]
        extra["sh_household_loans_yoy"] = household_growth(change, asked["loans_short"], months)
    run = runner.run
    place = (months - month_number(str(run["month"].values[0].astype("datetime64[M]")))).astype(int)
    series = {name: read(run)[place] for name, read in spoken().items()}
    last = place[0] - 1
    for name, operator in POOLS.items():
        ratio = pool_ratio(run, operator)
        series[name] = over_mean(ratio[place], ratio[max(last - 11, 0) : last + 1])
    return series | extra


def over_mean(values: Floats, before: Floats) -> Floats:
    """Shares over the mean of those before, which hold NaN where the sample has no such account; all NaN where none of
    them is above nothing: a change cannot be told then."""
    known = before[np.isfinite(before)]
    base = known.mean() if len(known) else 0.0
    return values / base if base > 0.0 else np.full(len(values), np.nan)


def asked_for(months: Floats) -> dict[str, list[Reading]]:
    """Figures asked of the latent states: at each month the share overdue and growth; the loans' change since the end
    of 2024, to the month and to the month a year before."""
    points = [int(month) for month in months]
    begin = month_number(LEVEL_MONTH) + 1
    spans = [(begin, point) for point in points] + [(begin, point - 12) for point in points if point - 12 >= begin]
    asked = {
        "retail": [],
        "card_overdue_180": [Reading("card_overdue_180", point, point, 0.0, 0.0) for point in points],
        "consumption_credit_growth": [Reading("consumption_credit_growth", p, p, 0.0, 0.0) for p in points],
    }
    for name in ("loans_medium_long", "loans_short"):
        asked[name] = [Reading(name, first, last, 0.0, 0.0) for first, last in spans]
    return asked


def household_growth(change: Floats, readings: list[Reading], months: Floats) -> Floats:
    """Growth on the year of household loans, %: their change since the end of 2024 on a level of `TOTAL` then; before
    it loans are taken to have grown by the year's rate of 2024, which no figure tells: NaN."""
    since = {reading.last: value for reading, value in zip(readings, change, strict=True)}
    end = month_number(LEVEL_MONTH)
    since[end] = 0.0
    found = []
    for month in months.astype(int):
        before = since.get(month - 12)
        found.append(np.nan if before is None else 100.0 * ((TOTAL + since[month]) / (TOTAL + before) - 1.0))
    return np.array(found)
