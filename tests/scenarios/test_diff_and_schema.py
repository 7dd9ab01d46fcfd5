"""What is shown of a scenario: its numbers, what differs, the schema for editors."""

import json

from sim.levers import LEVERS
from sim.scenarios import diff_scenarios, load_scenario, number_table, scenario_schema
from sim.scenarios.diff import Difference


def test_a_scenario_does_not_differ_from_itself():
    base = load_scenario("shanghai/actual")
    assert diff_scenarios(base, base) == []


def test_a_changed_number_an_added_and_a_dropped_lever_are_rows():
    base = load_scenario("shanghai/actual")
    entry = {"id": "loan_facilitation_rule", "basis": "document", "announced": "2025-04", "from": "2025-10-01"}
    entry |= {"products": ["platform_loan"], "cap": 20, "instruments": ["loan_facilitation_rule"]}
    assert diff_scenarios(base, base.with_levers(rate_cap=entry)) == [
        Difference("loan_facilitation_rule", "cap", "24", "20")
    ]
    bare = load_scenario("shanghai/no_policy")
    assert Difference("loan_facilitation_rule", "lever", "rate_cap", "") in diff_scenarios(base, bare)
    assert Difference("loan_facilitation_rule", "lever", "", "rate_cap") in diff_scenarios(bare, base)


def test_months_parameters_and_paths_are_compared():
    base = load_scenario("shanghai/no_policy")
    other = base.with_months(last="2028-12").with_parameters({"rate_curvature": 2})
    other = other.with_exogenous({"visitors": {"add": 1}})
    assert [row.what for row in diff_scenarios(base, other)] == ["months", "parameters", "exogenous"]


def test_the_number_table_shows_value_unit_and_basis():
    rows = {(row.lever, row.name): row for row in number_table(load_scenario("shanghai/teaching_voucher"))}
    face, budget = rows["dining_2026_extra", "face"], rows["dining_2026_extra", "budget"]
    assert (face.value, face.unit, face.basis) == ("90", "CNY", "statistic")
    assert (budget.unit, budget.basis) == ("CNY", "assumption")
    assert "60,000,000 (2026-03-01)" in budget.value


def test_the_schema_describes_every_lever_and_number():
    schema = scenario_schema()
    assert json.loads(json.dumps(schema)) == schema
    entries = [
        schema["$defs"][part["$ref"].rpartition("/")[2]] for part in schema["properties"]["levers"]["items"]["oneOf"]
    ]
    by_key = {entry["properties"]["lever"]["const"]: entry["properties"] for entry in entries}
    assert set(by_key) == set(LEVERS)
    for key, lever in LEVERS.items():
        for name, number in lever.numbers().items():
            assert by_key[key][name]["minimum"] == number.low
            assert by_key[key][name]["unit"] == number.unit
        assert {"from", "to", "basis", "id"} <= set(by_key[key])
