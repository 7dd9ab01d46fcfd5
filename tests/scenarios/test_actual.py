"""The Shanghai record against the published table of instruments."""

import csv
from datetime import date

import pytest

from sim.data import DATA
from sim.scenarios import load_scenario

SCALES = (1, 0.01, 12, 1e6, 1e9)
"""As published, in percent, in years, in millions and billions of CNY."""


def rows_of(table):
    with (DATA / "statistics" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows_of("policy_instruments")
INSTRUMENTS = sorted({row["series"].partition(".")[0] for row in ROWS})


@pytest.fixture(scope="module")
def actual():
    return load_scenario("shanghai/actual")


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_instrument_is_a_lever_or_listed_with_a_reason(actual, instrument):
    stated = {name for lever in actual.levers for name in lever.instruments}
    listed = {row.id for row in actual.not_yet if row.reason}
    assert (instrument in stated) != (instrument in listed)


def test_nothing_is_named_that_the_table_does_not_hold(actual):
    named = {name for lever in actual.levers for name in lever.instruments} | {row.id for row in actual.not_yet}
    assert named <= set(INSTRUMENTS)


def published(lever):
    """Values of the lever's instruments in any unit that a scenario uses, as numbers."""
    series = [row for row in ROWS if row["series"].partition(".")[0] in lever.instruments]
    if not lever.instruments:
        series = rows_of("policy_coupons_tradein")
    values = {float(row["value"]) for row in series if row["value"].replace(".", "").isdigit()}
    values |= {float(word) for row in series if row["unit"].startswith("CNY_on_") for word in [row["unit"][7:]]}
    return values


def test_every_number_from_a_document_stands_in_the_table(actual):
    wrong = []
    for lever in actual.levers:
        values = published(lever)
        for name, value in lever.stated().items():
            if lever.basis_of(name) not in {"document", "statistic"} or not isinstance(value, float):
                continue
            if not any(value == pytest.approx(number * scale) for number in values for scale in SCALES):
                wrong.append(f"{lever.id}.{name} = {value:g}")
    # What is read off a note or a text column of the table, not off its value.
    in_notes = {
        "personal_consumption_loan_subsidy_v1.small_ticket",
        *(f"services_2025_h1_dining_{face}.threshold" for face in (90, 180, 400)),
    }
    assert [row for row in wrong if row.partition(" ")[0] not in in_notes] == []


def test_shares_of_payers_from_a_document_stand_in_the_table(actual):
    for lever in actual.levers:
        if "payers" in lever.stated() and lever.basis_of("payers") == "document" and "city" in lever.payers:
            shares = {
                float(row["value"]) / 100
                for row in ROWS
                if row["series"].endswith(("central_share", "central_share_east"))
            }
            assert lever.payers["central"] in shares


def test_budgets_of_2024_sum_to_the_published_four_billion(actual):
    tools = (
        "auto_replacement_2024_09",
        "auto_scrappage_2024_09",
        "home_appliance_tradein_2024_09",
        "home_decoration_2024",
    )
    assert sum(actual.lever(name).budget[0].amount for name in tools) == 4e9


@pytest.mark.parametrize(("year", "total"), [("2025", 8.0e9), ("2026", 6.67e9)])
def test_assumed_budgets_keep_the_citys_share_of_2024(actual, year, total):
    tools = ("auto_", "home_appliance", "digital", "municipal")
    budgets = [
        lever.budget[0].amount
        for lever in actual.levers
        if lever.budget and lever.id.startswith(tools) and lever.id.endswith(year)
    ]
    assert sum(budgets) == pytest.approx(total)
    national = {"2025": 300e9, "2026": 4 * 62.5e9}[year]
    assert total == pytest.approx(national * 4 / 150, rel=1e-3)


def test_service_vouchers_have_their_published_budgets(actual):
    sums = {"lepin_2024_dining": 360e6, "lepin_2024_lodging": 90e6, "lepin_2024_cinema": 30e6}
    sums |= {"services_2025_h1_dining": 360e6, "services_2025_h2_dining": 350e6}
    for name, total in sums.items():
        found = [lever.budget[0].amount for lever in actual.levers if lever.id.startswith(name)]
        assert sum(found) == pytest.approx(total)


def test_no_policy_keeps_only_what_began_before_2022_and_never_ends_it():
    levers = load_scenario("shanghai/no_policy").levers
    assert [lever.id for lever in levers if lever.start >= date(2022, 1, 1) or lever.end] == []


def test_no_policy_and_the_record_are_the_same_until_the_first_change(actual):
    import numpy as np

    from sim.policy.groups import group_table
    from sim.scenarios import compile_policy

    pair = [compile_policy(one, group_table(), 0, 24) for one in (actual, load_scenario("shanghai/no_policy"))]
    for one, other in zip(pair[0][0], pair[1][0], strict=True):
        np.testing.assert_array_equal(one, other)
    assert [row.id for row in pair[0][1] if row.window.any()] == [row.id for row in pair[1][1] if row.window.any()]
