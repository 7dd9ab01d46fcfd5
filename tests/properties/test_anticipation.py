"""Households wait for aid that is announced and hurry before it ends; what is not announced changes nothing before."""

import numpy as np
import pytest

from experiments.comparison.pairs import Settings, pair_answers
from sim import load_scenario, simulate
from sim.agents.government import last_chance

SETTINGS = {"households": 6000, "seed": 3, "burn_in": 6}
AID = {"sectors": ["appliances"], "rate": 0.2, "from": "2024-07", "to": "2025-02"}


@pytest.fixture(scope="module")
def base():
    return load_scenario("shanghai/no_policy").with_months("2024-01", "2025-06")


@pytest.fixture(scope="module")
def sold(base):
    """Appliances sold by month: without aid, with aid that begins unannounced, and with one told of in April."""

    def count(scenario):
        return simulate(scenario, **SETTINGS).tickets_sold.sel(sector="appliances").to_series()

    told = base.with_levers(appliance_subsidy={**AID, "announced": "2024-04"})
    return count(base), count(base.with_levers(appliance_subsidy=AID)), count(told)


def test_nothing_differs_before_aid_that_nobody_was_told_of(sold):
    without, sudden, _ = sold
    assert (without[:"2024-06"] == sudden[:"2024-06"]).all()


def test_those_who_follow_offers_wait_for_announced_aid_and_no_longer_than_three_months(sold):
    without, _, told = sold
    assert (without[:"2024-03"] == told[:"2024-03"]).all()
    waiting = told["2024-04":"2024-06"].sum() / without["2024-04":"2024-06"].sum()
    assert 0.5 < waiting < 0.85, "35 % follow offers (prior a_ti x 1.75)"


def test_who_waited_buys_when_the_aid_begins(sold):
    _, sudden, told = sold
    assert told["2024-07":"2024-08"].sum() > sudden["2024-07":"2024-08"].sum()


def test_sales_rise_in_the_last_month_of_the_aid_and_fall_after_it(sold):
    without, sudden, _ = sold
    lift = sudden / without
    assert lift["2025-02"].mean() > 1.1 * lift["2024-12":"2025-01"].mean()
    assert lift["2025-03":].mean() < 0.9


def test_aid_that_goes_on_under_another_name_makes_nobody_hurry(base):
    on = {
        **AID,
        "id": "second",
        "stack": "appliance_subsidy",
        "from": "2025-03",
        "to": "2025-12",
        "announced": "2024-07",
    }
    both = base.with_levers(appliance_subsidy=[AID, on])
    one = base.with_levers(appliance_subsidy={**AID, "to": "2025-12"})
    runs = [
        simulate(scenario, **SETTINGS).tickets_sold.sel(sector="appliances").to_series() for scenario in (both, one)
    ]
    np.testing.assert_allclose(runs[0]["2025-02"].sum(), runs[1]["2025-02"].sum(), rtol=0.02)


def test_a_run_does_not_depend_on_where_it_is_cut_off(base):
    aided = base.with_levers(appliance_subsidy=AID)
    short = simulate(aided.with_months("2024-01", "2025-02"), **SETTINGS)
    long = simulate(aided, **SETTINGS).isel(month=slice(0, short.sizes["month"]))
    np.testing.assert_array_equal(short.retail_sales, long.retail_sales)
    np.testing.assert_array_equal(short.credit_balance, long.credit_balance)


def test_months_lived_once_for_two_scenarios_end_where_one_of_them_is_told_of_aid(base):
    told = base.with_levers(appliance_subsidy={**AID, "announced": "2024-04"})
    shared, apart = (pair_answers([base, told], 1, None, Settings(600, 3, "2025-06", share)) for share in (True, False))
    for one, other in zip(shared, apart, strict=True):
        np.testing.assert_array_equal([row.value for row in one.rows], [row.value for row in other.rows])


def test_the_last_chance_grows_with_the_part_of_the_aid_that_ends():
    assert last_chance(np.float32(0.35), np.float32(0.7), np.float32(0.2), np.float32(0.2)) == np.float32(0.35)
    assert last_chance(np.float32(0.35), np.float32(0.7), np.float32(0.2), np.float32(0.0)) == np.float32(0.7)
    assert last_chance(np.float32(0.35), np.float32(0.7), np.float32(0.2), np.float32(0.1)) == pytest.approx(0.525)
    assert last_chance(np.float32(0.8), np.float32(0.7), np.float32(0.2), np.float32(0.0)) == np.float32(0.8)
