import numpy as np
import pytest

from sim.policy.terms import Adjustment
from sim.policy.vocabulary import Car, Product
from sim.population.synthesis import column
from sim.running import run

AUTO = Product.AUTO_LOAN


def test_it_is_what_buyers_and_lenders_make_of_used_cars(made):
    lever = made("used_car_certification", {"trust": 1.2, "loss": 0.8})
    assert set(lever.adjustments(36)) == {Adjustment("used_trust", 1.2), Adjustment("used_loss", 0.8)}


def test_used_cars_win_buyers_from_new_ones(added):
    """The side effect: new cars, and with them retail sales, lose."""
    pair = added("used_car_certification", {"trust": 1.3})
    assert 1.1 < pair.factor("tickets_sold", sector="used_car") < 1.3
    assert 0.85 < pair.factor("tickets_sold", sector="nev") < 0.99
    assert pair.factor("retail_sales") < 1.0


def test_lenders_that_lose_less_charge_less_and_earn_more(added):
    pair = added("used_car_certification", {"loss": 0.3})
    cars = [one["apr_offered"].sel(product="auto_loan").isel(month=-1) for one in pair]
    assert float((cars[1] - cars[0]).max()) <= 0
    assert -0.01 < float((cars[1] - cars[0]).min()) < 0
    assert pair.factor("lender_profit") > 1.0
    other = [one["apr_offered"].sel(product="platform_loan").isel(month=-1) for one in pair]
    np.testing.assert_allclose(other[1], other[0], rtol=1e-3)


def test_what_is_saved_is_that_part_of_the_car_loans_on_used_cars(without_policy, make):
    entries = {"from": "2024-06", "to": "2026-12", "loss": 0.6}
    built = make(without_policy.with_levers(used_car_certification=entries), 6_000)
    books, _, _ = run(built)
    homes = built.economy.homes
    used = column(homes, "car") == Car.USED
    owed = column(homes, "balance")[:, AUTO].astype(np.int64)
    assert owed[used].sum() > 0
    assert books["collateral"][-1, 0].sum() == pytest.approx(0.4 * owed[used].sum(), rel=1e-6)
    assert books["collateral"][:, 1].sum() <= 0.4 * books["credit"][:, :, AUTO][:, 7:9].sum() + 1e4


def test_without_certification_nothing_is_saved(without_policy, make):
    built = make(without_policy, 2_000)
    books, _, _ = run(built)
    assert not books["collateral"].any()
    assert not built.economy.world["lenders"]["secured"].any()
