"""A scenario as a plain document: what a result keeps of it, and from which the same scenario is made again."""

from __future__ import annotations

import json
from typing import Any

from sim.calendar import month_date
from sim.scenarios.model import Scenario


def scenario_document(scenario: Scenario) -> dict[str, Any]:
    """Title, months, levers and overrides in the form of a scenario file, inheritance resolved."""
    months = {"from": str(month_date(scenario.first_month)), "to": str(month_date(scenario.last_month))}
    return {
        "title": scenario.title,
        "months": months,
        "levers": [{"lever": lever.key, **_entry(lever)} for lever in scenario.levers],
        "parameters": dict(scenario.parameters),
        "exogenous": {name: [_entry(change) for change in changes] for name, changes in scenario.exogenous.items()},
    }


def _entry(record: Any) -> dict[str, Any]:
    return json.loads(record.model_dump_json(by_alias=True, exclude_defaults=True, exclude_none=True))
