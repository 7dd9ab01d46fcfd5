"""Borrowing in cash and in everyday life: reach, need, price, amount; refinancing and early repayment."""

import numpy as np
import pytest

from sim.agents.contracts import acceptable_payment, annuity
from sim.agents.household.cards import room
from sim.agents.household.cash.borrowing import need, seen
from sim.agents.household.cash.demand import amount_sought, arbitrage, price_response
from sim.agents.household.refinancing import prepayment_hazard, refinancing_hazard
from sim.agents.household.vouchers import bill_passes, extra_spending

F4 = np.float32


def test_offers_are_seen_as_often_as_independent_exposures_reach():
    assert seen(F4(0), F4(1)) == 0
    assert seen(F4(0.5), F4(1)) == pytest.approx(1 - np.exp(-0.5), rel=1e-5)
    assert 1 - seen(F4(0.5), F4(2)) == pytest.approx((1 - seen(F4(0.5), F4(1))) ** 2, rel=1e-5)


def test_need_falls_with_months_of_cash_and_rises_with_the_target(parameters):
    wishes = [need(parameters, F4(m), F4(2)) for m in (0, 0.5, 1, 2, 5)]
    assert (np.diff(wishes) < 0).all()
    assert 0 < wishes[-1] < wishes[0] < 1
    assert need(parameters, F4(1), F4(4)) > need(parameters, F4(1), F4(1))


@pytest.fixture
def prices(parameters):
    def priced(k: float) -> np.record:
        other = parameters.copy()
        other.rate_slope, other.rate_slope_at, other.rate_curvature, other.rate_kink = -0.0204, 11.3, k, 1
        return other

    return priced


@pytest.mark.parametrize("k", [0.5, 5.0, 50.0])
def test_the_odds_of_applying_are_the_usual_ones_at_the_usual_rate_and_fall_with_the_rate(prices, k):
    odds = [price_response(prices(k), F4(r), F4(1), F4(0.1)) for r in (0.02, 0.05, 0.1, 0.15, 0.24)]
    assert odds[2] == pytest.approx(1, rel=1e-6)
    assert (np.diff(odds) < 0).all()


def test_the_two_limits_of_the_price_response_are_a_power_and_an_exponential_of_the_rate(prices):
    power = price_response(prices(1e-4), F4(0.05), F4(1), F4(0.1))
    exponential = price_response(prices(1e5), F4(0.05), F4(1), F4(0.1))
    assert power == pytest.approx(0.5 ** (-0.0204 * 11.3), rel=1e-3)
    assert exponential == pytest.approx(np.exp(0.0204 * 5), rel=2e-2)


def test_a_rate_above_the_remembered_one_lowers_the_odds_further(parameters):
    near = price_response.py_func(parameters, F4(0.12), F4(0.12), F4(0.1))
    above = price_response.py_func(parameters, F4(0.12), F4(0.06), F4(0.1))
    assert above < near == price_response.py_func(parameters, F4(0.12), F4(0.5), F4(0.1))


def test_arbitrage_is_rare_where_a_loan_costs_more_than_its_money_brings_and_grows_with_the_gap(parameters):
    dear, even = (float(arbitrage(parameters, F4(0.03), F4(rate))) for rate in (0.08, 0.03))
    assert 0 < dear < 0.02 * even / np.log(2)
    far = float(arbitrage(parameters, F4(0.25), F4(0.05)))
    assert far == pytest.approx(20 * float(parameters["arbitrage_slope"]), rel=1e-3)


def test_the_amount_sought_is_what_the_accepted_instalment_repays(parameters):
    def sought(committed=0.0, luck=0.5, months=36, income=10_000):
        ceiling = acceptable_payment(parameters, F4(0.2), F4(0), F4(committed))
        return amount_sought(F4(income), ceiling, F4(0.05), F4(months), F4(luck))

    assert sought() == pytest.approx(2_000 * annuity(F4(0.05), F4(36)), rel=1e-5)
    assert sought(income=20_000) == pytest.approx(2 * sought(), rel=1e-5)
    assert sought(luck=1) == pytest.approx(3 * sought(luck=0), rel=1e-4)
    assert sought(months=60) > sought()
    assert sought(committed=1) == 0
    assert sought(committed=0.3) == sought(), "there is room for one more loan"
    assert 0 < sought(committed=0.5) < sought(), "all instalments and rent together stay within their limit"


def test_the_room_on_a_card_is_never_negative():
    assert room(np.int32(10_000), np.int32(4_000)) == 6_000
    assert room(np.int32(10_000), np.int32(12_000)) == 0


def test_nobody_looks_for_a_cheaper_loan_below_the_gap_that_is_worth_the_trouble(parameters):
    gap = float(parameters.refinance_gap)
    hazards = [refinancing_hazard(parameters, F4(0.1 + gap + extra), F4(0.1)) for extra in (-0.02, -1e-4, 0.01, 0.02)]
    assert hazards[:2] == [0, 0]
    assert 0 < hazards[2] < hazards[3]
    assert refinancing_hazard(parameters, F4(10), F4(0)) == F4(0.25)


def test_a_loan_is_repaid_early_only_from_spare_cash_and_only_when_it_is_dearer_than_what_cash_earns(parameters):
    margin = float(parameters.prepay_margin)
    hazard = lambda cash, rate: prepayment_hazard(parameters, F4(cash), F4(2), F4(rate), F4(0.02))  # noqa: E731
    assert hazard(2 + margin + 0.1, 0.05) == parameters.prepay_monthly
    assert hazard(2 + margin - 0.1, 0.05) == 0
    assert hazard(2 + margin + 0.1, 0.01) == 0


def test_a_bill_passes_a_voucher_threshold_as_often_as_spending_holds_the_threshold():
    assert bill_passes(F4(150), F4(300), F4(0.49))
    assert not bill_passes(F4(150), F4(300), F4(0.51))
    assert bill_passes(F4(900), F4(300), F4(0.999))


def test_a_voucher_moves_a_share_of_its_face_the_missing_part_of_the_threshold_or_nothing(parameters):
    face, threshold, spending = F4(90), F4(300), F4(200)
    use = lambda passes, raises, spent=spending: extra_spending(parameters, passes, raises, spent, threshold, face)  # noqa: E731
    assert use(True, False) == pytest.approx(float(parameters.voucher_lift) * 90)
    assert use(True, True) == use(True, False)
    assert use(False, True) == 100
    assert use(False, True, F4(400)) == 0
    assert use(False, False) < 0, "not used"
