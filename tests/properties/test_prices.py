"""Prices over a run: exactly 1 where nobody is aided and nothing promoted, up with aid, back after it."""

import numpy as np
import pytest

from sim.books.tallies import Till
from sim.policy.vocabulary import SECTORS, Sector
from sim.results import to_dataset
from sim.running import run

CAR = {"id": "car", "kind": "purchase", "nev_amount": 20_000, "ice_amount": 15_000, "from": "2025-01", "to": "2025-06"}
AIDED = slice("2025-02", "2025-07")
HOUSEHOLDS = 6_000


@pytest.fixture(scope="module")
def calm(without_policy):
    """A year and a half of 2025 and 2026 in which the government pays for nothing."""
    nothing = without_policy.with_months("2025-01", "2026-06")
    tax = {"id": "nev_purchase_tax_exempt", "from": "2018-01", "relief": 0.0, "cap": 30_000}
    return nothing.with_levers(nev_purchase_tax=tax)


@pytest.fixture(scope="module")
def told(make):
    """The dataset of a scenario in which no merchant ever pays for instalments, and its books."""

    def tell(scenario, households=HOUSEHOLDS):
        built = make(scenario, households)
        built.economy.world.merchants.free[:] = 0
        built.economy.world.p.merchant_adoption = 0
        books, states, errors = run(built)
        return to_dataset(built, books, states, errors), books, states

    return tell


@pytest.fixture(scope="module")
def neutral(told, calm):
    return told(calm)[0]


@pytest.fixture(scope="module")
def aided(told, calm):
    return told(calm.with_levers(car_subsidy=CAR))


def test_without_aid_and_promotion_every_price_is_exactly_1_in_every_month(neutral):
    assert (neutral.merchant_price.values == 1).all()
    assert (neutral.merchant_receivable.values == 0).all()


def test_aid_for_cars_raises_their_price_and_no_other(aided):
    price = aided[0].merchant_price.sel(month=AIDED)
    assert float(price.sel(sector="nev").min()) > 1.002
    assert float(price.sel(sector="nev").isel(month=-1)) > 1.008
    cars = price.sector.isin(["nev", "ice"])
    assert (price.isel(sector=~cars.values) == 1).all()


def test_after_the_aid_the_price_falls_back_month_by_month(aided):
    after = aided[0].merchant_price.sel(sector="nev", month=slice("2025-08", None)).values
    assert (np.diff(after) < 0).all()
    assert after[-1] - 1 < 0.15 * (after[0] - 1)


def test_what_is_passed_through_comes_out_as_the_parameter_says(told, calm):
    """A standing aid for every new car; of the price, what waiting for it costs is taken off."""
    always = {**CAR, "from": "2018-01", "to": "2026-06"}
    result, books, states = told(calm.with_levers(car_subsidy=always), 20_000)
    cars = slice(Sector.NEV * 3, (Sector.ICE + 1) * 3)
    late = books["merchants"][-9:, :, cars].sum(axis=(0, 2)).astype(float)
    asked = result.merchant_price.sel(sector=["nev", "ice"]).isel(month=slice(-9, None))
    sales = result.resident_spending.sel(sector=["nev", "ice"]).isel(month=slice(-9, None))
    higher = float(((asked - 1) * sales).sum() / sales.sum())
    assert late[Till.AID] == late[Till.FRONTED] > 0
    waiting = 0.045 / 12 * states["receivable"][-9:, cars].sum() / late[Till.SALES]
    assert higher - waiting == pytest.approx(0.15 * late[Till.AID] / late[Till.SALES], rel=0.05)


def test_with_full_pass_through_only_the_wait_for_the_government_shows_in_the_price(told, calm):
    result = told(calm.with_levers(car_subsidy=CAR).with_parameters({"subsidy_pass_through": 1.0}))[0]
    top = float(result.merchant_price.sel(sector="nev").max())
    assert 1 < top < 1.002


def test_merchants_who_keep_more_of_the_aid_sell_fewer_cars_with_it(told, calm, neutral):
    def more(share):
        run = told(calm.with_levers(car_subsidy=CAR).with_parameters({"subsidy_pass_through": share}))[0]
        return float((run.tickets_advanced.sel(sector=["nev", "ice"])).sum())

    assert more(1.0) > more(0.65) > float(neutral.tickets_advanced.sum())


def test_what_merchants_wait_for_is_what_they_fronted_less_what_was_paid_to_the_fen(aided):
    _, books, states = aided
    fronted = books["merchants"][:, Till.FRONTED]
    assert fronted.sum() > 0
    before = np.zeros(fronted.shape[1], np.int64)
    for month in range(len(books)):
        before = before - before // 2 + fronted[month]
        np.testing.assert_array_equal(states["receivable"][month], before)


def test_a_claim_that_no_budget_pays_is_a_loss_and_nobody_waits_for_it(told, calm):
    poor = {**CAR, "budget": 2e8}
    result = told(calm.with_levers(car_subsidy=poor))[0]
    assert float(result.unfunded_claims.sum()) > 0
    waited = result.merchant_receivable.sum("sector")
    paid = result.fiscal_cost.sum(["lever", "payer"])
    owed = 0.0
    for month in range(len(paid)):
        owed = owed / 2 + float(paid[month])
        assert float(waited[month]) == pytest.approx(owed, rel=1e-3, abs=1e6)


def test_waived_tax_is_aid_that_no_merchant_fronts(told, calm):
    tax = {"id": "nev_purchase_tax_exempt", "from": "2018-01", "relief": 1.0, "cap": 30_000}
    result, books, _ = told(calm.with_levers(nev_purchase_tax=tax))
    total = books["merchants"].sum(axis=(0, 2))
    assert total[Till.AID] > 0
    assert total[Till.FRONTED] == 0
    assert (result.merchant_receivable.values == 0).all()
    assert float(result.merchant_price.sel(sector="nev").mean()) > 1.005


def test_free_instalments_are_paid_for_by_all_buyers_of_a_merchant(make, calm):
    built = make(calm, HOUSEHOLDS)
    result = to_dataset(built, *run(built))
    durables = result.merchant_price.sel(sector=["appliances", "furniture"])
    assert float(durables.min()) >= 1
    assert 1 < float(durables.mean()) < 1.02


def test_results_show_the_price_by_sector(neutral):
    assert list(neutral.merchant_price.sector.values) == list(SECTORS)
