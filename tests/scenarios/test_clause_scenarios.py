"""Scenarios that state one clause: they begin with the record and add levers of that clause alone."""

from datetime import date

import pytest

from sim.scenarios import load_scenario, scenario_names
from sim.scenarios.clauses import clause_name, read_clauses

OPINION = read_clauses()
STATED = [name for name in scenario_names() if name.removeprefix("shanghai/") in OPINION.clauses]
IN_FORCE = (date(2025, 1, 1), date(2026, 12, 31))


@pytest.fixture(scope="module")
def record():
    return load_scenario("shanghai/actual")


def added(scenario, record):
    """Levers that the record does not have, not even by name."""
    known = {lever.id for lever in record.levers}
    return [lever for lever in scenario.levers if lever.id not in known]


@pytest.mark.parametrize("name", STATED)
def test_it_adds_levers_of_its_clause_to_the_record_and_drops_none(name, record):
    scenario, clause = load_scenario(name), name.removeprefix("shanghai/")
    new = added(scenario, record)
    assert scenario.parents == ("shanghai/actual",)
    assert {lever.id for lever in record.levers} < {lever.id for lever in scenario.levers}
    assert all(clause_name(clause) in lever.clause and lever.id.startswith(clause) for lever in new)
    assert all(IN_FORCE[0] <= lever.start and lever.end == IN_FORCE[1] for lever in new)


@pytest.mark.parametrize("name", STATED)
def test_public_money_has_a_budget_and_payers(name, record):
    for lever in added(load_scenario(name), record):
        if "rate" in lever.stated() and lever.authority == "city":
            assert lever.budget
            assert "payers" in lever.stated()


def test_what_changes_in_a_lever_of_the_record_is_its_stack(record):
    scenario = load_scenario("shanghai/task_08")
    changed = {lever.id: lever for lever in record.levers if scenario.lever(lever.id) != lever}
    assert list(changed) == ["municipal_home_decoration_2025"]
    other = scenario.lever("municipal_home_decoration_2025").model_dump()
    assert other | {"stack": None} == changed["municipal_home_decoration_2025"].model_dump()


def test_clauses_with_levers_beside_the_record_have_a_scenario(record):
    keys = {lever.key for lever in record.levers}
    for name, clause in OPINION.clauses.items():
        if {key for sentence in clause.sentences for key in sentence.levers} - keys:
            assert f"shanghai/{name}" in STATED
