"""A projection: many members, their quantiles by series and period, and where their spread comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.projection.ids import QUARTERLY, SILENT
from calibration.projection.members import Life, answers_of, member
from calibration.skill.members import RUN_FROM, pooled
from calibration.skill.readings import SERIES, month_name, month_number
from sim.errors import ScenarioError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sim.scenarios import Scenario

    Floats = NDArray[np.float64]

Progress = Callable[[str, int, int], None]

QUANTILES = {"q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9}

SOURCES = ("parameters", "luck", "latent states", "structure")
"""Where spread comes from: parameter sets, luck of households, latent paths, response to rates at both of its limits.
Outside paths (incomes, rates, prices) are held at their central assumption: their uncertainty is not in the fans."""

COMPONENTS = 12
"""Members behind each part of the spread."""

SPLIT = ("sh_consumption_credit_ex_mortgage_yoy", "sh_retail_total_ytd_yoy", "sh_growth_gap", "model_ratio_90_plus")
"""Series whose spread is split."""


FEW = 2_000
"""Households below which a projection warns. Of 1,900 instead of 10,000, 12 draws each, the 80% bands of December 2026
are three times as wide for credit growth and the gap, twice for arrears, and no wider for retail sales."""

WARNING = (
    "{households} households are few: luck of the sample is most of the 80% bands of credit, of the gap and of arrears."
    " Project with 10,000 or more (-n)."
)


@dataclass(frozen=True)
class Projection:
    """Members' series.  months : periods, datetime64[M].  series : [member, month] by id, in the id's unit.  spread :
    variance at the last month by source and series.  record : what it was made of."""

    months: NDArray[np.datetime64[Any]]
    series: dict[str, Floats]
    spread: dict[str, dict[str, float]]
    record: dict[str, Any]


def project(
    scenario: Scenario,
    *,
    draws: int,
    vintage: str = "2025-07",
    first: str = "2025-07",
    households: int = 10_000,
    seed: int = 1,
    threads: int = 2,
    split: bool = True,
    progress: Progress | None = None,
) -> Projection:
    """Project a scenario to its last month.  draws : members, one parameter set each.  vintage : figures that the
    latent states have seen.  first : first month projected.  split : also say where the spread comes from. Raises
    ScenarioError where the scenario does not run from 2022-01 to a month of the projection."""
    from calibration.skill.origins import known_at
    from sim.build import BURN_IN
    from sim.data.statistics import load_statistics
    from sim.data.vintages import seen_by
    from sim.running import run_record

    _refuse_months(scenario, first)
    day = seen_by(vintage)
    seen = known_at(scenario, day, policy=False) if day else scenario
    table = load_statistics(vintage=vintage)
    known = {series: kind.read(table) for series, kind in SERIES.items()}
    start, end = month_number(first), month_number(_month(scenario.last_month))
    numbers = np.arange(start, end + 1, dtype=np.float64)
    lives = [Life(k, seed + k, seed * 100_003 + k, {}) for k in range(draws)]
    with ThreadPoolExecutor(threads) as pool:

        def each(stage: str, work: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
            found = []
            for one in pool.map(work, items):
                found.append(one)
                if progress:
                    progress(stage, len(found), len(items))
            return found

        answers = pooled(each("responses", lambda life: answers_of(life, seen, households), lives))
        rows = each(
            "members", lambda pair: member(pair[0], seen, households, pair[1], known, numbers),
            list(zip(lives, answers, strict=True)),
        )  # fmt: skip
        spread = {}
        for source, listed in _parts(draws, seed).items() if split else ():
            found = each(source, lambda life: member(life, seen, households, answers[0], known, numbers), listed)
            spread[source] = {name: float(np.var([row[name][-1] for row in found], ddof=1)) for name in SPLIT}
    series = {name: np.array([row[name] for row in rows]) * last_published(table, name) for name in rows[0]}
    months = np.datetime64(first, "M") + np.arange(len(numbers))
    record = {
        **run_record(seen, households, seed, None, BURN_IN),
        "projection": {"draws": draws, "vintage": vintage, "first": first, "parameters_from": scenario.parameters_from},
        "policy_cut_off": str(scenario.policy_cut_off) if scenario.policy_cut_off else None,
        "warnings": warnings_of(households),
    }
    return Projection(months, series, spread, record)


def warnings_of(households: int) -> list[str]:
    """What a reader of a projection must be warned of: a sample so small that its luck is most of the bands."""
    return [WARNING.format(households=f"{households:,}")] if households < FEW else []


def _parts(draws: int, seed: int) -> dict[str, list[Life]]:
    number = min(COMPONENTS, draws)
    limits = _limits()
    return {
        "parameters": [Life(k, seed, None, {}) for k in range(number)],
        "luck": [Life(None, seed + 1000 + k, None, {}) for k in range(number)],
        "latent states": [Life(None, seed, seed * 7_919 + k, {}) for k in range(number)],
        "structure": [Life(None, seed, None, {"rate_curvature": k}) for k in limits],
    }


def _limits() -> tuple[float, float]:
    from sim.parameters import parameters

    prior = parameters()["rate_curvature"]
    return prior.low, prior.high


def _refuse_months(scenario: Scenario, first: str) -> None:
    """Raise ScenarioError for months in which nothing can be projected, or that miss figures of latent states."""
    begin, end = _month(scenario.first_month), _month(scenario.last_month)
    if begin != month_name(RUN_FROM) or end < first:
        what = f"its months are {begin} to {end}, but a projection begins with the figures of {month_name(RUN_FROM)}"
        remedy = f"Give it months from {month_name(RUN_FROM)} to {first} or later, or run it without --draws."
        raise ScenarioError(f"{what} and tells {first} and later.", file=scenario.name, remedy=remedy)


def _month(number: int) -> str:
    from sim.calendar import month_date

    return str(month_date(number))[:7]


PUBLISHED = {
    "cn_auto_abs_m2_delinquency": "auto_abs_m2_delinquency", "cn_auto_abs_m3_delinquency": "auto_abs_m3_delinquency",
    "cn_consumer_abs_m2_delinquency": "consumer_abs_m2_delinquency",
    "cn_consumer_abs_m3_delinquency": "consumer_abs_m3_delinquency",
}  # fmt: skip


def last_published(table: pd.DataFrame, name: str) -> float:
    """What members' values are multiplied by: for pools, the mean of the published shares of the last four quarters, %,
    because members tell their change since then; 1 for all others."""
    if name not in PUBLISHED:
        return 1.0
    rows = table[(table["series"] == PUBLISHED[name]) & (table["grade"] != "C")].sort_values("end")
    return 100.0 * float(rows["value"].tail(4).mean())


def projection_table(found: Projection) -> pd.DataFrame:
    """One row a series and period: id, period, mean, q10, q25, q50, q75, q90, draws (values of the members, separated
    by blanks); and one row a series that the model cannot speak to, with the reason in `draws`."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for name in sorted(found.series):
        for k, month in enumerate(found.months):
            values = found.series[name][:, k]
            values = values[np.isfinite(values)]
            if not len(values) or (name in QUARTERLY and int(str(month)[5:]) % 3):
                continue
            numbers = {key: float(np.quantile(values, share)) for key, share in QUANTILES.items()}
            draws = " ".join(f"{value:.5g}" for value in values)
            rows.append({"id": name, "period": str(month), "mean": float(values.mean()), **numbers, "draws": draws})
    rows += [{"id": name, "period": "", "draws": f"not projected: {reason}"} for name, reason in sorted(SILENT.items())]
    return pd.DataFrame(rows)
