"""Trials inside the model: what is counted by group is counted by arm too, and arms add up to the whole."""

import numpy as np
import pytest

from creditsim.verify import differences
from sim.indicators import INDICATORS, indicator, total
from sim.results import to_dataset
from sim.running import run, simulate
from sim.variables import VARIABLES

SETTINGS = {"households": 2_000, "seed": 3, "burn_in": 2}
BY_ARM = {
    "approvals_by_group", "retail_sales_by_group", "credit_balance_by_group", "delinquent_balance_by_group",
    "debt_service",
    "households_over_indebted", "households_in_debt_spiral", "households", "households_with_debt",
    "households_hand_to_mouth", "persons", "income",
    "deposits", "housing_services", "unemployed", "labour_force", "card_line",
}  # fmt: skip
SUBSIDY = {
    "products": ["consumer_loan", "platform_loan", "card_instalment"],
    "points": 2.0, "from": "2025-02", "to": "2025-06",
}  # fmt: skip


def with_trials(scenario, *trials):
    levers = [{**SUBSIDY, "id": key, "stack": key, "trial": {"key": key, "share": share}} for key, share in trials]
    return scenario.with_levers(interest_subsidy=levers)


@pytest.fixture(scope="module")
def plain(without_policy):
    return simulate(without_policy, **SETTINGS)


@pytest.fixture(scope="module")
def nothing_done(without_policy, plain):
    """A trial of a subsidy that begins after the run."""
    late = {**SUBSIDY, "from": "2026-01", "to": "2026-06", "id": "late", "trial": {"key": "late", "share": 0.3}}
    return simulate(without_policy.with_levers(interest_subsidy=late), **SETTINGS)


@pytest.fixture(scope="module")
def one(without_policy):
    return simulate(with_trials(without_policy, ("cheap", 0.5)), **SETTINGS, panel=100)


def test_without_a_trial_there_is_no_arm(plain):
    assert "arm" not in plain.sizes
    assert "arm" not in plain.variables


def test_with_a_trial_what_is_counted_by_group_has_an_arm(one):
    assert one.arm.values.tolist() == ["none", "cheap"]
    assert {name for name in one.data_vars if "arm" in one[name].dims} == BY_ARM
    for name in BY_ARM:
        assert one[name].dims[-1] == "arm"
        assert one[name].sizes["arm"] == 2


def test_a_trial_of_nothing_is_the_run_without_it_once_its_arms_are_added(plain, nothing_done):
    assert nothing_done.arm.values.tolist() == ["none", "late"]
    together = nothing_done.copy()
    for name in BY_ARM:
        sums = nothing_done[name].sum("arm")
        np.testing.assert_allclose(sums, plain[name], rtol=1e-12, err_msg=name)
        together[name] = plain[name]
    assert differences(plain, together.drop_vars("arm").drop_sel(lever="late")) == []


def test_arms_of_a_run_add_up_to_its_totals(one):
    for part, whole in (
        (
            one.credit_balance_by_group.sum(("segment", "quintile", "arm")),
            one.credit_balance.sum(("product", "lender")),
        ),
        (
            one.delinquent_balance_by_group.sum(("segment", "quintile", "arm")),
            one.delinquent_balance.sel(bucket=["91-180", "181+"]).sum(("product", "lender", "bucket")),
        ),
    ):
        np.testing.assert_allclose(part, whole, rtol=1e-12)
    assert (one.unemployed <= one.labour_force).all()


def test_the_share_of_a_trial_is_that_of_its_households(one, nothing_done):
    for run_of, share in ((one, 0.5), (nothing_done, 0.3)):
        households = run_of.households.isel(month=0).sum(("segment", "quintile")).values
        assert households[1] / households.sum() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 2_000))


def test_two_trials_make_four_arms_and_each_pays_its_own(without_policy, make):
    built = make(with_trials(without_policy, ("b", 0.5), ("a", 0.3)), 2_000)
    results = to_dataset(built, *run(built))
    assert results.arm.values.tolist() == ["none", "a", "b", "a+b"]
    households = results.households.isel(month=0).sum(("segment", "quintile")).values
    shares = households / households.sum()
    np.testing.assert_allclose(shares, [0.35, 0.15, 0.35, 0.15], atol=0.045)
    assert (results.fiscal_cost.sum(("month", "payer")).sel(lever=["a", "b"]) > 0).all()


def test_the_panel_of_a_trial_names_the_arm_of_each_household(one):
    arms = one.household_arm.values
    assert set(arms) == {"none", "cheap"}
    assert 30 <= (arms == "cheap").sum() <= 70


def test_indicators_of_a_trial_count_everybody_once(nothing_done, plain):
    for name in INDICATORS:
        np.testing.assert_allclose(indicator(name, nothing_done), indicator(name, plain), rtol=1e-12, err_msg=name)
    np.testing.assert_allclose(total(nothing_done, "persons"), total(plain, "persons"))


def test_every_variable_by_arm_is_described():
    assert set(VARIABLES) >= BY_ARM
