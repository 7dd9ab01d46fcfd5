"""Own elementary functions: as accurate as their docstrings say, everywhere they are used."""

from statistics import NormalDist

import numpy as np
import pytest

from sim.engine import maths

F4 = np.float32
NORMAL = NormalDist()


def each(function, values):
    return np.array([function(F4(value)) for value in values], np.float64)


def test_exp_is_within_3e_7_relative_on_plus_minus_80():
    x = np.linspace(-80, 80, 20_001).astype(F4)
    true = np.exp(x.astype(np.float64))
    assert np.abs(each(maths.exp, x) / true - 1).max() < 3e-7


def test_exp_is_held_at_its_ends_and_never_overflows():
    assert each(maths.exp, [1e9]) == each(maths.exp, [88])
    assert each(maths.exp, [-1e9]) == each(maths.exp, [-87])
    assert np.isfinite(each(maths.exp, [1e9])).all()
    assert maths.exp(F4(0)) == 1


def test_log_is_within_3e_7_absolute_or_relative_from_1e_30_to_1e30():
    x = np.concatenate([10 ** np.linspace(-30, 30, 20_001), np.linspace(0.5, 2, 5_001)]).astype(F4)
    true = np.log(x.astype(np.float64))
    assert (np.abs(each(maths.log, x) - true) / np.maximum(1, np.abs(true))).max() < 3e-7
    assert maths.log(F4(1)) == 0


@pytest.mark.parametrize("value", [0.0, -1.0, 1e-45])
def test_log_of_nothing_is_the_log_of_the_smallest_normal_number(value):
    assert maths.log(F4(value)) == pytest.approx(np.log(1.2e-38), rel=1e-6)


def test_power_takes_real_exponents():
    for x, exponent in ((2, 10), (2, -0.5), (1.5, 1.45), (1e4, 0.75), (7, 0)):
        assert maths.power(F4(x), F4(exponent)) == pytest.approx(float(x) ** exponent, rel=5e-6)


def test_logit_undoes_logistic():
    for x in (-8, -2, -0.1, 0, 0.1, 2, 8):
        assert maths.logit(maths.logistic(F4(x))) == pytest.approx(x, abs=2e-4)
    assert maths.logistic(F4(0)) == F4(0.5)


def test_the_normal_quantile_is_within_5e_6_where_z_is_within_plus_minus_5_for_every_kind_of_draw():
    places = np.random.default_rng(3).integers(0, 2**23, 20_000)
    places = np.unique(np.concatenate([np.arange(2_000), places, 2**23 - 1 - np.arange(2_000)]))
    u = open_unit_of(places)
    true = np.array([NORMAL.inv_cdf(float(value)) for value in u])
    error = np.abs(each(maths.normal_quantile, u) - true)
    assert error[np.abs(true) <= 5].max() < 5e-6


def open_unit_of(places):
    """The uniforms that can be drawn: middles of 2^23 equal parts."""
    return (places.astype(F4) + F4(0.5)) * F4(2.0**-23)


def test_the_normal_quantile_is_finite_for_every_uniform_that_can_be_drawn():
    ends = each(maths.normal_quantile, [2.0**-24, 1 - 2.0**-24])
    assert np.isfinite(ends).all()
    assert -6 < ends[0] < -5 < 5 < ends[1] < 6


def test_the_normal_share_is_within_1e_6():
    z = np.linspace(-6, 6, 6_001).astype(F4)
    true = np.array([NORMAL.cdf(float(value)) for value in z])
    assert np.abs(each(maths.normal_share, z) - true).max() < 1e-6


@pytest.mark.parametrize("name", ["exp", "log", "normal_quantile", "normal_share", "logistic"])
def test_a_function_that_rises_never_falls_beyond_its_own_error(name):
    low, high = (1e-6, 1 - 1e-6) if name == "normal_quantile" else (1e-3, 8)
    values = each(getattr(maths, name), np.linspace(low, high, 5_001))
    assert (np.diff(values) >= -1e-6 * np.maximum(1, np.abs(values[1:]))).all()
