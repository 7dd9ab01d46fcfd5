"""Days of release: stated or by rule, and what a vintage sees."""

from datetime import date

import pandas as pd
import pytest

from sim.data.periods import parse_period, year_to_date
from sim.data.releases import BASES, release_rules, released, rule_of
from sim.data.statistics import FOLDER, STATISTICS, load_statistics
from sim.data.tables import rows
from sim.data.vintages import PACKAGE, seen_by
from sim.errors import UsageError
from sim.scenarios import load_scenario


@pytest.fixture(scope="module")
def table():
    return load_statistics()


def day(file, series, period, frequency="monthly", released_on=""):
    row = {"series": series, "period": period, "frequency": frequency, "released": released_on}
    return released(file, row, parse_period(period))


def test_a_vintage_sees_what_was_released_by_its_last_day():
    seen = load_statistics(vintage="2024-12")
    assert seen["released"].max() <= pd.Timestamp("2024-12-31")
    whole = load_statistics()
    assert len(seen) == (whole["released"] <= pd.Timestamp("2024-12-31")).sum()
    assert list(seen.index) == list(range(len(seen)))
    assert len(load_statistics(vintage=PACKAGE)) == len(whole)
    assert len(load_statistics(vintage="2025-07-31")) < len(whole)


def test_the_year_2024_is_not_known_at_its_end():
    then = load_statistics(vintage="2024-12")
    assert not ((then["series"] == "retail_total_year") & (then["end"] == "2024-12-01")).any()
    later = load_statistics(vintage="2025-01")
    assert ((later["series"] == "retail_total_year") & (later["end"] == "2024-12-01")).any()


@pytest.mark.parametrize(
    ("file", "series", "period", "frequency", "expected"),
    [
        ("retail_shanghai.csv", "retail_total_month", "2024-05", "monthly", "2024-06-20"),
        ("retail_shanghai.csv", "retail_total_month", "2024-01", "monthly", "2024-03-20"),
        ("retail_shanghai.csv", "retail_total_year", "2024", "annual", "2025-01-23"),
        ("credit_card.csv", "card_overdue_180d_ratio", "2024-12", "quarterly", "2025-03-05"),
        ("credit_lenders.csv", "ant_cf_npl_ratio", "2024-12", "annual", "2025-04-30"),
        ("credit_derived.csv", "card_balance_outstanding", "2024-06", "derived", "2024-12-05"),
        ("credit_derived.csv", "consumption_loans_ex_mortgage_balance", "2023-12", "derived", "2025-01-28"),
        ("wealth_deposits_distribution.csv", "income_quintile_Q3_middle", "2023", "annual", "2024-11-30"),
        ("credit_prices.csv", "lpr_1y", "2024-10-21", "monthly", "2024-10-20"),
        ("own.csv", "sales", "2024-02", "monthly", "2024-05-31"),
        ("own.csv", "cap", "2024-02..", "rule", "2024-02-01"),
    ],
)
def test_a_rule_gives_the_usual_day_of_the_series(file, series, period, frequency, expected):
    found = day(file, series, period, frequency)
    assert (found.day.isoformat(), found.basis) == (expected, "rule")
    assert found.reason


def test_a_day_in_the_row_goes_before_every_rule():
    found = day("retail_shanghai.csv", "retail_total_month", "2024-05", released_on="2024-06-17")
    assert (found.day, found.basis) == (date(2024, 6, 17), "stated")


def test_an_instrument_is_known_from_its_announcement():
    found = day("policy_instruments.csv", "personal_consumption_loan_subsidy_v1.subsidy_rate", "2025-09", "rule")
    assert (found.day, found.basis) == (date(2025, 8, 12), "stated")
    assert day("policy_instruments.csv", "own.rate", "2025-09..", "rule").day == date(2025, 9, 1)


@pytest.fixture(scope="module")
def met():
    """The rule that each shipped row meets first."""
    found = []
    for file in FOLDER.glob("*.csv"):
        for _, row in rows(file, STATISTICS):
            found.append(rule_of(file.name, row["series"], row["period"], row["frequency"]))
    return found


def test_no_shipped_row_falls_through_to_the_general_rules(met):
    assert all(rule.patterns[0] != "*" for rule in met)


def test_every_rule_that_names_a_table_is_met_by_a_row(met):
    """A line that no row meets is a misspelt one; the first month of a year stands alone in no table yet."""
    unmet = [rule.patterns for rule in release_rules() if rule not in met and rule.patterns[0] != "*"]
    assert all(pattern[2] == "*-01" for pattern in unmet), unmet


def test_a_figure_is_not_known_before_its_last_month(table):
    figures = table[~table["frequency"].isin(["rule", "programme", "monthly round"]) & table["end"].notna()]
    figures = figures[figures["series"] != "subsidy_effective_rate_example"]
    assert (figures["released"] >= figures["end"]).all()
    assert table["released"].notna().all()
    assert set(table["released_basis"]) == set(BASES)


def test_a_cumulated_figure_comes_out_after_its_last_month():
    row = {"series": "retail_total_ytd", "period": "2024-09", "frequency": "monthly-cumulative", "released": ""}
    found = released("retail_shanghai.csv", row, year_to_date(parse_period("2024-09")))
    assert found.day == date(2024, 10, 20)


@pytest.mark.parametrize("text", ["2024", "2024-13", "2024-02-30", "202412", "20241231", "soon", "2024-1", ""])
def test_what_is_no_month_and_no_day_is_no_vintage(text):
    with pytest.raises(UsageError, match="is no vintage"):
        seen_by(text)


def test_a_month_ends_with_its_last_day():
    assert seen_by("2024-02") == date(2024, 2, 29)
    assert seen_by("2024-10-31") == date(2024, 10, 31)
    assert seen_by(None) is None


def test_a_scenario_and_the_statistics_tell_the_same_announcements(table):
    """Levers of an instrument against its rows with the same first month, where both tell a day."""
    rules = table[table["frequency"] == "rule"].assign(instrument=table["series"].str.split(".").str[0])
    compared = set()
    for lever in load_scenario("shanghai/actual").levers:
        for name in lever.instruments if lever.announced else ():
            like = rules[(rules["instrument"] == name) & (rules["start"] == pd.Timestamp(lever.start).replace(day=1))]
            like = like[like["released_basis"] != "rule"]
            days = set(like["released"].dt.date)
            if days:
                near = {abs((day - lever.announced).days) for day in days}
                assert min(near) <= (31 if lever.announced.day == 1 else 1), (lever.id, lever.announced, days)
                compared.add(name)
    assert len(compared) >= 12
