"""Government and merchants: budgets that last, a plate quota that holds, promotions that pay."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents.government import admission, draw_plates, months_ahead, reach, settle_claims
from sim.agents.merchant import SIZES, merchant_met, promotion_pays
from sim.books.tallies import LOTTERY_BINS
from sim.engine.draws import Decision, uniform
from sim.policy.programmes import NO_CAP

F4 = np.float32
money = st.floats(0, 1e12)


@given(left=money, claimed=money, admitted=st.floats(0.01, 1))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_what_is_admitted_of_what_is_asked_for_never_exceeds_what_is_left(left, claimed, admitted):
    chance = admission(left, claimed, admitted)
    assert 0 <= chance <= 1
    assert chance * (claimed / admitted) <= left * (1 + 1e-9)


def test_an_untouched_budget_admits_everybody_and_an_empty_one_nobody():
    assert admission(1e6, 0.0, 1.0) == 1
    assert admission(0.0, 0.0, 1.0) == 0
    assert admission(0.0, 1e6, 1.0) == 0


def test_a_reserve_is_held_back_when_claims_press():
    assert admission(1e6, 1e6, 0.5) == pytest.approx(0.98 * 0.5)


def test_a_transfer_too_dear_is_smaller_for_all_and_never_overspends():
    assert reach.py_func(1e6, 9e5) == 1
    assert 0.4999 < reach.py_func(5e5, 1e6) < 0.5
    assert reach.py_func(0.0, 0.0) == 1


def test_a_yearly_cap_limits_what_is_paid_in_a_month():
    programmes = rows(open_ended=(1, 0, 1), left=(0, 250, 0), paid=(0,) * 3, claimed=(0,) * 3, room=(300, 300, NO_CAP))
    world = SimpleNamespace(programmes=programmes, programme_count=3)
    settle_claims.py_func(world, np.array([800, 800, 800]))
    assert [row.paid for row in programmes] == [300, 250, 800]


def rows(**columns):
    """Programmes as objects."""
    return [SimpleNamespace(**{name: values[k] for name, values in columns.items()}) for k in range(3)]


def test_claims_are_paid_as_far_as_the_budget_goes_and_an_open_programme_pays_all():
    programmes = rows(open_ended=(0, 0, 1), left=(500, 1_000, 0), paid=(0, 0, 0), claimed=(0, 0, 0), room=(NO_CAP,) * 3)
    world = SimpleNamespace(programmes=programmes, programme_count=3)
    settle_claims.py_func(world, np.array([800, 300, 900]))
    assert [row.paid for row in programmes] == [500, 300, 900]
    assert [row.left for row in programmes] == [0, 700, 0]
    assert [row.claimed for row in programmes] == [800, 300, 900]


def test_months_ahead_add_up_the_days_until_the_window_closes():
    kind = np.dtype([("window", F4)])
    schedule = np.zeros((6, 1), kind)
    schedule["window"][:, 0] = (0, 1, 1, 0.5, 0, 1)
    assert [months_ahead(schedule, 0, month) for month in range(6)] == [0, 2.5, 1.5, 0.5, 0, 1]


bidders = st.lists(st.integers(0, LOTTERY_BINS - 1), max_size=400)


@given(places=bidders, quota=st.integers(0, 300))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_winners_of_plates_never_exceed_the_quota_and_no_plate_is_kept_back_without_need(places, quota):
    market = SimpleNamespace(plate_threshold=F4(0), plates_left=0)
    lottery = np.bincount(np.array(places, np.int64), minlength=LOTTERY_BINS)
    draw_plates.py_func(market, lottery, np.int64(quota))
    edge = round(float(market.plate_threshold) * LOTTERY_BINS)
    won = int(lottery[:edge].sum())
    assert won <= quota
    assert market.plates_left == quota - won
    assert edge == LOTTERY_BINS or won + lottery[edge] > quota


def test_a_promotion_pays_when_margin_on_the_lift_beats_fee_and_fixed_cost():
    assert promotion_pays(F4(0.10), F4(0.3), F4(0.05), F4(0.2), F4(0.01))
    assert not promotion_pays(F4(0.05), F4(0.3), F4(0.05), F4(0.2), F4(0.01))
    assert not promotion_pays(F4(0.10), F4(0.3), F4(0.05), F4(0.5), F4(0.01))
    assert not promotion_pays(F4(0.10), F4(0.3), F4(0.05), F4(0.2), F4(0.03))


def test_buyers_meet_merchants_by_their_shares_within_four_standard_errors():
    count, sector, share = 5_000, 2, (0.5, 0.3, 0.2)
    shares = np.zeros(4 * SIZES, F4)
    shares[sector * SIZES : (sector + 1) * SIZES] = share
    world = SimpleNamespace(merchants=SimpleNamespace(share=shares))
    seed = np.array([3, 0], np.uint32)
    luck = [uniform(seed, np.uint32(i), 4, Decision.MERCHANT + sector) for i in range(count)]
    met = np.array([merchant_met.py_func(world, sector, u) for u in luck]) - sector * SIZES
    for size in range(SIZES):
        p = share[size]
        assert abs((met == size).mean() - p) < 4 * (p * (1 - p) / count) ** 0.5
