"""Levels by bisection: the number of plain bisection, with fewer questions."""

import numpy as np
import pytest

from sim.population.levels import crossing


def plain(function, target, low, high):
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if function(middle) > target else (middle, high)
    return 0.5 * (low + high)


POINTS = np.random.default_rng(7).lognormal(0.0, 1.0, 500)
RISING = {
    "a line": lambda x: 3.0 * x - 1.0,
    "an amount that is capped": lambda x: float(np.minimum(x * POINTS, 0.97).mean()),
    "a steep curve": lambda x: x**9,
    "a flat curve": lambda x: x**0.1,
    "a step": lambda x: float(x > 1.2345),
    "stairs": lambda x: float(np.floor(7 * x)),
}


@pytest.mark.parametrize("name", RISING)
@pytest.mark.parametrize("target", [-1.0, 0.0, 0.3, 0.5, 0.96, 1.0, 2.0, 1e9])
@pytest.mark.parametrize(("low", "high"), [(0.0, 5.0), (0.0, 1e4), (0.2, 2.0)])
def test_a_crossing_is_that_of_plain_bisection(name, target, low, high):
    assert crossing(RISING[name], target, low, high) == plain(RISING[name], target, low, high)


def test_a_smooth_function_is_asked_less_than_half_as_often():
    asked = []
    crossing(lambda x: asked.append(x) or float(np.minimum(x * POINTS, 0.97).mean()), 0.4, 0.0, 5.0)
    assert len(asked) < 20
