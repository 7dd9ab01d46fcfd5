"""Levers that a scenario takes from other scenarios: a mix of clauses, or the tools of one kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from sim.data.documents import Place, Source
from sim.levers import LEVERS, Lever
from sim.levers.values import OneOf

EVERY = "*"
"""Stands for any letters in the name of a shipped scenario."""


class Taken(BaseModel):
    """Levers of other scenarios, with their ids and numbers.  scenario : name of a shipped scenario, in which * stands
    for any letters (`shanghai/task_*`: all of them), or a file beside this one.  levers : tools that are taken,
    missing: all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: str = Field(description="a shipped scenario, such as shanghai/task_*, or a file beside this one")
    levers: tuple[Annotated[str, OneOf("lever", tuple(sorted(LEVERS)))], ...] = ()


class Giver(NamedTuple):
    """A scenario from which levers are taken.  place : of the entry in the file that takes; keys : as in `Taken`."""

    place: Place
    name: str
    levers: tuple[Lever, ...]
    keys: tuple[str, ...]


def taken_levers(
    inherited: Iterable[Lever], givers: Iterable[Giver], settled: Iterable[str], source: Source
) -> list[Lever]:
    """Levers that the givers have and the inherited ones lack, or have otherwise: a lever that a giver merely shares
    with them is no change. settled : ids that the file itself states or drops. Raises ScenarioError where two givers
    change one lever in two ways, or where none of an entry's scenarios has a tool that it names."""
    known = {lever.id: lever for lever in inherited}
    decided = frozenset(settled)
    found: dict[str, tuple[str, Lever]] = {}
    absent: dict[tuple[Place, str], None] = {}
    for giver in givers:
        absent |= {(giver.place, key): None for key in giver.keys}
    for giver in givers:
        for lever in giver.levers:
            if giver.keys and lever.key not in giver.keys:
                continue
            absent.pop((giver.place, lever.key), None)
            if known.get(lever.id) == lever:
                continue
            other, before = found.setdefault(lever.id, (giver.name, lever))
            if before != lever and lever.id not in decided:
                what = f"'{other}' and '{giver.name}' each give '{lever.id}' numbers of their own."
                raise source.error(what, "State it here under 'levers', or give one of them another id.", giver.place)
    for place, key in absent:
        raise source.error(f"there is no lever '{key}' to take here.", "Delete it, or take from another.", place)
    return [lever for _, lever in found.values()]
