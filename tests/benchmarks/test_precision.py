"""When an effect counts as told precisely, and which scenario stands for a clause."""

import numpy as np
import pytest
import xarray as xr

from benchmarks.precision import MEASURES, Effect, clause_scenarios, effects_of
from sim.scenarios import load_scenario
from sim.scenarios.clauses import read_clauses


@pytest.mark.parametrize(
    ("effect", "error", "precise", "apart"),
    [
        (1.0, 0.1, True, True),
        (-1.0, 0.1, True, True),
        (1.0, 0.101, False, True),
        (0.19, 0.02, True, True),
        (0.19, 0.0201, False, True),
        (0.2, 0.021, False, True),
        (0.03, 0.02, True, False),
        (-0.039, 0.02, True, False),
        (0.5, 0.3, False, False),
        (0.0, 0.0, True, False),
    ],
)
def test_an_effect_is_precise_and_beyond_luck_within_stated_bounds(effect, error, precise, apart):
    found = Effect("task_01", "credit", effect, error, 0.1)
    assert (found.precise, found.apart, found.met) == (precise, apart, precise and apart)


@pytest.mark.parametrize(
    ("effect", "error", "word"), [(1, 0.05, "met"), (1, 0.4, "noisy"), (0.01, 0.01, "not told apart from 0")]
)
def test_a_row_says_why_it_is_not_met(effect, error, word):
    assert str(Effect("task_01", "credit", effect, error, 0.07)).endswith(f"paired over unpaired 0.07: {word}")


def comparison():
    """Two scenarios whose effects are 2 in money of 400, 0.001 in the share."""
    dims, shape = ("response", "scenario", "measure"), (1, 3, 3)
    data = {
        "mean": np.broadcast_to([400.0, 400.0, 0.01], shape),
        "effect": np.broadcast_to([2.0, 2.0, 0.001], shape),
        "error": np.broadcast_to([0.2, 0.4, 0.0001], shape),
        "error_ratio": np.full(shape, 0.1),
    }
    coords = {"response": ["as set"], "scenario": ["base", "task_01", "safeguard_2"], "measure": list(MEASURES)}
    return xr.Dataset({name: (dims, values) for name, values in data.items()}, coords)


def test_money_is_in_per_cent_of_the_base_and_shares_in_percentage_points():
    found = list(effects_of(comparison(), {"task_01": 1, "safeguard_2": -1}))
    assert [one.clause for one in found] == ["task_01"] * 3 + ["safeguard_2"] * 3
    np.testing.assert_allclose([one.effect for one in found], [0.5, 0.5, 0.1, -0.5, -0.5, -0.1])
    np.testing.assert_allclose([one.error for one in found], [0.05, 0.1, 0.01] * 2)


def test_each_clause_has_a_scenario_of_its_own_or_the_record_without_it():
    """A clause without levers has neither."""
    found, record = clause_scenarios(), load_scenario("shanghai/actual")
    opinion = read_clauses().clauses
    assert set(found) == {
        name for name, clause in opinion.items() if any(sentence.levers for sentence in clause.sentences)
    }
    for clause, one in found.items():
        if one.sign > 0:
            assert one.scenario.name == f"shanghai/{clause}"
        else:
            assert len(one.scenario.levers) < len(record.levers)
            assert {lever.key for lever in record.levers} - {lever.key for lever in one.scenario.levers}
