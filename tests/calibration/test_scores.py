"""Scores of forecasts against closed forms, other libraries and repeated experiments."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

from calibration.skill.scores import (
    LEAST_FOR_TEST,
    coverage,
    crps_normal,
    crps_sample,
    diebold_mariano,
    effective_number,
    inside,
    pit,
    rmse,
    wilson,
)

LUCK = np.random.default_rng(7)


def test_crps_of_a_normal_is_the_integral_of_the_squared_distance_of_distributions() -> None:
    grid = np.linspace(-12.0, 14.0, 200_001)
    for mean, sd, outcome in ((0.0, 1.0, 0.3), (1.5, 0.4, -1.0), (-2.0, 3.0, 2.0)):
        squared = (norm.cdf(grid, mean, sd) - (grid >= outcome)) ** 2
        assert crps_normal(mean, sd, outcome) == pytest.approx(np.trapezoid(squared, grid), abs=1e-3)


def test_crps_of_small_samples_is_right_on_average() -> None:
    draws = LUCK.normal(size=(20_000, 5))
    mean = np.mean([crps_sample(draw, 0.7) for draw in draws])
    assert mean == pytest.approx(crps_normal(0.0, 1.0, 0.7), abs=5 * 0.4 / np.sqrt(len(draws)))


def test_crps_of_a_sample_is_that_of_its_definition() -> None:
    x, y = LUCK.gamma(2.0, size=9), 1.3
    apart = np.abs(x[:, None] - x).sum() / (2 * 9 * 8)
    assert crps_sample(x, y) == pytest.approx(np.abs(x - y).mean() - apart)


def test_a_sample_of_one_has_no_crps() -> None:
    with pytest.raises(ValueError, match="sample of one"):
        crps_sample([1.0], 1.0)


def test_pit_of_outcomes_from_the_forecast_itself_is_uniform_and_covered_four_times_in_five() -> None:
    draws = LUCK.normal(size=(4_000, 100))
    values = np.array([pit(draw[1:], draw[0]) for draw in draws])
    assert np.mean(values) == pytest.approx(0.5, abs=4 * 0.29 / np.sqrt(4_000))
    assert np.mean([inside(draw[1:], draw[0]) for draw in draws]) == pytest.approx(0.8, abs=4 * 0.4 / np.sqrt(4_000))


def test_the_wilson_interval_is_that_of_statsmodels() -> None:
    for hits, n in ((0, 5), (4, 5), (12, 12), (30, 50)):
        assert wilson(hits, n) == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-12)


def test_coverage_passes_where_four_in_five_lie_within_and_fails_where_one_in_five_does() -> None:
    assert coverage([True] * 16 + [False] * 4).passes
    assert not coverage([True] * 4 + [False] * 16).passes
    assert not coverage([True] * 40).passes


def test_root_mean_square_of_three_and_four() -> None:
    assert rmse([3.0, -4.0]) == pytest.approx(np.sqrt(12.5))


def test_autocorrelated_errors_count_for_as_many_as_their_correlation_leaves() -> None:
    phi, n = 0.8, 4_000
    shocks = LUCK.normal(size=n)
    errors = np.zeros(n)
    for k in range(1, n):
        errors[k] = phi * errors[k - 1] + shocks[k]
    assert effective_number(errors) == pytest.approx(n * (1 - phi) / (1 + phi), rel=0.3)
    assert effective_number(shocks) > 0.8 * n
    assert effective_number([1.0, -1.0] * 10) == 20.0


def test_no_test_of_forecasters_below_twelve_outcomes() -> None:
    losses = LUCK.gamma(1.0, size=LEAST_FOR_TEST)
    assert diebold_mariano(losses[:-1], losses[:-1] * 2.0) is None
    assert diebold_mariano(losses, losses * 2.0) is not None


def test_the_test_of_forecasters_one_step_ahead_is_a_paired_t_test() -> None:
    from scipy.stats import ttest_rel

    one, two = LUCK.gamma(2.0, size=40), LUCK.gamma(2.2, size=40)
    found, known = diebold_mariano(one, two), ttest_rel(one, two)
    assert found is not None
    assert found.statistic == pytest.approx(known.statistic, rel=1e-9)
    assert found.p == pytest.approx(known.pvalue, rel=1e-6)


def test_the_test_of_equal_forecasters_errs_as_often_as_it_says_and_sees_a_difference() -> None:
    def refused(shift: float) -> float:
        found = 0
        for _ in range(1_500):
            shocks = LUCK.normal(size=32)
            found += diebold_mariano(shocks[2:] + shocks[1:-1] + shocks[:-2] + shift, np.zeros(30), horizon=3).p < 0.05
        return found / 1_500

    assert 0.02 < refused(0.0) < 0.14
    assert refused(3.0) > 0.9
