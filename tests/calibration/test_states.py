"""States behind retail sales, arrears and loans: what they say of readings, and what they take from them."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.operators import OPERATING_SHORT
from calibration.states.arrears import arrears_prior, arrears_rows, stress_sd
from calibration.states.credit import (
    GROWTH,
    SHARES,
    Stocks,
    believed_growth,
    flow_row,
    growth_prior,
    loan_prior,
    stocks,
)
from calibration.states.retail import Persistence, carried, persistence, retail_prior, retail_rows

DRAWN = Persistence(phi=0.9, demand_sd=0.01, outside_sd=0.02, correlation=0.6)


def test_shocks_to_demand_and_to_outside_buyers_have_the_correlation_that_was_drawn() -> None:
    cov = retail_prior(24, DRAWN).cov
    # the covariance of demand with the last step of the outside level is that of the two shocks of the month
    step = cov[23, 24 + 23] - cov[23, 24 + 22]
    assert step == pytest.approx(0.6 * 0.01 * 0.02)


def test_demand_dies_out_and_the_outside_level_stays_beyond_the_last_reading() -> None:
    weights = np.eye(36)[11:12]
    rows = retail_rows(weights, np.array([0.4]), np.full(36, 0.6))
    told, _ = retail_prior(36, DRAWN).observe(rows, np.array([0.05]), np.array([0.001]))
    assert told.mean[35] == pytest.approx(0.9**24 * told.mean[11])
    assert told.mean[36 + 35] == pytest.approx(told.mean[36 + 11])


def test_a_row_is_the_model_of_log_sales() -> None:
    luck = np.random.default_rng(1)
    demand, outside, season = luck.normal(size=20), luck.normal(size=20), luck.normal(size=12)
    response, loading, base = np.array([0.4, 0.1, -0.05]), luck.uniform(0.5, 0.7, 20), 0.3
    weights = luck.uniform(size=(2, 20))
    sales = np.convolve(demand, response)[:20] + loading * outside + base + season[np.arange(20) % 12]
    state = np.concatenate([demand, outside, [base], season])
    assert retail_rows(weights, response, loading) @ state == pytest.approx(weights @ sales)


def test_a_month_depends_on_no_later_pulse() -> None:
    assert np.triu(carried(np.array([1.0, 0.5]), 6), 1) == pytest.approx(0.0)


def test_persistence_is_drawn_within_its_bounds() -> None:
    drawn = [persistence(np.random.default_rng(k)) for k in range(300)]
    assert all(0.5 <= one.phi <= 0.99 and 0.3 <= one.correlation <= 0.9 for one in drawn)
    assert np.median([one.demand_sd for one in drawn]) == pytest.approx(0.008, rel=0.1)


def test_the_size_of_stress_is_found_again_from_an_irregular_series() -> None:
    luck = np.random.default_rng(5)
    months = np.sort(luck.choice(4_000, 900, replace=False))
    log_share = np.cumsum(0.04 * luck.standard_normal(4_000))[months]
    assert stress_sd(list(months), list(log_share), np.full(10, 0.05)) == pytest.approx(0.08, rel=0.1)


def test_a_lasting_difference_of_country_and_city_is_no_stress() -> None:
    months, response = 30, np.full(5, 0.1)
    rows = arrears_rows(np.eye(months)[[0, 10, 20, 29]], response)
    told, _ = arrears_prior(months, 0.01).observe(rows, np.full(4, 0.4), np.full(4, 0.02))
    assert told.mean[-1] == pytest.approx(0.4, abs=0.02)
    assert np.abs(told.mean[:-1]).max() < 0.01


def test_shares_of_loans_are_drawn_around_the_countrys_and_sum_to_the_total() -> None:
    drawn = np.array([stocks(np.random.default_rng(k)) for k in range(2_000)])
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    assert shares.mean(axis=0) == pytest.approx(SHARES, abs=0.01)
    assert np.std(np.log(drawn.sum(axis=1))) == pytest.approx(0.10, rel=0.1)


def test_a_flow_is_the_change_of_the_stocks_it_counts() -> None:
    levels = Stocks(mortgage=1_000.0, operating=500.0, short=300.0, long=200.0)
    logs = 0.01 * np.arange(10.0)
    path = np.tile(logs, 4)
    beyond, within = (flow_row(3, 5, 10, levels, short=short) @ path for short in (False, True))
    assert beyond == pytest.approx(0.03 * (1_000 + (1 - OPERATING_SHORT) * 500 + 200))
    assert within == pytest.approx(0.03 * (OPERATING_SHORT * 500 + 300))


def test_a_published_flow_moves_the_trend_beyond_it() -> None:
    flat = np.zeros(24)
    levels = Stocks(1_500.0, 800.0, 300.0, 400.0)
    prior = loan_prior(flat, flat)
    seen, ahead = (flow_row(first, first + 5, 24, levels, short=False) for first in (6, 12))
    told, _ = prior.observe(seen[None], np.array([120.0]), np.array([0.1]))
    assert seen @ told.mean == pytest.approx(120.0, abs=0.1)
    assert 40.0 < ahead @ told.mean < 140.0


def test_growth_of_consumption_loans_is_what_is_believed_and_then_goes_the_way_of_the_run() -> None:
    months = 36
    run = np.concatenate([np.linspace(0.0, -0.2, 24), -0.2 + 0.02 * np.arange(1, 13)])
    state, _ = loan_prior(run, run).observe(*believed_growth(23, months))
    short = state.mean[2 * months : 3 * months]
    assert short[23] - short[11] == pytest.approx(np.log1p(GROWTH[0]), abs=0.015)
    slope_of_the_state = (short - run)[35] - (short - run)[23]
    assert short[35] - short[23] == pytest.approx(0.24 + slope_of_the_state)
    assert slope_of_the_state == pytest.approx(0.15, abs=0.04)


def test_growth_of_the_country_is_wide_before_it_is_seen() -> None:
    assert np.sqrt(growth_prior(6).cov[-1, -1]) > GROWTH[1]
