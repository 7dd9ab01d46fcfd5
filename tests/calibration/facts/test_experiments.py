"""Experiments measure what they say: a change that is known beforehand comes out."""

import numpy as np
import pytest

from calibration.facts.debt import top_fifth
from calibration.facts.defaults import auc, roll_rates
from calibration.facts.settings import given
from calibration.facts.spending import coupons
from calibration.facts.table import chosen_facts
from calibration.facts.trial import try_facts
from calibration.facts.windfalls import receive_line, spending, windfall
from calibration.facts.worlds import World, fifths
from sim.policy.vocabulary import Product


def world(**values: float) -> World:
    return World(given([values])[0], 1_500)


@pytest.fixture(scope="module")
def calm() -> World:
    return world()


def test_forks_of_the_calm_city_live_alike_and_leave_it_alone(calm):
    fork = calm.fork()
    again = fork.live(3)
    assert (spending(again) == spending(calm.calm[:3])).all()


def test_a_windfall_is_spent_in_part_most_by_those_with_little_cash_and_less_when_large(calm):
    small = windfall(calm)
    assert 0.1 < small < 0.8
    more = World(calm.setting, 8_000)
    assert windfall(more, fifth=0) > 1.2 * windfall(more, fifth=4)
    assert windfall(calm, months_of_income=6.0) < windfall(calm, months_of_income=1.0)


def test_a_weak_response_to_cash_makes_a_small_propensity():
    weak = windfall(world(buffer_slope_low=0.01, buffer_slope_high=0.1))
    assert weak < windfall(world(buffer_slope_low=0.03, buffer_slope_high=0.3))


def test_users_of_a_coupon_who_pass_its_threshold_spend_what_the_parameter_says():
    assert coupons(world(voucher_lift=0.4))[0] == pytest.approx(0.4, abs=0.1)
    assert coupons(world(voucher_lift=1.2))[0] == pytest.approx(1.2, abs=0.1)


def test_card_lines_rise_by_what_is_told_and_for_those_alone_who_are_meant(calm):
    fork = calm.fork()
    before = fork.read("card_limit").astype(np.int64)
    who = fifths(fork.read("score"), before > 0) == 0
    risen = receive_line(fork, who, 0.5)
    change = fork.read("card_limit").astype(np.int64) - before
    assert change.sum() == risen > 0
    assert not change[~who].any()


def test_roll_rates_follow_their_parameters():
    low = roll_rates(world(roll_1=0.1, roll_able=0.4))[0]
    assert low < roll_rates(world(roll_1=0.2, roll_able=0.8))[0]


def test_a_tenth_larger_loan_is_in_the_books_and_lifts_defaults(calm):
    from calibration.facts.defaults import _enlarge

    fork = calm.fork()
    before = fork.read("balance")[:, Product.CONSUMER_LOAN].sum()
    _enlarge(fork, 0.10)
    assert fork.read("balance")[:, Product.CONSUMER_LOAN].sum() == pytest.approx(1.1 * before, rel=1e-3)
    fork.live(1)  # the ledger closes, or the run stops


def test_auc_of_a_perfect_score_is_one_and_of_none_a_half():
    bad = np.array([True, False, True, False])
    assert auc(np.array([0.0, 1.0, 0.1, 2.0]), bad) == 1.0
    assert auc(np.ones(4), bad) == 0.5
    assert np.isnan(auc(np.ones(2), np.zeros(2, bool)))


def test_fifths_hold_equal_numbers_of_those_meant():
    among = np.arange(20) >= 10
    found = fifths(np.arange(20.0), among)
    assert (found[:10] == -1).all()
    assert np.bincount(found[10:]).tolist() == [2] * 5


def test_the_top_fifth_of_debtors_holds_its_share_of_debt():
    debt = np.array([0.0, 1, 1, 1, 1, 6])
    assert top_fifth(debt, np.ones(6)) == pytest.approx(0.6)


def test_facts_are_tried_in_every_setting_and_what_cannot_be_simulated_says_why():
    sets = given([{}, {"voucher_lift": 1.2}])
    found = {one.fact.id: one for one in try_facts(chosen_facts(("F15", "F37", "F41")), sets, 1_500)}
    assert len(found["F15"].parts[0].values) == 2
    assert found["F15"].verdict == "FAIL"
    assert found["F37"].verdict == "not simulated"
    assert found["F37"].note
    assert found["F41"].verdict == "judged by the backtest"
