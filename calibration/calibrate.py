"""A calibration from its file to its results: runs, posterior, quality, and what was held out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.runs import Store
from calibration.search.bank import Bank
from calibration.search.fit import Fit, Settings, fit
from calibration.search.quality import (
    IDENTIFIED,
    contraction,
    correlated,
    group_fit,
    medoid_first,
    parameter_rows,
    profile,
)
from calibration.search.recovery import Recovery, recover, recovery_rows
from calibration.search.sampling import thinned
from calibration.search.space import space_filling, whole_space
from calibration.search.statistics import Figures, figures_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from calibration.config import Calibration
    from calibration.targets import Target

    Matrix = NDArray[np.float64]

    Shown = Callable[[str, int, int], None]

RESIDENT_PERIOD = slice("2024-01", "2024-12")
"""Months over which the residents' share of retail sales is taken from the run of the centre; a run that does not reach
them takes all of its months."""


@dataclass(frozen=True)
class Calibrated:
    """A calibration and what it is worth.

    draws : kept points u [draws, d], the medoid first.  answers : what their runs say of fitted figures [draws, k];
    held : of the held-out ones.  tables : by name, as they are written.  record : what it was made of.
    """

    fit: Fit
    draws: Matrix
    answers: Matrix
    held: Matrix
    tables: dict[str, pd.DataFrame]
    record: dict[str, Any]


def calibrate(
    config: Calibration,
    bank: Path,
    *,
    threads: int | None = None,
    scheduler: str | None = None,
    shown: Shown | None = None,
) -> Calibrated:
    """Calibrate.  bank : folder in which answers of runs are kept; with the same folder a stopped calibration goes on
    where it was, and ends with the same bits.  threads : runs at a time; results do not depend on them.  scheduler :
    address of a Dask cluster that does the runs instead."""
    from sim import load_scenario, simulate
    from sim.running import run_record

    space = whole_space(config.parameters)
    scenario = load_scenario(config.scenario).with_prior().with_months(last=config.last)
    whole = figures_of(config.vintage, config.last)
    figures, held = (Figures(tuple(t for t in whole.targets if t.split == split)) for split in ("fit", "hold_out"))
    count = len(figures.targets)
    runs = Bank(
        Store(bank), scenario, space, config.vintage, config.last, config.households, config.burn_in, threads,
        scheduler, shown,
    )  # fmt: skip
    seeds = range(1, config.seeds + 1)

    def evaluate(points: Matrix, stage: str) -> Matrix:
        found = [runs.statistics(points, seed, stage) for seed in seeds]
        return np.mean(found, axis=0)[:, :count]

    middle = np.full((1, space.size), 0.5)
    luck = np.array([runs.statistics(middle, seed, "luck")[0, :count] for seed in range(1, config.luck + 1)])
    centre = simulate(scenario, households=config.households, burn_in=config.burn_in, threads=1)
    year = centre.sel(month=RESIDENT_PERIOD)
    lived = year if year.sizes["month"] else centre
    sales = [float(lived[name].sum()) for name in ("retail_sales_by_group", "retail_sales")]
    found = fit(
        space, figures, evaluate, luck=np.cov(luck.T) / config.seeds, resident=sales[0] / sales[1],
        settings=Settings(config.design, config.waves, config.steps, config.seed), shown=shown,
    )  # fmt: skip
    draws = medoid_first(thinned(found.sample, config.draws, config.seed), found.sample.moved)
    said = runs.statistics(draws, 1, "posterior runs")
    cities = None
    if config.cities:
        truths = space_filling(config.cities, space.size, config.seed + 99)
        said_there = runs.statistics(truths, config.luck + 1, "synthetic cities")[:, :count]
        whole_runs = np.isfinite(said_there).all(axis=1)
        bar = (lambda done, number: shown("recovery", done, number)) if shown else None
        cities = recover(found.likelihood, truths[whole_runs], said_there[whole_runs], seed=config.seed, shown=bar)
    made = run_record(scenario, config.households, 1, None, config.burn_in)
    record = {
        "calibration": config.model_dump(mode="json"),
        "figures": [target.id for target in figures.targets],
        "held_out": [target.id for target in held.targets],
        **{name: made[name] for name in ("code", "data", "versions", "scenario_document")},
    }
    return Calibrated(found, draws, said[:, :count], said[:, count:], _tables(found, held, said, cities), record)


def _tables(found: Fit, held: Figures, said: Matrix, cities: Recovery | None) -> dict[str, pd.DataFrame]:
    import pandas as pd

    figures, likelihood, sample = found.figures, found.likelihood, found.sample
    count = len(figures.targets)
    mean = said[:, :count].mean(axis=0)
    errors = likelihood.covariance + likelihood.luck
    spread = errors + np.cov(said[:, :count].T)
    rejected = contraction(found.rejection)
    rows = parameter_rows(found.space, sample.points)
    for row in rows:
        column = found.space.index(str(row["parameter"]))
        row["rejection_contraction"] = rejected[column]
        row["rejection_mean"], row["mean"] = found.rejection[:, column].mean(), sample.points[:, column].mean()
    emulators = [
        {
            "figure": target.id, "explained": one.explained, "beyond_two_sd": one.surprise,
            "active": " ".join(found.space.names[column] for column in one.active),
        }
        for target, one in zip(figures.targets, likelihood.emulators, strict=True)
    ]  # fmt: skip
    log, shrunk = likelihood.log(sample.points), contraction(sample.points)
    profiles = [
        {"parameter": found.space.names[column], "u": (k + 0.5) / 12, "log_likelihood": value}
        for column in sample.moved if shrunk[column] >= IDENTIFIED
        for k, value in enumerate(profile(log, sample.points, column))
    ]  # fmt: skip
    found_again = [] if cities is None else recovery_rows(found.space, sample.points, cities)
    return {
        "parameters": pd.DataFrame(rows),
        "groups": pd.DataFrame(group_fit(figures.groups, figures.observed, mean, errors)),
        "figures": _answers(figures.targets, figures.observed, said[:, :count], np.sqrt(np.diag(spread))),
        "held_out": _answers(
            held.targets, held.observed, said[:, count:],
            np.sqrt(np.array([t.sd for t in held.targets]) ** 2 + said[:, count:].var(axis=0)),
        ),
        "correlations": pd.DataFrame(
            correlated(found.space, sample.points, sample.moved), columns=["parameter", "other", "correlation"]
        ),
        "emulators": pd.DataFrame(emulators),
        "profiles": pd.DataFrame(profiles),
        "recovery": pd.DataFrame(found_again),
    }  # fmt: skip


def _answers(listed: tuple[Target, ...], observed: Matrix, said: Matrix, sd: Matrix) -> pd.DataFrame:
    """One row a figure: published value, quantiles over the posterior, and the distance in standard deviations of all
    errors."""
    import pandas as pd

    rows = []
    for k, target in enumerate(listed):
        quantiles = np.quantile(said[:, k], (0.1, 0.5, 0.9))
        shown = np.exp(quantiles) if target.log else quantiles
        rows.append(
            {
                "figure": target.id, "group": target.group, "period": target.period, "unit": target.unit,
                "grade": target.grade, "scope": target.scope, "published": target.value,
                **dict(zip(("q10", "q50", "q90"), shown, strict=True)),
                "distance_sd": (said[:, k].mean() - observed[k]) / sd[k],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def save_calibrated(result: Calibrated, folder: Path) -> list[str]:
    """Write posterior.csv, the tables and record.json into a folder. Returns their names. Raises OSError."""
    import csv

    with (folder / "posterior.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(result.fit.space.names)
        for point in result.draws:
            writer.writerow([f"{value:.6g}" for value in result.fit.space.values(point).values()])
    for name, table in result.tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, float_format="%.6g")
    summary = {
        **result.record,
        "plausible": result.fit.plausible,
        "runs": len(result.fit.points),
        "dropped": result.fit.dropped,
        "acceptance": result.fit.sample.acceptance,
        "autocorrelation": result.fit.sample.autocorrelation,
        "moved": [result.fit.space.names[column] for column in result.fit.sample.moved],
    }
    text = json.dumps(summary, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "record.json").write_text(text + "\n", encoding="utf-8")
    return ["posterior.csv", *(f"{name}.csv" for name in result.tables), "record.json"]
