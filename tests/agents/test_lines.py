"""Card lines: what of a line is news, how long it stays so, and what is spent of it."""

import numpy as np
import pytest

from sim.agents.lines import ALL_NEW, new_unused_line, news_after

F4, WHOLE = np.float32, float(ALL_NEW)


def unused(line: float, owed: float, share: float) -> float:
    return float(new_unused_line(np.int32(line * 100), np.int64(owed * 100), np.int8(round(share * WHOLE))))


def after(share: float, *, change: float = 0.0, growth: float = 0.0, fade: float = 0.2) -> float:
    return float(news_after(np.int8(round(share * WHOLE)), F4(change), F4(growth), F4(fade))) / WHOLE


def test_a_line_that_is_usual_is_no_news():
    assert unused(20_000, 5_000, 0.0) == 0.0


def test_the_new_part_counts_as_far_as_it_is_not_in_use():
    assert unused(12_700, 0, 1.0) == pytest.approx(12_700)
    assert unused(12_700, 0, 0.5) == pytest.approx(6_400, rel=0.01)
    assert unused(12_700, 12_000, 0.5) == pytest.approx(700)
    assert unused(12_700, 13_000, 0.5) == 0.0


def test_what_was_cut_is_missed_whole():
    assert unused(10_000, 9_999, -0.25) == pytest.approx(-2_500, rel=0.02)


def test_a_rise_of_a_tenth_is_an_eleventh_of_the_new_line():
    assert after(0.0, change=0.1) == pytest.approx(0.1 / 1.1, abs=1 / WHOLE)


def test_growth_with_incomes_is_no_news():
    assert after(0.0, growth=0.08) == 0.0


def test_news_becomes_usual_and_ends():
    assert after(0.5) == pytest.approx(0.4, abs=1 / WHOLE)
    share = 1.0
    for _ in range(40):
        later = after(share)
        assert 0 <= later < share or later == share == 0
        share = later
    assert share == 0.0


def test_a_cut_is_news_too_and_ends():
    cut = after(0.0, change=-0.2)
    assert cut == pytest.approx(-0.25, abs=1 / WHOLE)
    assert cut < after(cut) < 0
