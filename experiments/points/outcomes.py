"""What is kept of a run: indicators month by month, and measures of a comparison, each by the name it has there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    import xarray as xr

GAP_DISTANCE = "growth_gap_distance"
"""Distance of the gap from 0, whatever its sign, by month."""

KEPT = "outputs"
"""Name of the array that a store keeps."""

SCALARS = {
    "retail_year": "CNY",
    "retail_total": "CNY",
    "service_year": "CNY",
    "service_total": "CNY",
    "credit": "CNY",
    "credit_end": "CNY",
    "vintage_12": "fraction",
    "vintage_18": "fraction",
    "expected_loss": "fraction",
    "over_indebted": "1",
    "fiscal_cost": "CNY",
    "fiscal_cost_total": "CNY",
    "fiscal_cost_central": "CNY",
    "fiscal_cost_city": "CNY",
    "fiscal_cost_district": "CNY",
}
"""Measures of `creditsim compare` that are one number a run: name, unit."""


def outcome_names() -> tuple[str, ...]:
    """Everything that can be asked for by name."""
    from sim.indicators import INDICATORS

    return (*SCALARS, GAP_DISTANCE, *INDICATORS)


def refuse_outcomes(names: Sequence[str]) -> None:
    """Raise UsageError for a name that is no outcome."""
    known = outcome_names()
    for name in names:
        if name not in known:
            raise UsageError(f"there is no outcome '{name}'.", remedy=did_you_mean(name, known))


def unit_of(name: str) -> str:
    """Unit of an outcome."""
    from sim.indicators import INDICATORS

    return SCALARS.get(name) or ("fraction" if name == GAP_DISTANCE else INDICATORS[name].unit)


def output_names(outcomes: Sequence[str], months: Sequence[str]) -> tuple[str, ...]:
    """Outputs of outcomes: one for a measure, one a month for an indicator, `growth_gap/2026-12`."""
    named = [[name] if name in SCALARS else [f"{name}/{month}" for month in months] for name in outcomes]
    return tuple(output for outputs in named for output in outputs)


def outputs_of(run: xr.Dataset, outcomes: Sequence[str], months: Sequence[str], at: str) -> NDArray[np.float64]:
    """Numbers of a run in the order of `output_names`; NaN for months that it does not have.

    run : with its record.  at : month looked at by measures.
    """
    from experiments.comparison.measures import few_measures
    from experiments.comparison.spans import span_of

    span = span_of(run, at)
    place = {month: k for k, month in enumerate(span.months)}
    scalars: dict[str, float] = {}
    if any(name in SCALARS for name in outcomes):
        rows = few_measures(run.assign(loss_given_default=("product", _loss(run))), span)
        scalars = {row.name: row.value for row in rows}
    numbers: list[float] = []
    for name in outcomes:
        if name in SCALARS:
            numbers.append(scalars[name])
            continue
        series = _series(run, name)
        numbers += [float(series[place[month]]) if month in place else float("nan") for month in months]
    return np.array(numbers)


def kept_outputs(run: xr.Dataset, at: str, outcomes: str, months: str) -> dict[str, NDArray[np.float64]]:
    """What a store keeps of a run. outcomes, months : with commas between."""
    return {KEPT: outputs_of(run, outcomes.split(","), [month for month in months.split(",") if month], at)}


def _series(run: xr.Dataset, name: str) -> NDArray[np.float64]:
    from sim.indicators import indicator

    if name == GAP_DISTANCE:
        return np.abs(indicator("growth_gap", run).to_numpy())
    return indicator(name, run).to_numpy()


def _loss(run: xr.Dataset) -> NDArray[np.float64]:
    """Loss given default by product, from the parameters of the run."""
    from sim.parameters import parameter_record
    from sim.tables import products_table

    record = json.loads(run.attrs["run_record"])
    document = record["scenario_document"]
    numbers = parameter_record(record["draw"], document["parameters"], document["parameters_from"])
    return np.asarray(products_table(numbers).loss, np.float64)
