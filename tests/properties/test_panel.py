"""A panel writes down single households: all of them add up to the city, and being watched changes nobody's life."""

import re

import numpy as np
import pytest

from creditsim.verify import differences
from sim.errors import UsageError
from sim.indicators import total
from sim.panel import LAST_MISSED, PANEL, Panel
from sim.policy.vocabulary import BUCKETS, PRODUCTS
from sim.results import load_result, save_result, to_dataset
from sim.running import run, simulate

SIZE = 700
SETTINGS = {"households": SIZE, "seed": 3, "burn_in": 2}
SUMS = {
    "panel_deposits": "deposits",
    "panel_income": "income",
    "panel_debt_service": "debt_service",
    "panel_card_line": "card_line",
    "panel_balance": "credit_balance",
}


@pytest.fixture(scope="module")
def months(scenario):
    return scenario.with_months("2025-01", "2025-06")


@pytest.fixture(scope="module")
def unwatched(months):
    return simulate(months, **SETTINGS)


@pytest.fixture(scope="module")
def everyone(months):
    return simulate(months, **SETTINGS, panel=SIZE)


@pytest.mark.parametrize("threads", [None, 1, 3])
def test_a_run_that_is_watched_is_the_same_run(months, unwatched, everyone, threads):
    watched = simulate(months, **SETTINGS, threads=threads, panel=60)
    assert differences(unwatched, watched.drop_vars(["household", *PANEL])) == []
    assert differences(watched, everyone.isel(household=slice(60))) == []


def test_every_household_together_is_the_city(everyone):
    """To a fen a household: sums by group are in whole fen."""
    scale = total(everyone, "households")[0] / SIZE
    for panel, city in SUMS.items():
        sums = total(everyone, panel) * scale
        np.testing.assert_allclose(sums, total(everyone, city), atol=0.02 * SIZE * scale, err_msg=panel)
    by_product = everyone.panel_balance.sum("household") * scale
    np.testing.assert_allclose(by_product, everyone.credit_balance.sum("lender"), rtol=1e-9)


def test_spending_and_tickets_are_those_that_merchants_book(months, make):
    built = make(months, SIZE)
    panel = Panel(built.economy.homes, SIZE, built.burn_in + built.months)
    books, _, _ = run(built, panel=panel)
    np.testing.assert_allclose(panel.tables["panel_spending"].sum(axis=1), books["classes"].sum(axis=(1, 2)) / 100)
    assert panel.tables["panel_tickets"].sum() > 0


def test_buckets_are_those_of_the_balance_sheet(everyone):
    scale = total(everyone, "households")[0] / SIZE
    for place, bucket in enumerate(BUCKETS):
        inside = everyone.panel_balance.where(everyone.panel_bucket == place, 0)
        late = everyone.delinquent_balance.sel(bucket=bucket).sum("lender")
        np.testing.assert_allclose(inside.sum("household") * scale, late, rtol=1e-9, err_msg=bucket)
    assert len(BUCKETS) == len(LAST_MISSED) + 1


def test_what_a_household_owes_hangs_together(everyone):
    owed = everyone.panel_balance.values > 0
    assert owed.any()
    np.testing.assert_array_equal(np.isfinite(everyone.panel_apr.values), owed)
    assert (everyone.panel_payment.values[~owed] == 0).all()
    assert everyone.panel_balance.dims == ("month", "household", "product")
    assert list(everyone["product"].values) == list(PRODUCTS)


@pytest.mark.parametrize("name", sorted(PANEL))
def test_every_variable_of_a_panel_says_what_it_is(everyone, name):
    attributes = everyone[name].attrs
    assert attributes["units"] in {"CNY", "1", "1/year", "month"}
    assert attributes["kind"] in {"stock", "flow"}
    assert re.search("[一-龥]", attributes["long_name_zh"])
    assert everyone[name].values.any()


def test_a_panel_survives_being_written_and_read(months, tmp_path):
    watched = simulate(months, **SETTINGS, panel=5)
    save_result(watched, tmp_path / "run.nc")
    assert load_result(tmp_path).identical(watched)
    assert watched.household.values.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("panel", [0, -1, SIZE + 1])
def test_a_panel_of_other_households_is_refused(months, panel):
    with pytest.raises(UsageError, match=f"a panel of {panel} households") as caught:
        simulate(months, **SETTINGS, panel=panel)
    assert caught.value.remedy == "Choose 1 to 700."


def test_without_a_panel_there_is_none(unwatched, small):
    assert not {*PANEL, "household"} & {*unwatched.variables}
    assert not {*PANEL, "household"} & {*to_dataset(small.built, small.books, small.states, small.errors).variables}
