"""Comparisons made by hand: answers of runs that never were."""

import json

import numpy as np
import pytest
import xarray as xr

from experiments.comparison.parts.support import DERIVED
from experiments.comparison.questions import BEARERS, FLOWS, OTHER_GAPS, QUESTIONS, SALES, SOURCES, TABLES
from experiments.comparison.rows import Row
from experiments.comparison.summary import GAINS, summarised
from experiments.comparison.timeline import timelines

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
