import numpy as np
import pytest

from sim.agents.lender import rebate_lost
from sim.agents.merchant import SIZES, lost_discount, sells_cars
from sim.policy.terms import Adjustment
from sim.policy.vocabulary import SECTORS

F4 = np.float32
END = slice("2026-12", "2026-12")


def test_it_limits_what_dealers_receive(made):
    assert list(made("rebate_cap", {"limit": 0.05}).adjustments(36)) == [Adjustment("rebate_limit", 0.05)]


def test_a_limit_above_the_usual_rebate_does_not_bind(added):
    assert rebate_lost(F4(0.125), F4(0.2)) == rebate_lost(F4(0.125), F4(np.inf)) == 0
    assert rebate_lost(F4(0.125), F4(0.05)) == pytest.approx(0.075)
    pair = added("rebate_cap", {"limit": 0.15})
    np.testing.assert_array_equal(pair.run["merchant_price"], pair.without["merchant_price"])
    np.testing.assert_array_equal(pair.run["credit_balance"], pair.without["credit_balance"])


def test_dealers_ask_for_the_discount_that_they_gave_out_of_rebates():
    assert lost_discount(F4(0.35), F4(0.1), 1_000_000) == pytest.approx(35_000)
    dealers = {SECTORS[k // SIZES] for k in range(len(SECTORS) * SIZES) if sells_cars(k)}
    assert dealers == {"nev", "ice", "used_car"}


def test_car_loans_cost_less_by_what_lenders_save_and_leave_more(added):
    """From 5 to about 3% in other provinces, where rebates fell by 10 points of the loan; here by 7.5."""
    pair = added("rebate_cap", {"limit": 0.05})
    change = pair.run["apr_offered"] - pair.without["apr_offered"]
    lends = pair.without["originations"].sel(product="auto_loan").sum("month") > 0
    assert -0.02 < float(change.sel(product="auto_loan", month="2026-12").squeeze()[lends].mean()) < -0.005
    assert float(abs(change.sel(product="platform_loan")).max()) < 0.001
    assert pair.factor("lender_profit") > 1.005
    assert pair.factor("originations", product="auto_loan") > 1.005


def test_cars_are_dearer_for_all_and_other_goods_are_not(added):
    pair = added("rebate_cap", {"limit": 0.05})
    for car in ("nev", "ice"):
        assert 1.005 < pair.factor("merchant_price", END, sector=car) < 1.03
    for goods in ("digital", "renovation"):
        assert pair.factor("merchant_price", END, sector=goods) == pytest.approx(1, abs=0.002)
