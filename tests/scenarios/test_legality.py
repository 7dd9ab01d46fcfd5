"""What a scenario may not do, what it is warned of, and on which days. One breach a file; each rule has a document."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from creditsim.scenarios import app
from creditsim.show import print_notices
from sim.data.statistics import load_statistics
from sim.errors import ScenarioError
from sim.levers import LEVERS
from sim.levers.legality import RULES, rules_of
from sim.scenarios import load_scenario
from sim.scenarios.legality import legal_notices

BAD = Path(__file__).parents[1] / "bad_files"
with (BAD / "warned" / "expected.csv").open(encoding="utf-8", newline="") as table:
    WARNED = list(csv.DictReader(table))
with (BAD / "scenarios" / "expected.csv").open(encoding="utf-8", newline="") as table:
    REFUSED = [row for row in csv.DictReader(table) if row["file"].startswith("law_")]
YEARS = {"from": "2025-01", "to": "2026-12"}


@pytest.fixture(scope="module")
def record():
    return load_scenario("shanghai/actual")


@pytest.mark.parametrize("row", WARNED, ids=[row["file"] for row in WARNED])
def test_a_breach_that_is_allowed_is_named_with_its_rule(row):
    notices = legal_notices(load_scenario(BAD / "warned" / row["file"]))
    first = notices[0] if notices else None
    found = (first.rule.name, first.what, first.remedy) if first else ("", "", "")
    assert found == (row["rule"], row["what"], row["remedy"])


def test_every_warned_file_is_expected():
    assert sorted(row["file"] for row in WARNED) == sorted(file.name for file in (BAD / "warned").glob("*.yaml"))


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_each_rule_is_broken_by_a_file_as_severely_as_it_says(rule):
    refused = any(f"rule '{rule.name}'" in row["what"] for row in REFUSED)
    warned = any(row["rule"] == rule.name for row in WARNED)
    assert refused == ("refuse" in rule.severity)
    assert warned == ("warn" in rule.severity)


def test_each_rule_cites_a_document_and_rows_of_the_table_of_instruments():
    known = {series.split(".")[0] for series in load_statistics()["series"]}
    for rule in RULES:
        assert rule.source
        assert rule.title_zh
        assert set(rule.rows) <= known, rule.name
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_what_was_in_force_breaks_no_rule(record):
    assert legal_notices(record) == []


def test_scenarios_made_in_python_are_held_against_the_rules_too(record):
    with pytest.raises(ScenarioError, match=r"rule 'car_loan_share'"):
        record.with_levers(car_credit_easing={"id": "used", **YEARS, "sectors": ["used_car"], "ltv_limit": 0.8})
    record.with_levers(car_credit_easing={"id": "used", **YEARS, "sectors": ["used_car"], "ltv_limit": 0.7})


@pytest.mark.parametrize(("begin", "lawful"), [("2025-01-01", True), ("2025-01-02", False)])
def test_cards_for_students_need_a_second_payer_on_every_day(record, begin, lawful):
    second = {"card_line": 3000, **YEARS, "from": begin}
    cards = {"segments": ["student"], "offers": 2, **YEARS}
    if lawful:
        record.with_levers(student_second_source=second, card_issuance=cards)
    else:
        with pytest.raises(ScenarioError, match="no second payer"):
            record.with_levers(student_second_source=second, card_issuance=cards)


def test_a_loan_for_all_or_before_the_rule_is_not_aimed_at_students(record):
    marketing = {"products": ["platform_loan"], "offers": 1.5}
    early = {"from": "2020-01", "to": "2021-03-16", "segments": ["student"]}
    for window in (YEARS, early):
        assert record.with_levers(smart_marketing={**marketing, **window}).lever("smart_marketing")
    with pytest.raises(ScenarioError, match="rule 'students'"):
        record.with_levers(smart_marketing={**marketing, **early, "to": "2021-03-17"})


def test_zero_down_payment_is_lawful_from_the_day_it_was_allowed(record):
    easing = {"id": "all", "sectors": ["nev", "ice"], "ltv_limit": 1.0}
    record.with_levers(car_credit_easing={**easing, "from": "2024-04-03"})
    with pytest.raises(ScenarioError, match="since 2018-01-01 at most 85%"):
        record.with_levers(car_credit_easing={**easing, "from": "2024-04-02"})


def test_the_city_may_pay_more_with_its_own_money_and_is_warned(record):
    more = {"id": "city", **YEARS, "products": ["education_loan"], "points": 2, "max_share_of_rate": 1}
    scenario = record.with_levers(interest_subsidy={**more, "payers": {"city": 1.0}})
    assert [notice.rule.name for notice in legal_notices(scenario)] == ["interest_subsidy_limits"] * 2
    with pytest.raises(ScenarioError, match=r"interest_subsidy_limits"):
        record.with_levers(interest_subsidy={**more, "payers": {"central": 0.1, "city": 0.9}})


def test_experiments_are_bound_by_nothing(record):
    trial = {"segments": ["student"], "products": ["platform_loan"], "shift": -1, "from": "2025-01"}
    assert legal_notices(record.with_levers(cutoff_trial=trial)) == []
    tools = [lever for lever in LEVERS.values() if lever.clause == ("not in the opinion: research tool",)]
    assert len(tools) >= 5
    assert all(rules_of(lever) == () for lever in tools)


@pytest.mark.parametrize("command", ["check", "show"])
def test_the_command_warns_and_goes_on(command):
    done = CliRunner(env={"COLUMNS": "200"}).invoke(app, [command, "shanghai/task_15"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "Warning: Rule 'authority': " in done.output
    assert "Warning" not in CliRunner().invoke(app, [command, "shanghai/task_06"], catch_exceptions=False).output


def test_a_warning_of_several_scenarios_is_printed_once(capsys):
    print_notices([load_scenario(name) for name in ("shanghai/actual", "shanghai/task_09", "shanghai/opinion_full")])
    text = capsys.readouterr().out
    assert text.count("Warning in shanghai/task_09: ") == 1
    assert text.count("Warning in shanghai/opinion_full: ") == 1
    print_notices([load_scenario("shanghai/task_15"), load_scenario("shanghai/task_15")])
    assert capsys.readouterr().out.count("Warning") == 1
