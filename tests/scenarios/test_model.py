"""Scenarios are values: what changes one returns another."""

import pickle
from datetime import date

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.scenarios import load_scenario
from sim.scenarios.records import ExogenousChange

MIX = {
    "products": ["consumer_loan"],
    "points": 1.0,
    "max_share_of_rate": 0.5,
    "cap": 3000,
    "from": "2025-01",
    "to": "2026-12",
}


@pytest.fixture(scope="module")
def base():
    return load_scenario("shanghai/actual")


def test_a_lever_is_added_and_its_basis_is_an_assumption(base):
    mix = base.with_levers(interest_subsidy=MIX)
    assert len(mix.levers) == len(base.levers) + 1
    assert mix.lever("interest_subsidy").basis_of("points") == "assumption"
    assert "interest_subsidy" not in [lever.id for lever in base.levers]


def test_only_the_lever_of_the_same_id_is_replaced(base):
    entry = {"id": "loan_facilitation_rule", "from": "2025-10", "products": ["platform_loan"], "cap": 20}
    mix = base.with_levers(rate_cap=entry)
    assert len(mix.levers) == len(base.levers)
    assert mix.lever("loan_facilitation_rule").cap == 20
    assert mix.lever("microloan_rate_guidance") == base.lever("microloan_rate_guidance")


def test_several_levers_of_one_key_are_added_as_a_list(base):
    entries = [{"id": name, "from": "2026-01", "products": [name], "cap": 15} for name in ("card", "bnpl")]
    assert {"card", "bnpl"} <= {lever.id for lever in base.with_levers(rate_cap=entries).levers}


@pytest.mark.parametrize(
    ("levers", "words"),
    [
        ({"intrest_subsidy": MIX}, "Did you mean 'interest_subsidy'?"),
        ({"interest_subsidy": {**MIX, "points": 100}}, "outside 0 to 5"),
        ({"interest_subsidy": {**MIX, "point": 1}}, "Did you mean 'points'?"),
        ({"interest_subsidy": [MIX, 3]}, "with_levers"),
        ({"voucher": {"sectors": ["nev"], "face": 9, "threshold": 90, "quota": 1, "from": "2025-01"}}, "stack"),
    ],
)
def test_a_wrong_lever_is_refused_with_a_remedy(base, levers, words):
    with pytest.raises(ScenarioError, match=words.replace("?", r"\?")):
        base.with_levers(**levers)


def test_parameters_months_and_paths_are_changed_by_name(base):
    mix = base.with_parameters({"payment_weight": 1}).with_parameters({"rate_curvature": 2}).with_months(last="2028-12")
    mix = mix.with_exogenous({"outside_return": {"add": -0.02, "from": "2025-07"}})
    assert mix.parameters == {"payment_weight": 1.0, "rate_curvature": 2.0}
    assert (mix.first_month, mix.months) == (0, 84)
    assert list(mix.exogenous) == ["outside_return"]
    assert (base.parameters, base.exogenous, base.months) == ({}, {}, 60)


@pytest.mark.parametrize(
    "change",
    [
        lambda base: base.with_months(last="2021-12"),
        lambda base: base.with_months(last="soon"),
        lambda base: base.with_parameters({"rate_curvature": "much"}),
        lambda base: base.with_parameters({"rate_curvature": float("nan")}),
        lambda base: base.with_exogenous({"outside_return": {"add": 1, "times": 2}}),
    ],
)
def test_wrong_overrides_are_refused_with_a_remedy(base, change):
    with pytest.raises(ScenarioError) as caught:
        change(base)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ({"set": 5}, [5, 5, 5, 5]),
        ({"add": 1}, [2, 3, 4, 5]),
        ({"times": 2}, [2, 4, 6, 8]),
        ({"times": 0}, [0, 0, 0, 0]),
        ({"set": 0, "from": "2022-02", "to": "2022-03"}, [1, 0, 0, 4]),
    ],
)
def test_an_outside_path_is_set_raised_or_multiplied_in_its_window(entry, path):
    change = ExogenousChange.model_validate(entry)
    np.testing.assert_array_equal(change.apply(np.array([1.0, 2, 3, 4]), 0), path)


def test_as_of_a_day_only_what_was_announced_is_known(base):
    known = base.as_of(date(2025, 3, 31))
    assert known.policy_cut_off == date(2025, 3, 31)
    assert "consumer_loan_limits_bank_2025" in [lever.id for lever in known.levers]
    assert "personal_consumption_loan_subsidy_v1" not in [lever.id for lever in known.levers]


def test_a_scenario_goes_to_another_process_whole(base):
    assert pickle.loads(pickle.dumps(base)) == base


def test_a_scenario_cannot_be_changed(base):
    with pytest.raises(AttributeError):
        base.title = "Other"
