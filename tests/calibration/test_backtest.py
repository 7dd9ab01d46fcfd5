"""The backtest: what may be known at an origin, the table of skill, bad files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.skill.backtest import Record, split_at
from calibration.skill.config import load_backtest
from calibration.skill.origins import YEARLY_FIGURES, known_at, outside_paths
from calibration.skill.readings import SERIES
from calibration.skill.table import in_words, shipped_record, skill_table
from experiments.figures.skill import skill
from sim import load_scenario
from sim.data.exogenous import anchor_list, load_exogenous, path_list
from sim.data.statistics import load_statistics
from sim.errors import ScenarioError
from sim.paths import UNREAD

BAD = Path(__file__).parents[1] / "bad_files" / "backtests"


@pytest.mark.parametrize("day", [date(2023, 6, 30), date(2024, 6, 30), date(2025, 3, 31)])
def test_outside_paths_after_an_origin_owe_nothing_to_later_anchors(day):
    changes = outside_paths(0, 41, day)
    now = (day.year - 2022) * 12 + day.month - 1
    whole = load_exogenous(0, 42)
    for path in (one for one in path_list() if one.name not in YEARLY_FIGURES):
        later = [anchor for anchor in anchor_list() if anchor.path == path.name and anchor.month > now]
        if path.rule in ("step", "line") and later and path.name in changes:
            values = changes[path.name][0]["values"]
            last = max(a.month for a in anchor_list() if a.path == path.name and a.month <= now)
            assert values[-1] == pytest.approx(whole[path.name][max(last, 0)])
            assert len(set(values[now:])) == 1
        elif path.rule in ("step", "line") and path.name not in UNREAD:
            assert np.ptp(whole[path.name][now:]) == pytest.approx(0.0)


def test_the_mean_income_of_a_year_is_known_in_the_next():
    values = np.array(outside_paths(0, 41, date(2023, 6, 30))["income_per_head"][0]["values"])
    growth = 79_581 / 78_027
    assert values[24:36].mean() / values[12:24].mean() == pytest.approx(growth, rel=2e-3)


def test_a_rate_that_is_the_mean_of_a_year_is_known_in_the_next():
    rates = [outside_paths(0, 41, date(year, 6, 30))["unemployment_rate"][0]["values"][-1] for year in (2024, 2025)]
    # of 2024: 4.2%, where 4.5% was assumed of 2023
    assert rates == pytest.approx([0.045, 0.042])


def test_levers_announced_after_the_origin_are_not_known():
    scenario = load_scenario("shanghai/actual").with_months(last="2025-06")
    day = date(2024, 6, 30)
    known, actual = (known_at(scenario, day, policy=policy) for policy in (True, False))
    assert all((lever.announced or lever.start) <= day for lever in known.levers)
    assert actual.levers == scenario.levers
    assert len(known.levers) < len(scenario.levers)


@pytest.mark.parametrize("day", ["2023-06-30", "2024-03-31", "2025-03-31"])
def test_what_is_asked_for_covers_no_month_that_is_known(table, day):
    known, asked = split_at(table, load_statistics(vintage=day), "2025-06")
    for series in asked:
        end = max((reading.last for reading in known[series]), default=-1)
        assert all(reading.first > end for reading in asked[series])
    assert asked["retail"]


def _found(n: int, model_error: float, rival_error: float) -> pd.DataFrame:
    luck = np.random.default_rng(11)
    rows = []
    for k in range(n):
        for name, size in (("model", model_error), ("ar1", rival_error)):
            error = size * luck.standard_normal()
            month = f"{2023 + k // 12}-{k % 12 + 1:02d}"
            rows.append(Record(month, "retail", month, 3, name,
                               0.0, error, error - 1.28 * size, error + 1.28 * size, error, 0.6 * abs(error),
                               0.5, abs(error) < 1.28 * size))  # fmt: skip
    return pd.DataFrame(rows, columns=list(Record._fields))


def _verdict(table: pd.DataFrame) -> str:
    return table[(table["forecaster"] == "ar1") & (table["horizon"] == "all")]["verdict"].iloc[0]


def test_a_win_and_a_loss_are_told_where_outcomes_are_many():
    assert _verdict(skill_table(_found(40, 0.01, 0.05))) == "model better"
    assert _verdict(skill_table(_found(40, 0.05, 0.01))) == "model worse"
    assert any("LOSS" in line for line in in_words(skill_table(_found(40, 0.05, 0.01)), {}))


def test_nothing_is_claimed_from_eleven_outcomes():
    table = skill_table(_found(11, 0.01, 0.5))
    assert _verdict(table) == "n too small"
    assert not any("WIN" in line for line in in_words(table, {}))


def test_nothing_is_claimed_from_errors_that_are_all_one_error():
    found = _found(20, 0.01, 0.05)
    for name in ("model", "ar1"):
        own = found["forecaster"] == name
        found.loc[own, "error"] = np.linspace(0.1, 0.3, 20)
    assert _verdict(skill_table(found)) == "too few independent outcomes"


def test_the_picture_shows_every_series():
    found = pd.concat([_found(20, 0.01, 0.05), _found(20, 0.02, 0.04).assign(forecaster="no_change")])
    axes = skill(found.reset_index(drop=True).to_xarray()).axes
    assert [label.get_text() for label in axes[0].get_yticklabels()] == ["retail (40)"]


@pytest.mark.parametrize(
    ("file", "line", "what"),
    [
        ("origins_unordered.yaml", 3, "'origins' are not in order of time"),
        ("origin_after_last.yaml", 3, "leave nothing to forecast"),
        ("origin_too_early.yaml", 3, "'origins' begin before 2023-03"),
        ("key_unknown.yaml", 4, "there is no entry 'member' here"),
        ("households_few.yaml", 4, "'households'"),
        ("title_missing.yaml", 1, "'title' is missing"),
        ("title_blank.yaml", 1, "'title' is blank"),
    ],
)
def test_a_bad_backtest_is_refused_with_its_line(file, line, what):
    with pytest.raises(ScenarioError) as caught:
        load_backtest(BAD / file)
    assert caught.value.place == f"line {line}"
    assert what in caught.value.what


def test_the_backtest_of_the_package_covers_the_origins_it_must():
    shipped = load_backtest("shanghai")
    assert {"2023-06", "2023-12", "2024-06", "2024-12", "2025-03"} <= set(shipped.origins)
    assert shipped.days()[0] == date(2023, 6, 30)


def test_a_backtest_that_is_not_there_is_said_to_be_none():
    with pytest.raises(ScenarioError, match="no such file"):
        load_backtest("beijing")


def test_the_record_beside_a_projection_names_losses_and_wins_against_rivals_alone() -> None:
    lines = shipped_record()
    heads = [line for line in lines if not line.startswith("  ")]
    assert len(heads) == len(SERIES)
    assert not [line for line in lines if "against model" in line]
    assert any("against ar1" in line and "LOSS" in line for line in lines)
