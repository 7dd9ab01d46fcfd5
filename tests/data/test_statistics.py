"""The statistics store: every row is read, converted once, graded and sourced."""

import csv

import pandas as pd
import pytest

from sim.data.statistics import COLUMNS, FOLDER, HEADER, load_statistics
from sim.errors import DataError

GOOD = (
    "retail_total_month",
    "Shanghai",
    "2024-05",
    "monthly",
    "1590.93",
    "CNY 100m (yi yuan)",
    "A",
    "url",
    "title",
    "",
)


@pytest.fixture(scope="module")
def table():
    return load_statistics()


@pytest.fixture
def write(tmp_path):
    def write_rows(*rows, name="own.csv", header=HEADER):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return tmp_path

    return write_rows


def changed(**cells):
    return tuple(cells.get(name, cell) for name, cell in zip(HEADER, GOOD, strict=True))


def one(table, series, month, region="Shanghai", **more):
    rows = table[(table["series"] == series) & (table["region"] == region) & (table["end"] == pd.Timestamp(month))]
    for column, value in more.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_every_row_of_every_file_is_read(table):
    for file in FOLDER.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            rows = sum(1 for _ in csv.DictReader(lines))
        assert (table["file"] == file.name).sum() == rows
    assert tuple(table.columns) == COLUMNS


def test_only_open_rules_and_generic_figures_lack_a_date(table):
    undated = table[table["start"].isna() & table["end"].isna()]
    assert set(undated["published_value"]) <= {"75", "20", "30", "50"}
    assert set(undated["grade"]) == {"C"}
    half_open = table[table["start"].isna() ^ table["end"].isna()]
    assert set(half_open["file"]) <= {"policy_instruments.csv", "memory_credit.csv"}


def test_money_is_yuan_and_shares_are_fractions(table):
    assert one(table, "retail_total_month", "2024-05-01")["value"] == pytest.approx(159.093e9)
    assert one(table, "retail_total_month_yoy", "2024-05-01")["value"] == pytest.approx(0.016)
    assert one(table, "card_credit_line_total", "2024-12-01", "China")["value"] == pytest.approx(22.9e12)
    assert one(table, "population_resident", "2024-12-01")["value"] == pytest.approx(24_802_600)
    assert not table["unit"].str.contains("%|pct|100m|10k").any()


def test_a_published_range_becomes_its_middle_and_stays_readable(table):
    row = one(table, "household_deposits_balance", "2025-06-01")
    assert row["value"] == pytest.approx(6.15e12)
    assert (row["published_value"], row["grade"]) == ("5.5-6.8", "C")


def test_a_cumulative_figure_covers_the_year_so_far(table):
    row = one(table, "retail_total_ytd", "2022-08-01")
    assert row["start"] == pd.Timestamp("2022-01-01")


def test_recollections_are_grade_c_and_nothing_else_is(table):
    recalled = table["file"].str.startswith("memory_")
    assert (recalled == (table["grade"] == "C")).all()


def test_derived_and_stand_in_figures_are_flagged(table):
    assert table.loc[table["file"] == "credit_derived.csv", "derived"].all()
    assert table.loc[table["region"].str.contains("Fujian urban"), "proxy"].all()
    assert not one(table, "retail_total_month", "2024-05-01")["derived"]


def test_every_row_names_its_source(table):
    assert ((table["source_url"] != "") | (table["source_title"] != "")).all()


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"period": "May 2024"}, r"own\.csv line 3, period: 'May 2024' is no period"),
        ({"unit": "dollars"}, r"own\.csv line 3, unit: there is no unit 'dollars'"),
        ({"value": "about 5"}, r"own\.csv line 3, value: 'about 5' is no number"),
        ({"grade": "D"}, r"own\.csv line 3, grade: there is no grade 'D'"),
        ({"source_url": "", "source_title": ""}, r"line 3, source_title: the figure has no source"),
        ({"unit": "pct", "value": "7000"}, r"line 3, value: this cannot be a fraction"),
    ],
)
def test_a_bad_row_is_named_with_file_line_and_remedy(write, cells, says):
    with pytest.raises(DataError, match=says) as caught:
        load_statistics(write(GOOD, changed(**cells)))
    assert caught.value.remedy


def test_a_recollection_may_not_claim_a_better_grade(write):
    with pytest.raises(DataError, match="grade: a recollection is of grade C"):
        load_statistics(write(GOOD, name="memory_own.csv"))


def test_every_bad_cell_is_named_at_once(write):
    with pytest.raises(DataError, match="4 mistakes:") as caught:
        load_statistics(
            write(
                changed(grade="D"), GOOD, changed(period="May", unit="dollars"), changed(source_url="", source_title="")
            )
        )
    places = ["line 2, grade", "line 4, period", "line 4, unit", "line 5, source_title"]
    assert [mistake.place for mistake in caught.value.mistakes] == places


def test_a_wrong_header_says_what_the_columns_are(write):
    with pytest.raises(DataError, match=r"the columns stand in another order\. Write series,region"):
        load_statistics(write(GOOD, header=HEADER[::-1]))


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(DataError, match="no statistics tables"):
        load_statistics(tmp_path)
