"""Comparisons made by hand: answers of runs that never were. A result of each kind that a report is made of."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from calibration.projection.project import Projection, projection_table
from creditsim.discover import discover
from experiments.comparison.parts.support import DERIVED
from experiments.comparison.questions import BEARERS, FLOWS, OTHER_GAPS, QUESTIONS, SALES, SOURCES, TABLES
from experiments.comparison.rows import Row
from experiments.comparison.store import save_effects
from experiments.comparison.summary import GAINS, summarised
from experiments.comparison.timeline import timelines
from experiments.mixes import load_mixes, mixes
from experiments.points import Answers
from experiments.points.formula import ByFormula
from experiments.sensitivity import load_sensitivity, sensitivity
from experiments.study import Study
from experiments.study.publish import save_published
from sim.results import save_result
from sim.running import run_record, simulate
from sim.scenarios import load_scenario

UNITS = {"retail": "CNY", "service": "CNY", "credit": "CNY", "credit_end": "CNY", "fiscal": "CNY", "over": "1"}
ITEMS = {
    "year": "2026",
    "sector": "nev",
    "product": "card",
    "lender_type": "platform",
    "segment": "young",
    "quintile": "1",
}


STEMS = {
    "credit/flow": [item for item in FLOWS if item != "retail_growth"],
    "gap/flow": FLOWS,
    "gain/bearer": BEARERS,
    "spending/source": SOURCES,
}


def rows():
    """Every measure that is asked of a run, with one item of each breakdown."""
    asked = [name for measures in (*QUESTIONS.values(), SALES, OTHER_GAPS) for name in measures]
    asked += [name for above, below, _ in GAINS.values() for name in (above, below)]
    asked += [row.name for row in DERIVED] + [f"{stem}/{item}" for stem, items in STEMS.items() for item in items]
    plain = list(dict.fromkeys(asked))
    broken = [(f"{name}/{table}/{ITEMS[table]}", table) for table, (_, names) in TABLES.items() for name in names]
    unit = lambda name: UNITS.get(name, UNITS.get(name.split("_", 1)[0], "fraction"))  # noqa: E731
    found = [Row(name, np.nan, unit(name), "2026-12", "goods", name) for name in plain]
    return found + [Row(name, np.nan, "CNY", "2026-12", "goods", name, table, ITEMS[table]) for name, table in broken]


def made_effects(shifts, pairs=8, draws=1, responses=1, noise=0.1, seed=3) -> xr.Dataset:
    """A comparison in which the k-th scenario lies shifts[k] above the base in everything, with paired noise.
    noise : standard deviation of differences; luck that all share is 5."""
    names, luck = rows(), np.random.default_rng(seed)
    count = pairs * draws
    shared = 50.0 + 5.0 * luck.standard_normal((1, 1, count, len(names)))
    values = np.broadcast_to(shared, (responses, len(shifts) + 1, count, len(names))).copy()
    for k, shift in enumerate(shifts, start=1):
        per_response = np.broadcast_to(np.asarray(shift, float), responses)
        own = noise * luck.standard_normal((responses, count, len(names))) if np.any(shift) else 0.0
        values[:, k] += per_response[:, None, None] + own
    labels = {
        "response": ["as set", "constant elasticity", "semi-log"][:responses],
        "scenario": ["base", *[f"mix {k}" for k in range(1, len(shifts) + 1)]],
    }
    belongs = np.tile(np.arange(draws), pairs) if draws > 1 else np.full(count, -1)
    record = {
        "comparison": labels["scenario"], "households": 300, "last": "2028-12", "draws": draws, "seeds": pairs,
        "precision": None, "stopped": {},
    }  # fmt: skip
    made = summarised(values, names, labels, (list(range(1, count + 1)), belongs))
    months = np.array(["2026-11", "2026-12", "2027-01"], "datetime64[ns]")
    series = np.zeros((*values.shape[:3], 3, 3)) + values[..., :1, None]
    made = made.assign_coords(month=months, series=["retail", "credit", "fiscal_cost"])
    made = made.assign(timelines(series, ["retail", "credit", "fiscal_cost"], belongs))
    return made.assign_attrs(base="base", run_record=json.dumps(record))


@pytest.fixture(scope="session")
def effects_of():
    """Makes comparisons by hand: effects_of([2.0, 5.0], pairs=, draws=, responses=, noise=)."""
    return made_effects


@pytest.fixture
def luck():
    """Numbers at random, the same in every run of a test."""
    return np.random.default_rng(20_241_031)


# ---------------------------------------------------------------- results of each kind

STUDIES = Path(__file__).parents[2] / "experiments" / "studies"
KINDS = ("run", "projection", "comparison", "mixes", "discovery", "sensitivity", "study")
HOSTILE = "<script>alert('“1”')</script> & more"

SENSITIVITY = f"""
title: "{HOSTILE}"
base: shanghai/no_policy
scenario: shanghai/actual
from: 2026-12
at: 2026-12
last: 2026-12
method: sobol
size: 64
uncertainties: {{parameters: [external_share, leakage]}}
outcomes: [growth_gap, retail_total]
"""


def write(folder, record):
    (folder / "record.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def made_run(folder, scenario):
    save_result(simulate(scenario, households=300, seed=5, burn_in=3), folder / "run.nc")


def made_projection(folder, scenario):
    months = np.arange("2025-07", "2027-01", dtype="datetime64[M]")
    luck = np.random.default_rng(2)
    names = ("sh_retail_total_ytd_yoy", "sh_consumption_credit_ex_mortgage_yoy", "sh_growth_gap", "model_ratio_90_plus")
    series = {name: luck.normal(3.0, 2.0, (6, len(months))) for name in names}
    asked = {"draws": 6, "vintage": "2025-07", "first": "2025-07", "parameters_from": "posterior"}
    record = {**run_record(scenario, 300, 1, None, 24), "projection": asked, "policy_cut_off": "2026-03-15"}
    projection_table(Projection(months, series, {}, record)).to_csv(folder / "projection.csv", index=False)
    write(folder, record)


def made_comparison(folder, scenario, effects_of):
    effects = effects_of([0.0, 4.0])
    documents = {"base": scenario.document(), "mix 1": scenario.document()}
    documents["mix 2"] = {**scenario.document(), "title": HOSTILE}
    made = run_record(scenario, 300, 1, None, 24)
    record = {**json.loads(effects.attrs["run_record"]), "scenario_documents": documents, "at": "2026-12"}
    kept = {name: made[name] for name in ("parameters_from", "code", "data", "versions")}
    effects.attrs["run_record"] = json.dumps(record | kept)
    save_effects(effects, folder)


def made_mixes(folder):
    study = load_mixes(STUDIES / "growth_match_2026.yaml")
    small = study.written.model_copy(
        update={
            "search": study.written.search.model_copy(update={"population": 6, "generations": 2}),
            "race": study.written.race.model_copy(update={"finalists": 3, "stages": (4, 8)}),
            "futures": 48,
        }
    )
    names = tuple(factor.name for factor in (*study.levers, *study.uncertain))
    months = [f"{name}/{month}" for name in ("growth_gap", "credit_growth") for month in study.months]
    scalars = [name for name in study.outcomes if name not in {"growth_gap", "credit_growth"}]
    tops = np.array([factor.high for factor in study.levers])

    def effect(values):
        moved = (np.nan_to_num(values[:, : len(tops)]) / tops).sum(axis=1)
        unemployed = np.nan_to_num(values[:, names.index("unemployment_rate")])
        gap = 5.0 * unemployed - 0.01 * moved
        sizes = {"retail_total": 1e9, "fiscal_cost_total": 2e8, "fiscal_cost_city": 2e8, "over_indebted": 100.0}
        columns = [gap] * len(months) + [sizes.get(name, 1e-5) * moved for name in scalars]
        return np.stack(columns, axis=1)

    outputs = (*months, *scalars)
    formula = ByFormula(effect, names, outputs, luck=1e-4)

    def answer(points, progress=None):
        """The formula's answers about a base that luck moves by little."""
        told = formula(points, progress)
        base = 0.1 + 1e-3 * told.base
        return Answers(outputs, base, base + told.effect)

    found = mixes(replace(study, written=small), answer)
    (folder / "mixes.nc").write_bytes(found.to_netcdf(None, engine="h5netcdf"))


