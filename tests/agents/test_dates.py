"""Durables: intervals between purchases, purchases brought forward, what is bought."""

from math import gamma, log

import numpy as np
import pytest

from sim.agents.household.tickets.dates import (
    advance_months,
    nev_share,
    replacement_interval,
    upgrade_hazard,
)
from sim.agents.household.tickets.items import list_price

F4 = np.float32
MIDDLES = ((np.arange(40_000) + 0.5) / 40_000).astype(F4)


@pytest.mark.parametrize("shape", [1.0, 1.5, 2.5, 4.0])
def test_intervals_have_the_mean_of_a_weibull(shape):
    months = np.array([replacement_interval(u, F4(90), F4(shape)) for u in MIDDLES])
    assert months.mean() == pytest.approx(90 * gamma(1 + 1 / shape), rel=2e-3)


@pytest.mark.parametrize("shape", [1.5, 2.5])
@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.75, 0.95])
def test_a_share_of_intervals_lies_below_each_quantile_of_the_weibull(shape, share):
    expected = 90 * (-log(1 - share)) ** (1 / shape)
    assert replacement_interval(F4(share), F4(90), F4(shape)) == pytest.approx(expected, rel=1e-5)


def test_the_wear_of_a_durable_grows_with_age_for_shapes_above_one():
    """Hazard of the drawn intervals: later tenths of life are more dangerous than earlier ones."""
    months = np.array([replacement_interval(u, F4(90), F4(2.5)) for u in MIDDLES])
    edges = np.arange(0, 121, 20)
    alive = [(months >= edge).sum() for edge in edges]
    hazard = 1 - np.array(alive[1:]) / np.array(alive[:-1])
    assert (np.diff(hazard) > 0).all()


def test_a_purchase_is_brought_forward_by_subsidy_times_interval_over_cost():
    assert advance_months(F4(0.1), F4(78), F4(1)) == pytest.approx(7.8)
    assert advance_months(F4(0.2), F4(78), F4(1)) == pytest.approx(15.6)
    assert advance_months(F4(0.1), F4(78), F4(2)) == pytest.approx(3.9)
    assert advance_months(F4(0), F4(78), F4(1)) == 0


def test_prices_have_the_stated_mean_whatever_their_spread():
    for spread in (0.0, 0.3, 0.6):
        prices = [list_price(F4(5_000), F4(9_000), F4(9_000), F4(0.5), F4(spread), u) for u in MIDDLES]
        assert np.mean(prices) == pytest.approx(5_000, rel=2e-3)


def test_prices_rise_with_income_by_the_elasticity():
    price = [list_price(F4(5_000), F4(y), F4(9_000), F4(0.5), F4(0.3), F4(0.5)) for y in (9_000, 18_000)]
    assert price[1] / price[0] == pytest.approx(2**0.5, rel=1e-4)


def test_upgrades_rise_with_the_subsidy_by_their_elasticity():
    assert upgrade_hazard(F4(0.01), F4(0), F4(0.5)) == pytest.approx(0.01)
    assert upgrade_hazard(F4(0.01), F4(0.19), F4(0.5)) == pytest.approx(0.01 * 0.81**-0.5, rel=1e-5)
    assert upgrade_hazard(F4(0.01), F4(0.6), F4(0.5)) == upgrade_hazard(F4(0.01), F4(0.99), F4(0.5))


def test_new_energy_cars_win_with_their_price_advantage_and_the_price_of_a_plate():
    share = lambda nev, plate: nev_share(F4(0), F4(nev), F4(150_000), F4(plate), F4(2))  # noqa: E731
    assert share(150_000, 0) == pytest.approx(0.5)
    assert share(120_000, 0) == pytest.approx(1 / (1 + (120 / 150) ** 2), rel=1e-4)
    assert share(150_000, 90_000) > share(150_000, 0) > share(170_000, 0)
    assert 0 < share(1e9, 0) < share(1, 90_000) <= 1
