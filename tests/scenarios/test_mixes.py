"""Scenarios made of others: the whole opinion, its tools by kind, stronger guards; and outside paths that turn."""

from datetime import date

import pytest

from sim.policy.groups import group_table
from sim.scenarios import compile_policy, load_scenario, scenario_names
from sim.scenarios.clauses import read_clauses

CLAUSES = [f"shanghai/{name}" for name in read_clauses().clauses if f"shanghai/{name}" in scenario_names()]
KINDS = ("shanghai/subsidies_only", "shanghai/rates_only", "shanghai/rules_only")
AUTHORITIES = ("city", "national", "lender", "merchant")


@pytest.fixture(scope="module")
def record():
    return {lever.id: lever for lever in load_scenario("shanghai/actual").levers}


@pytest.fixture(scope="module")
def whole():
    return load_scenario("shanghai/opinion_full")


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_compiles_and_says_whose_and_whence_its_numbers_are(name):
    scenario = load_scenario(name)
    terms, rows = compile_policy(scenario, group_table(), scenario.first_month, scenario.months)
    assert len(terms.rate_cap) == scenario.months
    assert len(rows) >= 1
    for lever in scenario.levers:
        assert lever.authority in AUTHORITIES
        assert all(lever.basis_of(number) in ("document", "statistic", "literature", "assumption")
                   for number in lever.stated())  # fmt: skip


def test_the_whole_opinion_is_the_record_and_what_each_clause_changes_in_it(record, whole):
    changed = {}
    for name in CLAUSES:
        own = {lever.id: lever for lever in load_scenario(name).levers if record.get(lever.id) != lever}
        assert not changed.keys() & own.keys()
        changed |= own
    assert len(changed) > 30
    assert {lever.id: lever for lever in whole.levers} == record | changed
    assert set(whole.takes_from) == set(CLAUSES)


def test_no_clause_file_is_missing_from_the_whole_opinion(whole):
    """A file is found by its name: task_NN or safeguard_N."""
    shipped = {name for name in scenario_names() if name.startswith(("shanghai/task_", "shanghai/safeguard_"))}
    assert set(whole.takes_from) == shipped


def test_each_tool_of_the_whole_opinion_is_in_one_of_the_three_kinds(whole):
    """A new tool belongs under 'levers' of subsidies_only, rates_only or rules_only."""
    before = {lever.id: lever for lever in load_scenario("shanghai/no_policy").levers}
    seen = {}
    for kind in KINDS:
        scenario = load_scenario(kind)
        for lever in scenario.levers:
            if before.get(lever.id) == lever:
                continue
            assert lever == whole.lever(lever.id)
            assert seen.setdefault(lever.key, kind) == kind, lever.key
    steady = {lever.id for lever in whole.levers if before.get(lever.id) == lever}
    assert {lever.key for lever in whole.levers if lever.id not in steady} == set(seen)


def test_the_guarded_opinion_changes_tasks_14_and_15_alone_and_only_upwards(whole):
    guarded = load_scenario("shanghai/guarded")
    assert {lever.id for lever in guarded.levers} == {lever.id for lever in whole.levers}
    changed = [lever for lever in guarded.levers if lever != whole.lever(lever.id)]
    assert {lever.id[:7] for lever in changed} == {"task_14", "task_15"}
    ways = {"limit": -1, "card_line": -1, "shift": 1, "kept": 1, "stopped": 1, "cost": 1}
    for lever in changed:
        moved = {name: value for name, value in lever.stated().items() if value != whole.lever(lever.id).stated()[name]}
        assert moved
        assert all(ways[name] * (value - whole.lever(lever.id).stated()[name]) > 0 for name, value in moved.items())


@pytest.mark.parametrize("name", ["shanghai/income_shock", "shanghai/tight_credit"])
def test_a_test_of_strength_leaves_history_and_policy_alone(name, record):
    scenario = load_scenario(name)
    changes = [change for listed in scenario.exogenous.values() for change in listed]
    assert changes
    assert all(change.start == date(2026, 1, 1) and change.end == date(2026, 12, 31) for change in changes)
    for lever in scenario.levers:
        assert record.get(lever.id) == lever or (lever.key == "cutoff_trial" and lever.start == date(2026, 1, 1))
