"""A car's planned date: what is saved for it, and when it is given up."""

import numpy as np
import pytest

from sim.agents.cars import gives_car_up, saved_up
from sim.population.synthesis import seed_words
from sim.population.wealth import NEVER, first_car_wait

F4 = np.float32
SEED = seed_words(1)


def test_the_share_of_planned_dates_is_given_up_whose_number_is_asked_for():
    given = np.mean([gives_car_up(SEED, np.uint32(k), 30, F4(0.25)) for k in range(20_000)])
    assert given == pytest.approx(0.25, abs=4 * (0.25 * 0.75 / 20_000) ** 0.5)


def test_a_household_knows_beforehand_and_another_date_is_another_draw():
    now = [gives_car_up(SEED, np.uint32(k), 30, F4(0.5)) for k in range(200)]
    again = [gives_car_up(SEED, np.uint32(k), 30, F4(0.5)) for k in range(200)]
    other = [gives_car_up(SEED, np.uint32(k), 31, F4(0.5)) for k in range(200)]
    assert now == again
    assert now != other


def test_nothing_is_given_up_where_the_share_is_nought_and_a_date_that_has_passed_counts_as_the_first_month():
    assert not any(gives_car_up(SEED, np.uint32(k), 5, F4(0)) for k in range(200))
    assert gives_car_up(SEED, np.uint32(3), -4, F4(0.5)) == gives_car_up(SEED, np.uint32(3), 0, F4(0.5))


def test_as_many_get_a_first_car_as_give_theirs_up():
    car = np.array([0.1, 0.4, 0.8])
    wait = first_car_wait(car, 78.0, 0.25, 0.12)
    np.testing.assert_allclose(1.12 * (1 - car) / wait, car * 0.25 / 78, rtol=1e-12)


def test_where_nobody_has_a_car_nobody_waits_for_one():
    assert first_car_wait(np.zeros(1), 78.0, 0.25, 0.12)[0] == NEVER


def test_cash_for_a_car_is_built_up_until_its_date():
    ready = [float(saved_up(F4(0.5), F4(200_000), months, F4(24))) for months in (24, 12, 0, -3)]
    assert ready == [0, 50_000, 100_000, 100_000]
