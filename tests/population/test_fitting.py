"""Proportional fitting and whole households, against examples worked by hand."""

import numpy as np
import pytest

from sim.errors import DataError
from sim.population.fitting import fit, in_turn, reconciled


def test_independent_margins_give_their_product():
    table = fit(np.ones((2, 2)), [((0,), np.array([0.3, 0.7])), ((1,), np.array([0.4, 0.6]))])
    np.testing.assert_allclose(table, [[0.12, 0.18], [0.28, 0.42]], atol=1e-14)


def test_fitting_keeps_the_odds_ratio_of_the_pattern():
    """Pattern [[1, 2], [3, 4]], margins 3, 7 and 5, 5: x = first cell solves x (2 + x) / ((3 - x) (5 - x)) = 2 / 3."""
    table = fit(np.array([[1.0, 2], [3, 4]]), [((0,), np.array([3.0, 7])), ((1,), np.array([5.0, 5]))])
    x = table[0, 0]
    assert x * (2 + x) / ((3 - x) * (5 - x)) == pytest.approx(2 / 3, abs=1e-9)
    np.testing.assert_allclose(table.sum(0), 5, atol=1e-9)


def test_a_zero_of_the_pattern_stays_zero():
    pattern = np.array([[0.0, 1], [1, 1]])
    table = fit(pattern, [((0,), np.array([0.2, 0.8])), ((1,), np.array([0.5, 0.5]))])
    np.testing.assert_allclose(table, [[0, 0.2], [0.5, 0.3]], atol=1e-9)


def test_margins_over_two_axes_are_met():
    joint = np.array([[0.1, 0.2], [0.3, 0.4]])
    table = fit(np.ones((2, 2, 2)), [((0, 1), joint), ((2,), np.array([0.25, 0.75]))])
    np.testing.assert_allclose(table[:, :, 0], 0.25 * joint, atol=1e-12)


def test_rounded_margins_are_brought_to_one_total_first():
    (_, first), (_, second) = reconciled([((0,), np.array([50.0, 50])), ((1,), np.array([33.0, 33, 33]))])
    assert first.sum() == pytest.approx(second.sum())


def test_margins_that_contradict_the_pattern_are_refused():
    with pytest.raises(DataError, match="cannot be met"):
        fit(np.diag([1.0, 1]), [((0,), np.array([0.5, 0.5])), ((1,), np.array([0.4, 0.6]))], rounds=50)


def test_the_same_table_as_humanleague():
    humanleague = pytest.importorskip("humanleague", reason="compared only where humanleague is installed")
    pattern = np.arange(1.0, 25).reshape(2, 3, 4)
    margins = [np.array([10.0, 14]), np.array([6.0, 8, 10]), np.array([3.0, 5, 7, 9])]
    theirs = humanleague.ipf(pattern, [np.array([k]) for k in range(3)], margins)[0]
    ours = fit(pattern, [((k,), margin) for k, margin in enumerate(margins)])
    np.testing.assert_allclose(ours, theirs, atol=1e-8)


def test_turns_by_hand():
    """Shares 5 : 3 : 1. Claims share / (2 count + 1): 5, 3, 1 | 5/3, 3, 1 | 5/3, 1, 1 | 1, 1, 1 | first of equals."""
    assert in_turn(np.array([5.0, 3, 1]), 5).tolist() == [0, 1, 0, 0, 1]


def test_a_longer_list_begins_with_the_shorter_one():
    shares = np.array([0.31, 0.07, 0.42, 0.2])
    np.testing.assert_array_equal(in_turn(shares, 1000)[:137], in_turn(shares, 137))


@pytest.mark.parametrize("households", [60, 1000, 100_000])
def test_counts_are_the_shares_in_whole_numbers(cells, households):
    counts = np.bincount(in_turn(cells.people.share, households), minlength=60)
    assert counts.sum() == households
    assert np.abs(counts - households * cells.people.share).max() < 1.5
