"""Who shares an effect: the clauses or levers in which a scenario differs from its base, and mixes of some of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenarios import Scenario

OUTSIDE = "outside paths and parameters"
"""The player of all that differs and is no lever."""


def player_of(lever: str) -> str:
    """The clause that a lever's id begins with, as `task_04` of `task_04_car_subsidy`; else the id itself."""
    found = re.match(r"(task_\d\d|safeguard_\d)(?=_|$)", lever)
    return found[1] if found else lever


def players(base: Scenario, scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Clauses that differ between two scenarios and the ids of their levers that do, in order of name; single levers
    where only one clause differs; outside paths and parameters last, as one player without levers."""
    ours, theirs = ({lever.id: lever for lever in one.levers} for one in (base, scenario))
    changed = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    clauses = {player_of(name) for name in changed}
    called = {name: player_of(name) if len(clauses) > 1 else name for name in changed}
    found = {player: tuple(n for n in changed if called[n] == player) for player in sorted(set(called.values()))}
    before, after = ((one.parameters, one.parameters_from, one.exogenous) for one in (base, scenario))
    return found if before == after else {**found, OUTSIDE: ()}


def coalition(base: Scenario, scenario: Scenario, chosen: Mapping[str, tuple[str, ...]]) -> Scenario:
    """The base with the levers of some players, and the rest if chosen, as in the scenario. chosen : of `players`."""
    ids = {name for levers in chosen.values() for name in levers}
    kept = [lever for lever in base.levers if lever.id not in ids]
    taken = [lever for lever in scenario.levers if lever.id in ids]
    rest = scenario if OUTSIDE in chosen else base
    levers = tuple(sorted((*kept, *taken), key=lambda lever: lever.id))
    return replace(
        base,
        levers=levers,
        parameters=rest.parameters,
        parameters_from=rest.parameters_from,
        exogenous=rest.exogenous,
    )
