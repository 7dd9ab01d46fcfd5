import numpy as np
import pytest

from sim.agents.household.repayment import dispose
from sim.agents.lender import lender_month
from sim.books.flows import Credit
from sim.policy.terms import Adjustment
from sim.policy.vocabulary import Car, Product, Sector
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


@pytest.mark.parametrize(("car", "part"), [(Car.USED, 0.4), (Car.NEV, 0.0)])
@pytest.mark.parametrize("sold", [False, True])
def test_a_certified_used_car_that_is_taken_back_fetches_more(car, part, sold, without_policy, make):
    economy = make(without_policy, 300).economy
    world, home, book = economy.world, economy.homes[0], economy.book
    world["terms"]["used_loss"] = 0.6
    home["car"][3], home["balance"][AUTO, 3], home["lender"][AUTO, 3] = car, 8_000_000, 1
    book["collateral"][:] = 0
    dispose(home, book, world, AUTO, 3, sold)
    assert book["collateral"][1].tolist()[1] == pytest.approx(8_000_000 * part, rel=1e-6)
    assert home["car"][3] == Car.NONE


def test_lenders_lose_less_by_what_such_cars_fetch(without_policy, make):
    """Two lenders' months that differ only in the collateral of what was charged off."""

    def profit(saved):
        economy = make(without_policy, 300).economy
        economy.book["credit"][Credit.CHARGE_OFF, AUTO, 0] = 10_000_000
        economy.book["collateral"][1, 0] = saved
        lender_month(economy.world, economy.book, 5, 0)
        return int(economy.world["lenders"]["profit"][0])

    parameters = make(without_policy, 300).parameters
    assert profit(4_000_000) - profit(0) == pytest.approx(4_000_000 * float(parameters.loss_auto), abs=5)


def test_without_certification_nothing_is_saved(without_policy, make):
    built = make(without_policy, 2_000)
    books, _, _ = run(built)
    assert not books["collateral"].any()
    assert not built.economy.world["lenders"]["secured"].any()


def test_trust_moves_buyers_to_used_cars_alone(chosen):
    usual, trusted = chosen(), chosen(used_trust=1.5)
    fresh = (usual != Sector.USED_CAR) & (trusted == Sector.USED_CAR)
    assert fresh.sum() >= 50
    assert (trusted[usual == Sector.USED_CAR] == Sector.USED_CAR).all()
