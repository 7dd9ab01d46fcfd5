import numpy as np
import pytest

from sim.agents.household.scenes import purchase_chance, rate_response
from sim.policy.terms import Adjustment

F4 = np.float32
TRIPS = {"sectors": ["travel"], "coverage": 1.0, "price": 5_000}


def extra(pair, name):
    return float((pair.run[name] - pair.without[name]).sel(sector="travel").sum())


def test_offer_price_and_place_are_set_by_sector(made):
    assert set(made("scene_credit", {**TRIPS, "away": 0.7}).adjustments(36)) == {
        Adjustment("scene_offer", 1.0, "travel"),
        Adjustment("scene_price", 5_000, "travel"),
        Adjustment("scene_away", 0.7, "travel"),
    }


def test_goods_are_refused(made):
    with pytest.raises(ValueError, match="service with instalments"):
        made("scene_credit", {**TRIPS, "sectors": ["apparel"]})


def test_as_many_purchases_are_on_offer_as_spending_pays_for():
    assert purchase_chance.py_func(F4(500), F4(5_000), F4(0.5), F4(0.2)) == pytest.approx(0.01)
    assert purchase_chance.py_func(F4(50_000), F4(5_000), F4(0.5), F4(0.2)) == pytest.approx(0.1)


def test_a_dearer_loan_is_taken_less_often(parameters):
    usual, dear = np.log(F4(20)), np.log(F4(30))
    odds = rate_response.py_func
    assert odds(parameters, usual, usual) == pytest.approx(1)
    assert odds(parameters, dear, usual) < 1 < odds(parameters, usual, dear)


def test_instalments_on_card_and_by_loan_are_taken_and_the_basket_grows(added):
    pair = added("scene_credit", TRIPS)
    assert pair.factor("originations", product="card_instalment") > 1.005
    assert pair.factor("approvals", product="platform_loan") > 1.01
    assert pair.factor("resident_spending", sector="travel") > 1.0005


def test_what_is_spent_away_is_spent_by_residents_and_sold_by_nobody_in_the_city(added):
    away, home = (added("scene_credit", {**TRIPS, "away": part}) for part in (1.0, 0.0))
    assert extra(away, "resident_spending") == pytest.approx(extra(home, "resident_spending"), rel=0.3)
    sold = [extra(pair, "service_sales") + extra(pair, "retail_sales") for pair in (away, home)]
    assert sold[0] < 0.5 * sold[1]
    assert extra(away, "resident_spending") - sold[0] > 0.4 * extra(home, "resident_spending")


def test_the_debt_counts_in_full_and_retail_sales_gain_next_to_nothing(added_to_many):
    pair = added_to_many("scene_credit", {**TRIPS, "away": 0.7})
    owed = float((pair.run["credit_balance"] - pair.without["credit_balance"]).isel(month=-1).sum())
    sold = float((pair.run["retail_sales"] - pair.without["retail_sales"]).sum())
    assert owed > 0
    assert sold < 0.5 * owed
    assert pair.factor("debt_service") > 1.0005
