"""Levers of a scenario: one entry read, and many merged by id; and the outside paths that it may change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.data.documents import Place, Source
from sim.data.exogenous import ITEMS, path_list
from sim.errors import did_you_mean
from sim.levers import LEVERS, Lever
from sim.levers.legality import first_refused
from sim.parameters import override_fault
from sim.scenarios.messages import checked
from sim.scenarios.records import ExogenousChange
from sim.scenarios.rules import first_clash


def lever_of(entry: Any, source: Source, place: Place) -> Lever:
    """The lever that an entry states. Raises ScenarioError."""
    if not isinstance(entry, Mapping):
        raise source.error(
            "an entry under 'levers' is a map.", "Write '- lever: car_subsidy' and its numbers below.", place
        )
    key = entry.get("lever")
    if key is None:
        remedy = f"Add 'lever: KEY', one of {', '.join(sorted(LEVERS))}."
        raise source.error("this entry names no lever.", remedy, place)
    if not isinstance(key, str) or key not in LEVERS:
        remedy = did_you_mean(key, tuple(sorted(LEVERS)))
        raise source.error(f"there is no lever '{key}'.", remedy, (*place, "lever"))
    return checked(LEVERS[key], {name: value for name, value in entry.items() if name != "lever"}, source, place)


def check_overrides(parameters: Mapping[str, float], source: Source) -> None:
    """Raise ScenarioError where an override names no parameter, or lies outside the bounds of its prior."""
    for name, value in parameters.items():
        if fault := override_fault(name, value):
            raise source.error(*fault, ("parameters", name))


def merged(
    inherited: Iterable[Lever], added: Iterable[Lever], source: Source, places: Mapping[str, Place] | None = None
) -> tuple[Lever, ...]:
    """Inherited levers with added ones, which replace those of the same id, in order of id. places : where each id
    stands in the source. Raises ScenarioError where they cannot stand together, or are against a rule."""
    levers = {lever.id: lever for lever in (*inherited, *added)}
    together = tuple(levers[name] for name in sorted(levers))
    clash = first_clash(together)
    if clash:
        raise source.error(clash.what, clash.remedy, (places or {}).get(clash.lever, ("levers",)))
    refused = first_refused(together)
    if refused:
        rule, breach = refused
        what = f"'{breach.lever}' {breach.what[:-1]} (rule '{rule.name}': {rule.source})."
        raise source.error(what, breach.remedy, (places or {}).get(breach.lever, ("levers",)))
    return together


def check_paths(changes: Mapping[str, Sequence[ExogenousChange]], source: Source) -> None:
    """Raise ScenarioError where a changed outside path does not exist, or is set to what it can never be."""
    known = {series.name: series for series in path_list()}
    for name, listed in changes.items():
        place: Place = ("exogenous", name)
        if name not in known:
            raise source.error(f"there is no outside path '{name}'.", did_you_mean(name, tuple(known)), place)
        path = known[name]
        for change in listed:
            items = ITEMS[path.items]
            if change.item and change.item not in items:
                what, remedy = f"'{name}' has no item '{change.item}'.", did_you_mean(change.item, items)
                raise source.error(what, remedy if path.items else "Leave it out.", place)
            if change.fixed is not None and not path.low <= change.fixed <= path.high:
                what = f"'{name}' is set to {change.fixed:g}, outside {path.low:g} to {path.high:g} ({path.unit})."
                raise source.error(what, "Write it in the unit of the path: 0.031 for 3.1 %.", place)
