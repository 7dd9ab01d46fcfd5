"""Levers taken from other scenarios: which come along, which replace, which clash."""

import pytest

from sim.errors import ScenarioError
from sim.scenarios import load_scenario, scenario_schema

BASE = """
title: Base
months: {from: 2025-01, to: 2026-12}
levers:
  - {lever: rate_cap, basis: document, from: 2025-10, products: [platform_loan], cap: 24}
  - {lever: disclosure, basis: assumption, from: 2025-10, shift: 0.05}
"""
TAKER = "title: Taker\nextends: base.yaml\ntakes:\n"


@pytest.fixture
def written(tmp_path):
    """written(name, text): the scenario of a file beside base.yaml."""
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")

    def write(name, text):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")
        return load_scenario(file)

    return write


def giver(*entries):
    return "title: Giver\nextends: base.yaml\nlevers:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


CAP = "lever: rate_cap, basis: assumption, from: 2025-10, products: [platform_loan], cap: "
REPAIR = "lever: credit_repair, basis: assumption, from: 2025-01, length: 0.5"


def test_levers_come_along_and_nothing_else(written):
    text = giver(REPAIR).replace("extends", "parameters: {rate_curvature: 2}\nexogenous: {visitors: {add: 1}}\nextends")
    written("giver", text)
    taker = written("taker", TAKER + "  - scenario: giver.yaml\n")
    assert [lever.id for lever in taker.levers] == ["credit_repair", "disclosure", "rate_cap"]
    assert (taker.parents, taker.takes_from) == (("base",), ("giver",))
    assert not taker.parameters
    assert not taker.exogenous


def test_a_lever_that_is_changed_replaces_one_that_is_shared(written):
    """Both givers have the base's cap; one changes it. The order in which they are taken does not matter."""
    written("one", giver(CAP + "20"))
    written("two", giver(REPAIR))
    for names in (("one", "two"), ("two", "one")):
        taker = written("taker", TAKER + "".join(f"  - scenario: {name}.yaml\n" for name in names))
        assert taker.lever("rate_cap").cap == 20
        assert len(taker.levers) == 3


def test_two_changes_of_one_lever_clash_unless_the_file_itself_decides(written):
    written("one", giver(CAP + "20"))
    written("two", giver(CAP + "18"))
    both = TAKER + "  - scenario: one.yaml\n  - scenario: two.yaml\n"
    with pytest.raises(ScenarioError, match=r"line 5: 'one' and 'two' each give 'rate_cap' numbers of their own"):
        written("taker", both)
    assert written("taker", f"{both}levers:\n  - {{{CAP}22}}\n").lever("rate_cap").cap == 22
    assert [lever.id for lever in written("taker", f"{both}without: [rate_cap]\n").levers] == ["disclosure"]


def test_only_the_tools_named_are_taken(written):
    written("giver", giver(REPAIR, CAP + "20"))
    taker = written("taker", TAKER + "  - {scenario: giver.yaml, levers: [credit_repair]}\n")
    assert taker.lever("rate_cap").cap == 24
    assert "credit_repair" in [lever.id for lever in taker.levers]


def test_what_is_taken_may_be_dropped_again(written):
    written("giver", giver(REPAIR))
    taker = written("taker", TAKER + "  - scenario: giver.yaml\nwithout: [credit_repair]\n")
    assert [lever.id for lever in taker.levers] == ["disclosure", "rate_cap"]


def test_files_that_take_from_one_another_are_refused(written):
    written("one", giver(REPAIR))
    written("two", TAKER + "  - scenario: one.yaml\n")
    with pytest.raises(ScenarioError, match=r"'one.yaml' takes from this file in turn"):
        written("one", TAKER + "  - scenario: two.yaml\n")


def test_the_schema_describes_what_is_taken():
    schema = scenario_schema()
    entry = schema["$defs"][schema["properties"]["takes"]["items"]["$ref"].rpartition("/")[2]]
    assert "scenario" in entry["required"]
    assert "disclosure" in entry["properties"]["levers"]["items"]["enum"]
    assert "shanghai/task_*" in entry["description"]
