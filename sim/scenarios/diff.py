"""A scenario as rows to read: its numbers with their basis, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.calendar import month_date
from sim.levers import Lever
from sim.levers.budget import Tranche
from sim.scenarios.model import Scenario


class NumberRow(NamedTuple):
    """A number that a scenario states: lever (id), name, value and unit as written, basis."""

    lever: str
    name: str
    value: str
    unit: str
    basis: str


class Difference(NamedTuple):
    """An entry that two scenarios do not share. before, after : as text, empty = absent."""

    what: str
    entry: str
    before: str
    after: str


def number_table(scenario: Scenario) -> list[NumberRow]:
    """Every number that the levers state, in order of lever id."""
    rows = []
    for lever in scenario.levers:
        numbers = type(lever).numbers()
        for name, value in lever.stated().items():
            unit = numbers[name].unit if name in numbers else {"budget": "CNY", "payers": "fraction"}[name]
            rows.append(NumberRow(lever.id, name, _text(value), unit, lever.basis_of(name)))
    return rows


def diff_scenarios(before: Scenario, after: Scenario) -> list[Difference]:
    """What changes from one scenario to another: months, levers by id and entry, parameters, outside paths."""
    return [
        *_differences("months", _months(before), _months(after)),
        *_lever_differences(before, after),
        *_differences(
            "parameters_from", {"parameters_from": before.parameters_from}, {"parameters_from": after.parameters_from}
        ),
        *_differences("parameters", dict(before.parameters), dict(after.parameters)),
        *_differences("exogenous", dict(before.exogenous), dict(after.exogenous)),
    ]


def _months(scenario: Scenario) -> dict[str, str]:
    return {"from": str(month_date(scenario.first_month)), "to": str(month_date(scenario.last_month))}


def _lever_differences(before: Scenario, after: Scenario) -> Iterator[Difference]:
    old, new = ({lever.id: lever for lever in scenario.levers} for scenario in (before, after))
    for name in sorted({*old, *new}):
        if name not in new:
            yield Difference(name, "lever", old[name].key, "")
        elif name not in old:
            yield from _differences(name, {}, _entries(new[name]))
        else:
            yield from _differences(name, _entries(old[name]), _entries(new[name]))


def _entries(lever: Lever) -> dict[str, Any]:
    stated = {name: getattr(lever, name) for name in type(lever).model_fields if name in lever.model_fields_set}
    return {name: value for name, value in {"lever": lever.key, **stated}.items() if name != "id"}


def _differences(what: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for name in (*before, *(name for name in after if name not in before)):
        old, new = (_text(values[name]) if name in values else "" for values in (before, after))
        if old != new:
            yield Difference(what, {"start": "from", "end": "to"}.get(name, name), old, new)


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.12g}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(part)}" for name, part in value.items())
    if isinstance(value, tuple):
        return "; ".join(_text(part) for part in value)
    if isinstance(value, Tranche):
        window = value.month or " to ".join(str(day) for day in (value.start, value.end) if day)
        return f"{value.amount:,.12g}" + (f" ({window})" if window else "")
    return str(value)
