"""What all levers have in common: dates, who is meant, budgets, bases."""

from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from sim.levers import Horizon
from sim.policy.groups import group_table

PLAIN = {"rate": 0.15}


def test_a_month_stands_for_its_first_and_its_last_day(made):
    lever = made("home_goods_subsidy", {**PLAIN, "from": "2024-02", "to": "2024-02"})
    assert (lever.start, lever.end) == (date(2024, 2, 1), date(2024, 2, 29))


def test_a_window_covers_its_share_of_a_months_days(made, at):
    lever = made("home_goods_subsidy", {**PLAIN, "from": "2025-04-16", "to": "2025-05"})
    assert [lever.share(36 + k) for k in range(2, 6)] == [0.0, 0.5, 1.0, 0.0]


@pytest.mark.parametrize(
    ("last", "first", "holds"),
    [("2025-04-14", "2025-04-15", "new"), ("2025-04-15", "2025-04-16", "old"), ("2025-03-31", "2025-04-01", "new")],
)
def test_of_two_rules_that_follow_one_another_the_one_of_the_15th_holds(made, last, first, holds):
    old = made("rate_cap", {"products": ["bnpl"], "cap": 36, "to": last})
    new = made("rate_cap", {"products": ["bnpl"], "cap": 24, "from": first})
    april = 39
    assert [name for name, rule in (("old", old), ("new", new)) if rule.in_force(april)] == [holds]


def test_fifths_and_residents_choose_groups(made, horizon):
    lever = made("home_goods_subsidy", {**PLAIN, "quintiles": [1, 2], "residents": "local"})
    groups = horizon.groups
    np.testing.assert_array_equal(lever.reaches(horizon), (groups.quintile <= 1) & (groups.resident == 1))


def test_a_trial_reaches_its_arm_only():
    from sim.levers import LEVERS

    groups = group_table(2)
    entries = {"basis": "assumption", "from": "2025-01", **PLAIN, "trial": {"share": 0.5, "key": "b"}}
    lever = LEVERS["home_goods_subsidy"].model_validate(entries)
    reached = lever.reaches(Horizon((36,), groups, ("a", "b")))
    np.testing.assert_array_equal(reached, groups.arm >= 2)


@pytest.mark.parametrize(
    ("budget", "months"),
    [
        (1_200_000, {"2025-01": 1_200_000 * 31 / 365, "2025-02": 1_200_000 * 28 / 365}),
        ({"amount": 1_200_000}, {"2025-12": 1_200_000 * 31 / 365}),
        ([{"month": "2025-03", "amount": 5}, {"month": "2025-09", "amount": 7}], {"2025-03": 5, "2025-09": 7}),
        ([{"from": "2025-04", "to": "2025-05", "amount": 61}], {"2025-04": 30, "2025-05": 31, "2025-06": 0}),
    ],
)
def test_a_budget_is_released_by_tranche_or_by_the_day(made, horizon, at, budget, months):
    (row,) = made("home_goods_subsidy", {**PLAIN, "budget": budget}).programmes(horizon)
    assert {month: row.budget[at(month)] for month in months} == pytest.approx(months)


def test_a_budget_is_released_in_full(made, horizon):
    (row,) = made("home_goods_subsidy", {**PLAIN, "from": "2025-02-11", "to": "2026-07-03", "budget": 1e9}).programmes(
        horizon
    )
    assert row.budget.sum() == pytest.approx(1e9)


def test_without_a_budget_a_programme_is_open_ended(made, horizon):
    assert next(made("home_goods_subsidy", PLAIN).programmes(horizon)).budget is None


def test_each_number_can_have_its_own_basis(made):
    basis = {"default": "document", "cap": "assumption"}
    lever = made("home_goods_subsidy", {**PLAIN, "cap": 2000, "basis": basis})
    assert (lever.basis_of("rate"), lever.basis_of("cap")) == ("document", "assumption")


def test_programmes_of_one_tool_are_alternatives_unless_a_stack_says_otherwise(made, horizon):
    rows = [
        next(made("home_goods_subsidy", {**PLAIN, **more}).programmes(horizon)) for more in ({}, {"stack": "extra"})
    ]
    assert [row.stack for row in rows] == ["home_goods_subsidy", "extra"]


def test_a_lever_cannot_be_changed(made):
    lever = made("home_goods_subsidy", PLAIN)
    with pytest.raises(ValidationError, match="frozen"):
        lever.rate = 0.2
