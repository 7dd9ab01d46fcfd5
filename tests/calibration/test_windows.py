"""Windows of published retail sales: disjoint, complete, one base at a time."""

from itertools import pairwise

import pandas as pd
import pytest

from calibration.windows import annual_levels, disjoint_windows


def months_of(window):
    return {(window.year, month) for month in range(window.first_month, window.last_month + 1)}


@pytest.fixture(scope="module")
def windows(table):
    return disjoint_windows(table)


def test_no_month_is_counted_twice(windows):
    for one, two in pairwise(windows):
        assert not months_of(one) & months_of(two)
        assert max(months_of(one)) < min(months_of(two))


def test_the_windows_of_a_known_year_add_up_to_it(table, windows):
    for level in annual_levels(table):
        parts = [window for window in windows if window.year == level.year]
        assert sum(window.value for window in parts) == pytest.approx(level.value, rel=1e-5)
        assert set().union(*map(months_of, parts)) == months_of(level)


def test_windows_by_hand(windows):
    known = {(window.year, window.first_month, window.last_month): window for window in windows}
    assert known[2022, 4, 4].value == pytest.approx(71.697e9)
    assert known[2022, 7, 7].value == pytest.approx((10386.09 - 1414.39 - 7590.96) * 1e8)
    assert known[2022, 7, 7].derived
    assert known[2024, 1, 3].value == pytest.approx(461.44e9)
    assert known[2024, 1, 3].grade == "A"
    assert known[2025, 1, 2].value == pytest.approx(277.7e9)


def test_yearly_levels_follow_from_growth_on_one_base(table):
    levels = {level.year: level for level in annual_levels(table)}
    assert levels[2024].value == pytest.approx(1794.019e9)
    assert levels[2023].value == pytest.approx(1794.019e9 / 0.969)
    assert levels[2022].value == pytest.approx(1794.019e9 / 0.969 / 1.126)
    assert levels[2021].value == pytest.approx(1.81e12)
    assert [levels[year].derived for year in (2020, 2021, 2022, 2023, 2024)] == [False, False, True, True, False]


def test_a_level_is_never_chained_over_a_base_break(table):
    growth = table[table["series"] == "retail_total_year_yoy"].iloc[0].copy()
    level = table[table["series"] == "retail_total_year"].iloc[0].copy()
    for row, value in ((growth, 0.5), (level, 1.7e12)):
        row["value"], row["region"], row["grade"] = value, "Shanghai", "A"
        row["start"], row["end"] = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-01")
    longer = pd.concat([table, pd.DataFrame([growth, level])], ignore_index=True).infer_objects()
    before = {level.year: level.value for level in annual_levels(table)}
    after = {level.year: level.value for level in annual_levels(longer)}
    assert after.pop(2025) == pytest.approx(1.7e12)
    assert after == before
    assert min(after) == 2020
    level_2024 = (longer["series"] == "retail_total_year") & (longer["end"] == "2024-12-01")
    forward = {level.year: level.value for level in annual_levels(longer[~level_2024])}
    assert list(forward) == [2020, 2021, 2022, 2023, 2024, 2025]
    assert forward[2024] == pytest.approx(1.81e12 * 0.909 * 1.126 * 0.969)
    assert forward[2025] == pytest.approx(1.7e12)


def test_only_2025_and_later_stand_on_the_revised_base(windows):
    assert {window.year for window in windows if window.revised} == {2025}


def test_no_recollected_figure_is_used(table, windows):
    assert {window.grade for window in windows} <= {"A", "B"}
    recalled = table[(table["grade"] == "C") & (table["series"] == "retail_total_ytd")]
    assert not recalled.empty
    assert not any(window.year == 2025 and window.last_month == 6 for window in windows)


def test_a_window_is_released_with_the_last_of_its_sources(table):
    known = {(window.year, window.first_month, window.last_month): window for window in disjoint_windows(table)}
    assert str(known[2022, 7, 7].released) == "2022-09-20"
    assert str(known[2024, 10, 12].released) == "2025-01-23"
    assert str(known[2022, 10, 12].released) == "2025-01-23"
