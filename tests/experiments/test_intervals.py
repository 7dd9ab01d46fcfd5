"""Intervals of paired differences against scipy, and the rule of stopping against its own promise."""

import numpy as np
import pytest
from scipy import stats

from experiments.comparison.intervals import (
    chance_inside,
    fieller,
    paired_interval,
    spread_over_draws,
    unpaired_error,
)
from experiments.comparison.stopping import LEAST, WATCHED, narrow_enough

CENTRAL = np.full(9, -1)


@pytest.fixture
def pairs(luck):
    base = 50 + 5 * luck.standard_normal(9)
    return base, base + 1 + 0.3 * luck.standard_normal(9)


def test_the_interval_is_that_of_a_paired_t_test(pairs):
    base, other = pairs
    found = paired_interval(other - base, CENTRAL)
    known = stats.ttest_rel(other, base).confidence_interval(0.95)
    np.testing.assert_allclose((found.mean - found.half, found.mean + found.half), known, rtol=1e-12)
    assert found.error == pytest.approx(stats.sem(other - base))


def test_the_unpaired_error_is_that_of_welchs_test(pairs):
    base, other = pairs
    welch = stats.ttest_ind(other, base, equal_var=False)
    assert unpaired_error(other, base) == pytest.approx((other.mean() - base.mean()) / welch.statistic)


def test_differences_that_are_all_the_same_have_no_width_at_all():
    found = paired_interval(np.full((7, 2), [0.1, 0.0]), np.full(7, -1))
    assert found.mean.tolist() == [0.1, 0.0]
    assert found.half.tolist() == [0.0, 0.0]


def test_one_pair_alone_has_no_interval():
    found = paired_interval(np.array([[1.0]]), np.array([-1]))
    assert np.isnan(found.half).all()


def test_pairs_of_a_draw_count_once(luck):
    """Eight pairs of each of four draws: the interval is that of four means, with three degrees of freedom."""
    draws = np.tile(np.arange(4), 8)
    values = draws + 0.1 * luck.standard_normal(32)
    means = np.array([values[draws == k].mean() for k in range(4)])
    found = paired_interval(values, draws)
    known = stats.ttest_1samp(means, 0).confidence_interval(0.95)
    np.testing.assert_allclose((found.mean - found.half, found.mean + found.half), known)


def test_spread_within_and_between_draws_are_told_apart(luck):
    """600 draws of three pairs: standard deviations 2 between and 1 within, found to 10 % (3 standard errors)."""
    draws = np.tile(np.arange(600), 3)
    values = 2 * luck.standard_normal(600)[draws] + luck.standard_normal(1800)
    within, between = spread_over_draws(values, draws)
    assert within == pytest.approx(1, rel=0.1)
    assert between == pytest.approx(2, rel=0.1)
    groups = [values[draws == k] for k in range(600)]
    squares = within**2 * stats.f_oneway(*groups).statistic
    assert between**2 == pytest.approx((squares - within**2) / 3)


def test_at_the_ends_of_fiellers_interval_the_difference_to_the_ratio_is_just_significant(luck):
    below = 3 + luck.standard_normal(9)
    above = 2 * below + luck.standard_normal(9)
    found = fieller(above, below, CENTRAL)
    assert found.low < found.value < found.high
    assert found.value == pytest.approx(above.sum() / below.sum())
    for end in (found.low, found.high):
        assert stats.ttest_1samp(above - end * below, 0).pvalue == pytest.approx(0.05)


@pytest.mark.parametrize("below", [np.linspace(-1, 1.2, 9), np.zeros(9), np.full(9, np.nan)])
def test_a_ratio_over_what_may_be_zero_is_not_determined(below):
    found = fieller(np.ones(9), below, CENTRAL)
    assert not found.determined
    assert np.isnan([found.value, found.low, found.high]).all()


def test_the_chance_to_lie_in_a_band_is_that_of_students_prediction(luck):
    values = 0.02 + 0.01 * luck.standard_normal(9)
    scale = values.std(ddof=1) * np.sqrt(1 + 1 / 9)
    known = np.diff(stats.t.cdf([-0.02, 0.02], 8, loc=values.mean(), scale=scale))[0]
    assert chance_inside(values, CENTRAL, 0.02) == pytest.approx(known)
    assert chance_inside(np.full(9, 0.005), CENTRAL, 0.01) == 1
    assert chance_inside(np.full(9, 0.015), CENTRAL, 0.01) == 0


# ------------------------------------------------------------------ when to stop


def stopped_at(differences, precision):
    """Pairs after which the rule stops."""
    base = np.zeros(len(differences))
    for n in range(LEAST, len(differences) + 1):
        if narrow_enough(base[:n], differences[:n], np.full(n, -1), precision, WATCHED["vintage_12"]):
            return n
    return len(differences)


def test_the_rule_says_why_it_is_content():
    exact, base, draws = WATCHED["retail_total"], 1000 + np.arange(6.0), np.full(6, -1)
    wide = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    assert narrow_enough(base, base + 10 + 0.01 * wide, draws, 0.1, exact) == "precision"
    assert narrow_enough(base, base + 0.01 * wide, draws, 0.1, exact) == "floor"
    assert narrow_enough(base, base + 10 * wide, draws, 0.1, exact) == ""
    assert narrow_enough(base, base + np.nan, draws, 0.1, exact) == "cannot be told"
    assert narrow_enough(base, base, draws, 0.1, exact) == "precision"


def test_a_narrower_rule_needs_more_pairs(luck):
    differences = 1 + 0.5 * luck.standard_normal(2000)
    assert LEAST <= stopped_at(differences, 0.5) < stopped_at(differences, 0.1) < 2000


@pytest.mark.parametrize(("spread", "precision"), [(0.3, 0.2), (0.5, 0.3)])
def test_intervals_at_which_the_rule_stops_cover_at_least_nine_in_ten(spread, precision, luck):
    """1,000 comparisons with an effect of 1: promised 0.90 and at most 0.97, standard error 0.009."""
    covered = 0
    for differences in 1 + spread * luck.standard_normal((1000, 60)):
        n = stopped_at(differences, precision)
        found = paired_interval(differences[:n], np.full(n, -1))
        covered += abs(found.mean - 1) <= found.half
    assert 0.90 - 2 * 0.0095 <= covered / 1000 <= 0.97 + 2 * 0.0095
