"""Emulators, likelihood, sampling and checks of a calibration, on problems whose answers are known."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import kstest

from calibration.search.emulator import MOST_ACTIVE, fit_emulator
from calibration.search.fit import Settings, fit
from calibration.search.likelihood import Likelihood, chi_square
from calibration.search.quality import IDENTIFIED, contraction, correlated, group_fit, medoid_first, parameter_rows
from calibration.search.recovery import binomial_band, recover
from calibration.search.sampling import abc_regression, posterior_sample
from calibration.search.space import Space, space_filling, whole_space
from sim.errors import UsageError
from sim.parameters import parameters

SIZE = 12
SLOPES = np.array([[1.0, 0.0], [0.5, 1.0], [0.0, -0.8]])
"""Two statistics answer to three of twelve parameters, in normal scores."""


def answers(points):
    return ndtri(points[:, :3]) @ SLOPES


@pytest.fixture(scope="module")
def bank():
    points = space_filling(256, SIZE, 5)
    return points, answers(points) + 0.1 * np.random.default_rng(1).standard_normal((256, 2))


@pytest.fixture(scope="module")
def likelihood(bank):
    points, statistics = bank
    emulators = tuple(fit_emulator(points, column) for column in statistics.T)
    return Likelihood(np.array([0.8, -0.5]), np.diag([0.3**2, 0.4**2]), np.zeros((2, 2)), emulators)


def exact(likelihood):
    """Mean and covariance of the three scores: a linear model with normal errors and a standard normal prior."""
    errors = np.linalg.inv(likelihood.whole)
    covariance = np.linalg.inv(np.eye(3) + SLOPES @ errors @ SLOPES.T)
    return covariance @ SLOPES @ errors @ likelihood.observed, covariance


def test_an_emulator_sees_what_moves_its_statistic_and_tells_its_own_error(likelihood):
    first, second = likelihood.emulators
    assert {0, 1} <= set(first.active)
    assert {1, 2} <= set(second.active)
    fresh = np.random.default_rng(2).uniform(0.02, 0.98, (400, SIZE))
    for emulator, truth in zip(likelihood.emulators, answers(fresh).T, strict=True):
        missed = emulator.mean(fresh) - truth
        assert np.sqrt(np.mean(missed**2)) < 1.5 * np.sqrt(emulator.variance)
        assert emulator.explained > 0.9
        assert emulator.surprise < 0.12


def test_an_emulator_follows_a_bend_that_a_line_does_not():
    points = space_filling(256, SIZE, 6)
    values = np.sin(4.0 * points[:, 3]) + 0.5 * points[:, 7]
    emulator = fit_emulator(points, values)
    fresh = np.random.default_rng(3).uniform(0.05, 0.95, (200, SIZE))
    missed = emulator.mean(fresh) - np.sin(4.0 * fresh[:, 3]) - 0.5 * fresh[:, 7]
    assert np.sqrt(np.mean(missed**2)) < 0.03
    assert len(emulator.active) <= MOST_ACTIVE


def test_a_statistic_that_nothing_moves_has_an_emulator_that_says_so():
    points = space_filling(128, SIZE, 7)
    noise = np.random.default_rng(4).standard_normal(128)
    emulator = fit_emulator(points, noise)
    assert emulator.explained < 0.2
    assert 0.8 < emulator.variance < 1.4


def test_the_posterior_is_the_one_that_algebra_gives(likelihood):
    sample = posterior_sample(likelihood, SIZE, 4000, steps=800, seed=3)
    mean, covariance = exact(likelihood)
    scores = ndtri(sample.points[:, :3])
    np.testing.assert_allclose(scores.mean(axis=0), mean, atol=0.1)
    np.testing.assert_allclose(np.cov(scores.T), covariance, atol=0.1)
    others = [column for column in range(SIZE) if column not in sample.moved]
    assert all(kstest(sample.points[:, column], "uniform").pvalue > 1e-4 for column in others)


def test_the_same_seed_gives_the_same_posterior(likelihood):
    one, other = (posterior_sample(likelihood, SIZE, 50, steps=120, seed=9).points for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_rejection_agrees_with_the_posterior_where_runs_are_many(likelihood):
    points = space_filling(2048, SIZE, 8)
    adjusted = abc_regression(points, answers(points), likelihood.observed, np.diag([0.3, 0.4]), 1)
    mean, covariance = exact(likelihood)
    scores = ndtri(np.clip(adjusted[:, :3], 1e-6, 1 - 1e-6))
    np.testing.assert_allclose(scores.mean(axis=0), mean, atol=0.25)
    assert (scores.std(axis=0) < 1.5 * np.sqrt(np.diag(covariance)) + 0.1).all()


def test_what_is_far_from_the_figures_is_implausible(likelihood):
    points = space_filling(4096, SIZE, 9)
    distance = likelihood.implausibility(points)
    gap = np.abs(likelihood.observed - likelihood.emulated(points)) / np.sqrt(np.diag(likelihood.whole))
    np.testing.assert_allclose(distance, gap.min(axis=1))
    assert likelihood.log(points).argmax() in np.flatnonzero(distance < 1.0)


def test_synthetic_cities_are_recovered(likelihood):
    truths = np.random.default_rng(10).uniform(0.01, 0.99, (200, SIZE))
    noise = np.sqrt([one.variance for one in likelihood.emulators])
    statistics = likelihood.emulated(truths) + noise * np.random.default_rng(11).standard_normal((200, 2))
    found = recover(likelihood, truths, statistics, seed=1, pool=8_192)
    assert found.counted.sum() > 190
    low, high = binomial_band(int(found.counted.sum()), level=0.999)
    assert all(low <= share <= high for share in found.coverage)
    assert found.contractions[:, :3].mean() > 0.3
    assert abs(found.contractions[:, 3:].mean()) < 0.05


def test_errors_that_are_stated_too_small_show_in_the_coverage(likelihood):
    truths = np.random.default_rng(12).uniform(0.01, 0.99, (200, SIZE))
    statistics = likelihood.emulated(truths) + 1.2 * np.random.default_rng(13).standard_normal((200, 2))
    found = recover(likelihood, truths, statistics, seed=1, pool=8_192)
    assert found.coverage[:2].mean() < binomial_band(200)[0]


def test_weights_and_chains_give_the_same_posterior(likelihood):
    truth = np.full((1, SIZE), 0.5)
    sample = posterior_sample(likelihood, SIZE, 4000, steps=800, seed=4).points
    exactly = replace(likelihood, covariance=1e-12 * np.eye(2), luck=likelihood.covariance)
    found = recover(exactly, truth, likelihood.observed[None, :], seed=1, pool=16_384)
    np.testing.assert_allclose(found.contractions[0, :3], contraction(sample)[:3], atol=0.06)
    np.testing.assert_allclose(found.ranks[0, :3], (sample[:, :3] < 0.5).mean(axis=0), atol=0.05)


def test_contraction_is_nothing_under_the_prior_and_grows_as_a_sample_narrows():
    even = space_filling(1024, SIZE, 11)
    np.testing.assert_allclose(contraction(even), 0.0, atol=0.02)
    np.testing.assert_allclose(contraction(0.5 + (even - 0.5) / 4), 0.75, atol=0.01)


def test_a_parameter_that_the_figures_do_not_move_is_said_to_be_at_its_prior():
    space = whole_space(("habit", "leakage"))
    points = space_filling(512, 2, 12)
    narrow = space.index("habit")
    points[:, narrow] = 0.5 + (points[:, narrow] - 0.5) / 3
    rows = {row["parameter"]: row for row in parameter_rows(space, points)}
    assert (rows["habit"]["says"], rows["leakage"]["says"]) == ("posterior", "prior")
    assert rows["habit"]["contraction"] > IDENTIFIED > abs(rows["leakage"]["contraction"])
    assert rows["habit"]["prior_q10"] < rows["habit"]["q10"] < rows["habit"]["q90"] < rows["habit"]["prior_q90"]


def test_groups_are_flagged_where_errors_are_too_small_or_too_large():
    observed, covariance = np.zeros(6), np.eye(6)
    model = np.array([3.0, -3.0, 1.0, -1.0, 0.1, 0.1])
    rows = group_fit(["far", "far", "near", "near", "close", "close"], observed, model, covariance)
    assert [row["chi2_over_n"] for row in rows] == pytest.approx([9.0, 1.0, 0.01])
    assert [bool(row["flag"]) for row in rows] == [True, False, True]
    shared = np.array([[1.0, 0.99], [0.99, 1.0]])
    assert chi_square(np.zeros(2), np.ones(2), shared) < chi_square(np.zeros(2), np.ones(2), np.eye(2))


def test_only_a_combination_is_identified_where_parameters_move_together():
    space = whole_space(("habit", "leakage", "buffer_target"))
    one, other, free = np.random.default_rng(13).uniform(size=(3, 800))
    points = np.column_stack([one, 1 - one + 0.1 * other, free])
    assert [pair[:2] for pair in correlated(space, points, (0, 1, 2))] == [(space.names[0], space.names[1])]


def test_the_medoid_comes_first_and_no_point_is_lost():
    points = np.array([[0.1, 0.9], [0.5, 0.0], [0.9, 0.4], [0.52, 1.0]])
    assert medoid_first(points, (0, 1))[0].tolist() == [0.52, 1.0]
    alone = medoid_first(points, (0,))
    assert alone[0].tolist() in ([0.5, 0.0], [0.52, 1.0])
    assert sorted(map(tuple, alone)) == sorted(map(tuple, points))


class Known:
    """Two figures whose errors are known."""

    observed = np.array([0.8, -0.5])

    def covariance(self, resident):
        return np.diag([0.05**2, 0.05**2])


def test_waves_go_where_the_figures_are_met_and_runs_that_failed_are_left_out():
    def evaluate(points, stage):
        statistics = answers(points)
        statistics[1] = np.nan
        return statistics

    found = fit(
        Space(tuple("abcdefghijkl")), Known(), evaluate, luck=np.zeros((2, 2)), resident=0.5,
        settings=Settings(design=200, waves=(60,), steps=200, seed=2),
    )  # fmt: skip
    gaps = np.abs(answers(found.points) - Known.observed).min(axis=1)
    """Of two figures the nearer one decides, as the third of many does."""
    assert np.median(gaps[200:]) < 0.5 * np.median(gaps[:200])
    assert (len(found.points), found.dropped) == (260, 2)
    assert 0 < found.plausible[1] < 0.5


def test_points_are_parameter_sets_inside_their_priors():
    space = whole_space()
    known = parameters()
    for point in space_filling(8, space.size, 14):
        for name, value in space.values(point).items():
            assert known[name].low <= value <= known[name].high
    middle = space.columns(np.full((1, space.size), 0.5))[0]
    exactly = np.array(list(space.values(np.full(space.size, 0.5)).values()))
    np.testing.assert_allclose(middle, exactly, rtol=2e-3, atol=1e-6)


def test_a_parameter_that_is_not_free_is_refused():
    with pytest.raises(UsageError, match="no free parameter 'habitt'"):
        whole_space(("habitt",))
