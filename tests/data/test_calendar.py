"""Months as numbers, days, and the campaigns of each year."""

from datetime import date

import numpy as np
import pytest

from sim.calendar import (
    CAMPAIGNS,
    campaign_days,
    campaign_windows,
    days_in_month,
    month_date,
    month_dates,
    month_index,
    month_of_year,
    share_of_month,
    year_of,
)
from sim.errors import DataError


def test_months_are_counted_from_january_2022():
    assert month_index("2022-01") == 0
    assert month_index("2021-12") == -1
    assert month_index(np.datetime64("2026-12-01")) == 59
    assert month_date(34) == np.datetime64("2024-11", "M")
    assert [str(month) for month in month_dates(-1, 3)] == ["2021-12", "2022-01", "2022-02"]


@pytest.mark.parametrize("index", range(-24, 84))
def test_a_month_number_and_its_date_tell_the_same(index):
    assert month_index(month_date(index)) == index
    assert f"{year_of(index)}-{month_of_year(index):02d}" == str(month_date(index))


def test_february_has_29_days_in_leap_years():
    assert [days_in_month(month_index(month)) for month in ("2023-02", "2024-02", "2024-12")] == [28, 29, 31]


def test_a_window_covers_whole_and_part_months():
    window = date(2024, 10, 14), date(2024, 11, 11)
    shares = [share_of_month(month_index(month), *window) for month in ("2024-09", "2024-10", "2024-11", "2024-12")]
    assert shares == [0.0, 18 / 31, 11 / 30, 0.0]


def test_every_year_from_2020_to_2028_has_every_campaign():
    for name, windows in campaign_windows().items():
        assert [last.year for _, last in windows] == list(range(2020, 2029)), name


def test_double_eleven_moved_into_october_in_2024():
    days = campaign_days(month_index("2023-10"), 14)["double_11"]
    october = days[[0, 12]]
    assert october[0] < 0.05
    assert october[1] > 0.5


def test_the_spring_festival_of_2024_falls_mostly_into_february():
    days = campaign_days(month_index("2024-01"), 3)["spring_festival"]
    assert days[1] > days[0] > days[2] == 0.0


def test_campaigns_are_shares_of_days():
    days = campaign_days(month_index("2020-01"), 108)
    assert tuple(days) == CAMPAIGNS
    for shares in days.values():
        assert ((shares >= 0) & (shares <= 1)).all()
        assert shares.dtype == np.float64


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("singles,2024,2024-11-01,2024-11-11,assumption,C,x", "line 2, campaign: there is no campaign 'singles'"),
        (
            "618,2024,2024-06-31,2024-06-20,assumption,C,x",
            "line 2, first_day: 2024-06-31 is a day that no calendar has",
        ),
        ("618,2024,2024-06-21,2024-06-20,assumption,C,x", "line 2, last_day: the campaign ends before"),
        ("618,2024,2024-06-21", "line 2: the row has 3 cells, not 7"),
    ],
)
def test_a_bad_campaign_is_named(tmp_path, row, says):
    file = tmp_path / "campaigns.csv"
    file.write_text(f"campaign,year,first_day,last_day,basis,grade,source\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=says):
        campaign_windows(file)