def made_sensitivity(folder):
    (folder.parent / "sensitivity.yaml").write_text(SENSITIVITY, encoding="utf-8")
    study = load_sensitivity(folder.parent / "sensitivity.yaml")
    names = ("external_share", "leakage")
    effect = lambda values: np.stack([0.01 * values[:, 0], 1e10 * values[:, 0] + 1e9], axis=1)  # noqa: E731
    answer = ByFormula(effect, names, ("growth_gap/2026-12", "retail_total"))
    for name, one in sensitivity(study, lambda *_: answer).items():
        (folder / f"{name}.nc").write_bytes(one.to_netcdf(None, engine="h5netcdf"))


def made_study(folder, scenario):
    scenarios = {"shanghai/no_policy": scenario, "other": scenario}
    study = Study("Small", scenarios, (None, 0, 1), (1, 2), ("credit_growth", "growth_gap"), 300)
    months = np.arange("2026-01", "2027-01", dtype="datetime64[M]").astype("datetime64[ns]")
    luck = np.random.default_rng(4)
    shared = luck.normal(0.05, 0.02, (1, 3, 2, len(months)))
    values = shared + np.array([0.0, 0.01])[:, None, None, None] + luck.normal(0.0, 1e-4, (2, 3, 2, len(months)))
    dims = ("scenario", "draw", "seed")
    state = np.zeros((2, 3, 2), np.int8)
    state[1, 2, 1], values[1, 2, 1] = 1, np.nan
    dataset = xr.Dataset(
        {name: ((*dims, "month"), values, {"units": "fraction"}) for name in study.indicators}
        | {"state": (dims, state)},
        coords={"scenario": list(scenarios), "draw": [-1, 0, 1], "seed": [1, 2], "month": months},
        attrs={"title": "Small", "run_record": json.dumps({"study": study.document(), "code": "c", "data": "d"})},
    )
    save_published(dataset, folder / "study.nc")


@pytest.fixture(scope="session")
def folders(tmp_path_factory, effects_of):
    """A result of each kind."""
    top = tmp_path_factory.mktemp("results")
    made = {kind: top / kind for kind in KINDS}
    for kind, folder in made.items():
        if kind != "discovery":
            folder.mkdir()
    scenario = load_scenario("shanghai/no_policy").with_months("2022-01", "2024-12")
    made_run(made["run"], scenario)
    made_projection(made["projection"], scenario)
    made_comparison(made["comparison"], scenario, effects_of)
    made_mixes(made["mixes"])
    discover(made["mixes"], "growth_gap_distance > 0.07", made["discovery"])
    made_sensitivity(made["sensitivity"])
    made_study(made["study"], scenario)
    return made


@pytest.fixture
def plain_pictures(monkeypatch):
    """Pictures are not drawn, where a test looks at something else."""
    monkeypatch.setattr("experiments.report.pictures.png_of", lambda _: b"no picture")
