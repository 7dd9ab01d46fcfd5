"""The backtest: from every origin, with what had been released and announced by it, the figures that came later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from calibration.skill import scores
from calibration.skill.members import Forecast, Path, Readings, Responses, forecast, pooled, read_path, responses
from calibration.skill.origins import known_at
from calibration.skill.readings import SERIES, Reading, month_number
from calibration.skill.rivals import RIVALS

if TYPE_CHECKING:
    import pandas as pd

    from calibration.skill.config import Backtest
    from sim.scenarios import Scenario

Floats = NDArray[np.float64]

Progress = Callable[[str, int, int], None]
"""Called with what is being done, steps done, steps in all."""

WEAK_FEEDBACK = {"learning_gain": 0.02, "cutoff_step": 0.05, "merchant_adoption": 0.02, "merchant_learning": 0.05}
"""Lenders and merchants that learn and react as little as the priors allow. A model without feedback is no run that the
engine makes: a value outside its prior's bounds is refused."""


class Variant(NamedTuple):
    """One of the model's own forecasts. policy : only what was announced; else policy as it came."""

    policy: bool
    parameters: dict[str, float]


VARIANTS: dict[str, Variant] = {
    "model": Variant(policy=True, parameters={}),
    "model_actual_policy": Variant(policy=False, parameters={}),
    "model_weak_feedback": Variant(policy=True, parameters=WEAK_FEEDBACK),
}
"""Forecasts of the model by the name they have in the table."""


@dataclass(frozen=True)
class Outcome:
    """Every forecast with its score.  scores : a row a forecast (origin, series, period, forecaster; `RECORD`).
    linear_error : by series, root mean square of run less closed form over members, in the unit of the series."""

    scores: pd.DataFrame
    linear_error: dict[str, float]


class Record(NamedTuple):
    """A forecast with its score. horizon : months from the origin to the end of the period; error : mean less value."""

    origin: str
    series: str
    period: str
    horizon: int
    forecaster: str
    value: float
    mean: float
    low: float
    high: float
    error: float
    crps: float
    pit: float
    inside: bool


def backtest(config: Backtest, threads: int = 2, progress: Progress | None = None) -> Outcome:
    """Run a backtest. threads : members at a time; the outcome does not depend on it."""
    import pandas as pd

    from sim.data.statistics import load_statistics
    from sim.scenarios import load_scenario

    table = load_statistics()
    scenario = load_scenario(config.scenario).with_months(last=config.last)
    scenario = scenario.with_prior() if config.parameters_from == "prior" else scenario
    days = config.days()
    tasks = [(day, *split_at(table, load_statistics(vintage=str(day)), config.last)) for day in days]
    tell = progress or (lambda *_: None)
    records: list[Record] = []
    errors: dict[str, list[Floats]] = {series: [] for series in SERIES}
    with ThreadPoolExecutor(threads) as pool:
        first = known_at(scenario, days[0], policy=True)
        members = list(pool.map(lambda k: responses(_live(config, k), first), range(config.members)))
        answers = pooled(members)
        for step, (day, known, asked) in enumerate(tasks):
            for name, variant in VARIANTS.items():
                tell(f"{name} as of {day}", step, len(tasks))
                seen = known_at(scenario, day, policy=variant.policy).with_parameters(variant.parameters)
                run_one = _forecaster(config, seen, answers, known, asked, month_number(config.origins[step]), step)
                made = list(pool.map(run_one, range(config.members)))
                for series in SERIES:
                    sample = np.stack([one.run[series] for one in made])
                    records += _records(day, asked[series], name, sample)
                    if name == "model" and series in ("retail", "card_overdue_180"):
                        errors[series] += [one.run[series] - one.linear[series] for one in made]
            tell(f"rivals as of {day}", step, len(tasks))
            records += rival_records(config, day, known, asked, step)
    linear = {series: scores.rmse(np.concatenate(found)) for series, found in errors.items() if found}
    return Outcome(pd.DataFrame(records, columns=list(Record._fields)), linear)


def split_at(table: pd.DataFrame, then: pd.DataFrame, last: str) -> tuple[Readings, Readings]:
    """Figures known at an origin, and those that came later and end by a last month: they cover no month that a known
    one of the series covers. table : all statistics; then : what had been released."""
    known = {series: kind.read(then) for series, kind in SERIES.items()}
    asked = {}
    for series, kind in SERIES.items():
        end = max((reading.last for reading in known[series]), default=-1)
        later = [r for r in kind.read(table) if r.first > end and r.last <= month_number(last)]
        asked[series] = [r for r in later if r.last >= month_number("2023-06")]
    return known, asked


def rival_records(config: Backtest, day: date, known: Readings, asked: Readings, step: int) -> list[Record]:
    """Forecasts of the rivals from one origin."""
    records = []
    for k, (series, readings) in enumerate(asked.items()):
        for j, (name, rival) in enumerate(RIVALS.items()):
            if not readings:
                continue
            luck = np.random.default_rng([config.seed, step, k, j, 2])
            sample = rival(series, known[series], readings, luck, config.rival_sample)
            if sample is not None:
                records += _records(day, readings, name, sample)
    return records


def _live(config: Backtest, member: int) -> Callable[[Scenario], Path]:
    from sim.running import simulate

    def live(scenario: Scenario) -> Path:
        run = simulate(scenario, households=config.households, seed=config.seed + member, draw=member, threads=1)
        return read_path(run)

    return live


def _forecaster(
    config: Backtest, seen: Scenario, answers: Sequence[Responses], known: Readings, asked: Readings,
    now: int, step: int,
) -> Callable[[int], Forecast]:  # fmt: skip
    def one(member: int) -> Forecast:
        luck = np.random.default_rng([config.seed, step, member, 1])
        return forecast(_live(config, member), seen, answers[member], known, asked, now, luck)

    return one


def _records(day: date, asked: Sequence[Reading], forecaster: str, sample: Floats) -> list[Record]:
    origin = f"{day.year}-{day.month:02d}"
    tail = (1.0 - scores.CENTRAL) / 2.0
    records = []
    for k, reading in enumerate(asked):
        drawn, value = sample[:, k], reading.value
        low, high = np.quantile(drawn, [tail, 1.0 - tail])
        numbers = (value, float(drawn.mean()), float(low), float(high), float(drawn.mean()) - value)
        found = (scores.crps_sample(drawn, value), scores.pit(drawn, value), scores.inside(drawn, value))
        horizon = reading.last - month_number(origin)
        records.append(Record(origin, reading.series, reading.name, horizon, forecaster, *numbers, *found))
    return records
