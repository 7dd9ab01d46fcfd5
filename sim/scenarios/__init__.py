"""Policy scenarios: read from files, changed as values, compiled to terms and programmes."""

from __future__ import annotations

from sim.scenarios.compile import announced_months, compile_policy
from sim.scenarios.diff import diff_scenarios, number_table
from sim.scenarios.loader import load_scenario, scenario_names, scenario_of
from sim.scenarios.model import Scenario
from sim.scenarios.schema import scenario_schema

__all__ = [
    "Scenario",
    "announced_months",
    "compile_policy",
    "diff_scenarios",
    "load_scenario",
    "number_table",
    "scenario_names",
    "scenario_of",
    "scenario_schema",
]
