"""A user's figures: CSV and SDMX become a table of statistics, and are held against themselves and the shipped ones."""

from pathlib import Path

import pandas as pd
import pytest

from calibration.imports.checks import checked_figures, faulty_figures
from calibration.imports.tidy import import_figures, plain_period
from sim.data.statistics import FOLDER, HEADER, load_statistics
from sim.errors import DataError, UsageError

FILES = Path(__file__).with_name("files")


def imported(name, mapping, folder):
    out = folder / "own.csv"
    count = import_figures(FILES / name, FILES / mapping, out)
    table = load_statistics(out)
    assert len(table) == count
    return table


@pytest.mark.parametrize("name", ["loans_generic.xml", "loans_specific.xml", "loans_sdmx.csv"])
def test_one_data_set_is_the_same_in_every_form_of_sdmx(name, tmp_path):
    table = imported(name, "loans.yaml", tmp_path)
    assert list(table["series"]) == ["household_loans_balance"] * 2 + ["household_loans_yoy"] * 2
    assert list(table["value"]) == pytest.approx([3.0105e12, 3.1e12, 0.135, 0.137])
    assert list(table["end"]) == list(pd.to_datetime(["2024-09-01", "2024-12-01", "2025-05-01", "2025-06-01"]))
    assert list(table["start"]) == list(pd.to_datetime(["2024-07-01", "2024-10-01", "2025-05-01", "2025-06-01"]))
    assert set(table["region"]) == {"Shanghai"}
    assert set(table["grade"]) == {"A"}


def test_months_across_in_a_chinese_encoding_are_read(tmp_path):
    table = imported("wide_gb18030.csv", "wide.yaml", tmp_path)
    assert list(table["series"]) == ["retail_total_month"] * 2 + ["retail_total_month_yoy"] * 2
    assert list(table["value"]) == pytest.approx([2.9e11, 1.54321e11, 0.031, -0.002])
    assert list(table["end"].dt.month) == [2, 3, 2, 3]
    assert set(table["released_basis"]) == {"stated"}
    assert set(table["source_title"]) == {"上海市统计局"}


def test_figures_without_a_day_of_release_follow_the_general_rule(tmp_path):
    table = imported("loans_sdmx.csv", "loans.yaml", tmp_path)
    assert set(table["released_basis"]) == {"rule"}
    assert (table["released"] > table["end"]).all()
    assert (tmp_path / "own.csv").read_text(encoding="utf-8").splitlines()[0] == ",".join(HEADER)


def test_nothing_is_overwritten_and_nothing_is_left_behind(tmp_path):
    out = tmp_path / "own.csv"
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists, and nothing is overwritten"):
        import_figures(FILES / "loans_sdmx.csv", FILES / "loans.yaml", out)
    assert out.read_text(encoding="utf-8") == "mine"
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        import_figures(FILES / "loans_sdmx.csv", FILES / "loans.yaml", tmp_path / "file" / "own.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "own.csv"]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024-S1", "2024-H1"), ("2024S2", "2024-H2"), ("2024M05", "2024-05"), ("2024-M5", "2024-05"),
        ("2024年5月", "2024-05"), ("2024/5", "2024-05"), ("202405", "2024-05"), ("2024年", "2024"),
        ("2024-Q3", "2024-Q3"), ("2024", "2024"), ("2024-01..2024-03", "2024-01..2024-03"), ("sales", "sales"),
    ],
)  # fmt: skip
def test_periods_of_other_publishers_are_read(text, period):
    assert plain_period(text) == period


def test_the_shipped_statistics_keep_the_rules_for_a_users(tmp_path):
    for file in FOLDER.glob("*.csv"):
        assert faulty_figures(load_statistics(file)) == [], file.name


def rows(*cells):
    return "\n".join([",".join(HEADER), *cells]) + "\n"


def monthly(months, note=None):
    note = note or {}
    return rows(*(f"own_sales,Suzhou,{m},monthly,100,100m_CNY,B,,bulletin,{note.get(m, '')}" for m in months))


def test_a_gap_that_is_explained_and_a_january_that_never_comes_are_no_gaps(tmp_path):
    file = tmp_path / "own.csv"
    months = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]
    file.write_text(monthly([m for m in months if m != "2023-09"], {"2023-10": "September not published"}), "utf-8")
    assert len(checked_figures(file)) == 23
    file.write_text(monthly([m for m in months if not m.endswith("-01")]), encoding="utf-8")
    assert len(checked_figures(file)) == 22
    file.write_text(monthly([m for m in months if m != "2024-01"]), encoding="utf-8")
    with pytest.raises(DataError, match="has no figure for 2024-01 between others"):
        checked_figures(file)
    file.write_text(monthly(months[::3]), encoding="utf-8")
    assert len(checked_figures(file)) == 8


def test_growth_on_the_comparable_base_passes_where_the_one_over_the_break_does_not(tmp_path):
    file = tmp_path / "own.csv"
    level = "retail_total_ytd,Shanghai,2025-03,quarterly-cumulative,4057,100m_CNY,B,,bulletin,"
    growth = "retail_total_ytd_yoy,Shanghai,2025-03,quarterly-cumulative,{},pct,B,,bulletin,"
    file.write_text(rows(level, growth.format("-1.1")), encoding="utf-8")
    assert len(checked_figures(file)) == 2
    file.write_text(rows(level, growth.format("-12.1")), encoding="utf-8")
    with pytest.raises(DataError, match=r"before the break of 2025-01"):
        checked_figures(file)


def test_flows_may_be_negative_and_every_bad_row_is_named_at_once(tmp_path):
    file = tmp_path / "own.csv"
    flow = "household_loans_increment,Shanghai,2025-Q3,quarterly,-50,100m_CNY,B,,report,"
    file.write_text(rows(flow), encoding="utf-8")
    assert len(checked_figures(file)) == 1
    bad = "household_loans_balance,Shanghai,2025-Q3,quarterly,-50,100m_CNY,B,,report,"
    wrong_unit = "household_loans_yoy,Shanghai,2025-09,monthly,13,100m_CNY,B,,report,"
    file.write_text(rows(flow, bad, wrong_unit), encoding="utf-8")
    with pytest.raises(DataError, match="2 mistakes:") as caught:
        checked_figures(file)
    assert [mistake.place for mistake in caught.value.mistakes] == ["line 3, value", "line 4, unit"]
