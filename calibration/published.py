"""The table that a run is shown with: model against published figure, with grade, source and scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.declared import Target, every_target
from calibration.operators import OPERATORS, Month
from calibration.targets import shipped_targets
from sim.errors import ResultError

if TYPE_CHECKING:
    from collections.abc import Container

    import pandas as pd
    import xarray as xr

COLUMNS = (
    "statistic",
    "id",
    "period",
    "model",
    "published",
    "difference",
    "unit",
    "grade",
    "scope",
    "source",
    "remark",
)

SURVEY_BEFORE_RUN = ("debt_participation", "debt_service_share")
"""Operators compared with a survey older than the run: the model's first twelve months are taken."""

FAR_GROWTH, FAR_MONEY, FAR = 0.02, 0.1, 0.25
"""Missed: growth by more than 2 percentage points, money by more than a tenth, others by more than a quarter."""


def missed(row: Mapping[Any, Any]) -> bool:
    """Whether the model is far from a published figure. row : of `published_table`."""
    part = FAR_MONEY if row["unit"] == "CNY" else FAR
    far = FAR_GROWTH if str(row["statistic"]).endswith("y/y") else part * abs(row["published"])
    return bool(abs(row["difference"]) > far)


def published_table(
    run: xr.Dataset, table: pd.DataFrame | None = None, titles: Container[str] | None = None
) -> pd.DataFrame:
    """Model beside published figures whose months the run covers, in the order of the targets: one row a figure.

    table : of statistics, None = the one that comes with the package.  titles : of the statistics wanted, None = all.

    Columns `COLUMNS`: money in CNY, ratios and growth in fractions; difference = model less published. Where the run
    lacks a variable, or its sample an account of the kind, model and difference are NaN and `remark` says why. Figures
    outside the run's months are left out.
    """
    import pandas as pd

    targets = shipped_targets() if table is None else every_target(table)
    months = run["month"].to_numpy().astype("datetime64[M]")
    records = []
    for target in targets:
        period = _months_of(target, months)
        if period is None or (titles is not None and target.title not in titles):
            continue
        model, reason = _answer(target, run, period)
        remark = "; ".join(part for part in (reason, target.remark) if part)
        numbers = (model, target.value, model - target.value)
        origin = (target.unit, target.grade, target.scope, target.source, remark)
        records.append((target.title, target.id, target.period, *numbers, *origin))
    return pd.DataFrame.from_records(records, columns=list(COLUMNS))


def measured(target: Target, run: xr.Dataset) -> float:
    """What a run has for a target, in the target's unit. Raises ResultError where the run does not cover its months, or
    lacks a variable, a product or a lender that the operator reads."""
    period = _months_of(target, run["month"].to_numpy().astype("datetime64[M]"))
    if period is None:
        raise ResultError(f"the run does not cover the months of {target.id}.", remedy="Simulate more months.")
    absent = [name for name in OPERATORS[target.operator].needs if name not in run.variables]
    if absent:
        raise ResultError(f"the run has no variable {', '.join(absent)}.", remedy="Simulate again with this version.")
    return OPERATORS[target.operator].measure(run, *period)


def _months_of(target: Target, months: np.ndarray) -> tuple[Month, Month] | None:
    """First and last month to measure in the run, or None where it does not cover them."""
    if target.operator in SURVEY_BEFORE_RUN and target.last < months[0]:
        return (months[0], months[11]) if len(months) >= 12 else None
    earliest = target.first - np.timedelta64(OPERATORS[target.operator].before, "M")
    return (target.first, target.last) if months[0] <= earliest and target.last <= months[-1] else None


def _answer(target: Target, run: xr.Dataset, period: tuple[Month, Month]) -> tuple[float, str]:
    """The model's number, and why there is none."""
    operator = OPERATORS[target.operator]
    absent = [name for name in operator.needs if name not in run.variables]
    if absent:
        return float("nan"), f"not compared: the run has no variable {', '.join(absent)}"
    try:
        number = operator.measure(run, *period)
    except ResultError as error:
        return float("nan"), f"not compared: {error.what.rstrip('.')}"
    return number, "" if np.isfinite(number) else "not compared: the sample holds nothing to measure it on"
