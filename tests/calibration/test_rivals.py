"""Rival forecasts behind irregular windows, and what had been released by a day."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.skill.readings import MONTHS, SERIES, Reading, completed, month_name, month_number
from calibration.skill.rivals import OUTLOOKS, RIVALS, ar1, no_change, prior
from calibration.states.gaussian import autoregression
from sim.data.statistics import load_statistics

ORIGIN = "2023-06-30"


def _readings(values: np.ndarray, series: str = "card_overdue_180") -> list[Reading]:
    return [Reading(series, month, month, float(value), 1e-4) for month, value in enumerate(values)]


def test_no_change_forecasts_the_last_level_and_widens_with_the_months() -> None:
    months = 60
    path = -4.5 + np.cumsum(0.03 * np.random.default_rng(1).standard_normal(months))
    asked = [Reading("card_overdue_180", month, month, 0.0, 1e-4) for month in (60, 63, 71)]
    drawn = no_change("card_overdue_180", _readings(path), asked, np.random.default_rng(2), 4_000)
    assert drawn.mean(axis=0) == pytest.approx([path[-1]] * 3, abs=0.01)
    assert drawn.std(axis=0) == pytest.approx(0.03 * np.sqrt([1, 4, 12]), rel=0.25)


def test_an_ar1_on_whole_data_forecasts_as_statsmodels_with_the_persistence_it_finds() -> None:
    from statsmodels.tsa.arima.model import ARIMA

    path = -4.5 + autoregression(90, 0.8) @ (0.05 * np.random.default_rng(4).standard_normal(90))
    asked = [Reading("card_overdue_180", month, month, 0.0, 1e-4) for month in (90, 95)]
    drawn = ar1("card_overdue_180", _readings(path), asked, np.random.default_rng(5), 6_000)
    known = ARIMA(path, order=(1, 0, 0)).fit().get_forecast(6)
    assert drawn.mean(axis=0) == pytest.approx(known.predicted_mean[[0, 5]], abs=0.025)
    assert drawn.std(axis=0) == pytest.approx(known.se_mean[[0, 5]], rel=0.2)


def test_windows_of_several_months_are_forecast_as_logs_of_their_sums() -> None:
    known = [Reading("retail", month, month, 25.7, 0.001) for month in range(48)]
    asked = [Reading("retail", 48, 50, 0.0, 0.001)]
    drawn = no_change("retail", known, asked, np.random.default_rng(6), 500)
    assert drawn.mean() == pytest.approx(25.7 + np.log(3.0), abs=0.02)


def test_a_season_of_the_past_comes_back() -> None:
    season = 0.06 * np.cos(2 * np.pi * np.arange(72) / 12)
    known = [Reading("retail", month, month, 25.7 + season[month], 0.001) for month in range(54)]
    asked = [Reading("retail", month, month, 0.0, 0.001) for month in range(54, 66)]
    drawn = ar1("retail", known, asked, np.random.default_rng(6), 500)
    assert drawn.mean(axis=0) == pytest.approx(25.7 + season[54:66], abs=0.03)


def test_rivals_that_need_many_points_stand_back_where_there_are_few() -> None:
    asked = [Reading("card_overdue_180", 71, 71, 0.0, 0.005)]
    for name in ("ets", "arima"):
        assert (
            RIVALS[name]("card_overdue_180", _readings(np.full(9, -4.5)), asked, np.random.default_rng(1), 10) is None
        )


def test_quarters_that_were_not_published_are_left_out_of_an_arima() -> None:
    path = -4.5 + np.cumsum(0.03 * np.random.default_rng(8).standard_normal(80))
    known = [reading for reading in _readings(path) if reading.last % 3 == 2 and reading.last not in (20, 41)]
    asked = [Reading("card_overdue_180", 83, 83, 0.0, 0.005)]
    for name in ("ets", "arima"):
        drawn = RIVALS[name]("card_overdue_180", known, asked, np.random.default_rng(1), 2_000)
        assert drawn.mean() == pytest.approx(path[77], abs=0.1)
        assert 0.02 < drawn.std() < 0.2


def test_the_state_has_months_a_level_and_a_calendar() -> None:
    assert prior(OUTLOOKS["retail"], 0.5, 0.01).mean.shape == (MONTHS + 13,)


def test_months_are_numbered_from_2018() -> None:
    assert month_number("2018-01") == 0
    assert month_name(month_number("2024-11")) == "2024-11"


def test_only_what_had_been_released_is_known() -> None:
    known = load_statistics(vintage=ORIGIN)
    retail = SERIES["retail"].read(known)
    assert max(reading.last for reading in retail) == month_number("2023-05")
    assert max(reading.last for reading in SERIES["card_overdue_180"].read(known)) == month_number("2023-03")
    assert not SERIES["consumption_credit_growth"].read(known)


def test_windows_of_retail_share_no_month_and_none_crosses_into_2025(table) -> None:
    readings = [reading for reading in SERIES["retail"].read(table) if not reading.against]
    months = np.concatenate([reading.months for reading in readings])
    assert len(months) == len(set(months))
    assert not any(reading.first < month_number("2025-01") <= reading.last for reading in readings)


def test_a_level_that_was_published_as_growth_alone_follows_from_the_year_before() -> None:
    rows = completed(load_statistics(vintage=ORIGIN))
    may = rows[(rows["series"] == "retail_total_ytd") & (rows["end"] == "2023-05-01")]
    assert float(may["value"].iloc[0]) == pytest.approx(604_754_000_000 * 1.275)


def test_the_second_quarter_of_2025_follows_from_the_half_year_and_the_first(table) -> None:
    last = SERIES["retail"].read(table)[-1]
    assert (last.name, last.against) == ("2025-04..2025-06", 12)
    assert np.exp(last.value) - 1 == pytest.approx(0.046, abs=0.001)


def test_flows_of_a_half_year_are_cut_where_its_first_quarter_is_known(table) -> None:
    flows = {reading.name: reading.value for reading in SERIES["loans_medium_long"].read(table)}
    assert flows["2025-01..2025-03"] == pytest.approx(113.0)
    assert flows["2025-04..2025-06"] == pytest.approx(88.5)
    assert "2025-01..2025-06" not in flows
