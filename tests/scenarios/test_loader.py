"""Scenario files: what is read, inherited, replaced and dropped."""

from datetime import date

import pytest

from sim.calendar import month_index
from sim.data.documents import read_yaml
from sim.scenarios import load_scenario, scenario_names, scenario_of

PARENT = """
title: Parent
title_zh: 父
months: {from: 2022-01, to: 2026-12}
policy_cut_off: 2026-03-15
parameters: {ceiling_slack: 1e-3, rate_curvature: 0x10}
exogenous:
  outside_return: {add: -0.02, from: 2025-07}
levers:
  - lever: rate_cap
    basis: document
    from: 2025-10-01
    products: [platform_loan]
    cap: 24
  - lever: rate_floor
    basis: document
    from: 2025-04
    products: [consumer_loan]
    floor: 3
not_yet:
  - {id: ebike, reason: no sector}
"""

CHILD = """
title: Child
extends: parent.yaml
months: {from: 2022-01, to: 2028-12}
without: [rate_floor]
parameters: {rate_curvature: 2}
levers:
  - lever: rate_cap
    basis: assumption
    from: 2026-01
    products: [bnpl]
    cap: 20
  - lever: rate_cap
    id: second
    basis: assumption
    from: 2026-01
    products: [card]
    cap: 18
not_yet:
  - {id: ebike, reason: still none}
  - {id: other, reason: new}
"""


@pytest.fixture
def child(tmp_path):
    (tmp_path / "parent.yaml").write_text(PARENT, encoding="utf-8")
    (tmp_path / "child.yaml").write_text(CHILD, encoding="utf-8")
    return load_scenario(tmp_path / "child.yaml")


def test_a_file_is_read_into_months_levers_and_overrides(tmp_path):
    (tmp_path / "parent.yaml").write_text(PARENT, encoding="utf-8")
    scenario = load_scenario(str(tmp_path / "parent.yaml"))
    assert (scenario.name, scenario.title_zh, scenario.parents) == ("parent", "父", ())
    assert (scenario.first_month, scenario.last_month, scenario.months) == (0, 59, 60)
    assert scenario.parameters == {"ceiling_slack": 0.001, "rate_curvature": 16.0}
    assert [lever.id for lever in scenario.levers] == ["rate_cap", "rate_floor"]
    assert scenario.policy_cut_off == date(2026, 3, 15)


def test_a_child_replaces_by_id_adds_and_drops(child):
    assert [(lever.id, lever.cap) for lever in child.levers] == [("rate_cap", 20), ("second", 18)]


def test_a_child_keeps_what_it_does_not_change(child):
    assert child.parents == ("parent",)
    assert child.parameters == {"ceiling_slack": 0.001, "rate_curvature": 2.0}
    assert child.exogenous["outside_return"][0].add == -0.02
    assert child.policy_cut_off == date(2026, 3, 15)
    assert child.last_month == month_index("2028-12")
    assert {row.id: row.reason for row in child.not_yet} == {"ebike": "still none", "other": "new"}


def test_a_scenario_survives_being_written_down_as_a_document(child):
    assert scenario_of(child.document(), child.name).document() == child.document()
    assert scenario_of(child.document(), child.name).levers == child.levers


def test_the_order_of_a_file_does_not_matter(tmp_path):
    first, second = PARENT.split("levers:\n")[1].split("not_yet", maxsplit=1)[0].split("  - lever: rate_floor")
    turned = PARENT.replace(first, "").replace(
        "  - lever: rate_floor" + second, "  - lever: rate_floor" + second + first
    )
    for name, text in (("one", PARENT), ("two", turned)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert turned.index("rate_cap") > turned.index("rate_floor")
    assert load_scenario(tmp_path / "one.yaml").levers == load_scenario(tmp_path / "two.yaml").levers


@pytest.mark.parametrize(
    ("written", "value"),
    [("1e-3", 0.001), ("no", "no"), ("2025-09-01", "2025-09-01"), ("20_000", 20_000), ("true", True), ("~", None)],
)
def test_values_are_read_as_yaml_1_2(tmp_path, written, value):
    file = tmp_path / "file.yaml"
    file.write_text(f"key: {written}\n", encoding="utf-8")
    assert read_yaml(file).data == {"key": value}


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    file = tmp_path / "file.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + PARENT.encode())
    assert load_scenario(file).title == "Parent"


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_loads_and_is_bilingual(name):
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.title
    assert scenario.title_zh
