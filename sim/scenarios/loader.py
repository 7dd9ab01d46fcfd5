"""Scenario files: read, checked, and joined with the scenario they extend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from sim.data.documents import Place, Source, read_yaml
from sim.errors import did_you_mean
from sim.levers import Lever
from sim.levers.fields import Identifier, StartDay
from sim.parameters import Origin
from sim.scenarios.entries import check_overrides, check_paths, lever_of, merged
from sim.scenarios.messages import checked
from sim.scenarios.model import Scenario
from sim.scenarios.records import Changes, Finite, Months, NotYet, Title
from sim.scenarios.taking import EVERY, Giver, Taken, taken_levers

SCENARIOS = Path(__file__).resolve().parent
"""Folder of the scenarios shipped, one folder a city."""

_NAME = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*")
_SUFFIXES = (".yaml", ".yml")


class ScenarioFile(BaseModel):
    """A scenario as written. extends : name of a shipped scenario, or a file beside this one: months, levers, outside
    paths and parameters go on from it.  takes : levers of other scenarios besides, and nothing else of them; they
    replace inherited ones of the same id.  without : ids of inherited or taken levers that are dropped.
    parameters_from : posterior or prior; missing = posterior.  levers : entries that are added, or replace the
    inherited or taken one of the same id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Title
    title_zh: str = ""
    extends: str | None = None
    takes: tuple[Taken, ...] = ()
    months: Months | None = None
    policy_cut_off: StartDay | None = None
    without: tuple[Identifier, ...] = ()
    parameters_from: Origin | None = None
    parameters: dict[str, Finite] = {}
    exogenous: dict[str, Changes] = {}
    levers: tuple[Any, ...] = ()
    not_yet: tuple[NotYet, ...] = ()


def scenario_names() -> list[str]:
    """Names of the scenarios shipped, sorted."""
    files = sorted(SCENARIOS.glob("*/**/*.yaml"))
    return [file.relative_to(SCENARIOS).with_suffix("").as_posix() for file in files]


def load_scenario(name_or_path: str | Path) -> Scenario:
    """A scenario by name (`shanghai/actual`) or from a file that ends in .yaml. Raises ScenarioError."""
    if isinstance(name_or_path, Path) or str(name_or_path).endswith(_SUFFIXES):
        return _load(Path(name_or_path), ())
    return _load(_shipped(str(name_or_path), Source(None, str(name_or_path)), ()), ())


def scenario_of(document: Any, name: str) -> Scenario:
    """The scenario that `Scenario.document` wrote down."""
    return _assemble(Source(document, name), name, ())


def _shipped(name: str, source: Source, place: Place) -> Path:
    file = SCENARIOS / f"{name}.yaml"
    if not _NAME.fullmatch(name) or name not in scenario_names():
        remedy = did_you_mean(name, tuple(scenario_names()))
        raise source.error(f"there is no scenario '{name}'.", f"{remedy} A file of your own ends in .yaml.", place)
    return file


def _load(file: Path, chain: tuple[Path, ...]) -> Scenario:
    source = read_yaml(file)
    resolved = file.resolve()
    shipped = resolved.is_relative_to(SCENARIOS)
    name = resolved.relative_to(SCENARIOS).with_suffix("").as_posix() if shipped else file.stem
    return _assemble(source, name, (*chain, resolved))


def _parent(source: Source, name: str, chain: tuple[Path, ...], place: Place, verb: str) -> Scenario:
    """Another scenario that a file names. verb : what the file does with it, "extends" or "takes from"."""
    if name.endswith(_SUFFIXES):
        folder = chain[-1].parent if chain else SCENARIOS
        file = (folder / name).resolve()
        if not file.is_relative_to(folder):
            what = f"'{name}' lies outside the folder of this file."
            raise source.error(what, "Move the file beside this one.", place)
        if not file.is_file():
            raise source.error(f"there is no file '{name}' beside this one.", "Check the spelling.", place)
    else:
        file = _shipped(name, source, place).resolve()
    if file in chain:
        remedy = f"Break the circle: one of them {verb} nothing."
        raise source.error(f"'{name}' {verb} this file in turn.", remedy, place)
    return _load(file, chain)


def _givers(written: ScenarioFile, source: Source, name: str, chain: tuple[Path, ...]) -> Iterator[Giver]:
    for k, entry in enumerate(written.takes):
        place: Place = ("takes", k)
        names = [entry.scenario]
        if EVERY in entry.scenario:
            names = [known for known in scenario_names() if fnmatchcase(known, entry.scenario) and known != name]
            if not names:
                what = f"no scenario has a name like '{entry.scenario}'."
                raise source.error(what, "See `creditsim scenarios list`.", place)
        for one in names:
            giver = _parent(source, one, chain, place, "takes from")
            yield Giver(place, giver.name, giver.levers, entry.levers)


def _assemble(source: Source, name: str, chain: tuple[Path, ...]) -> Scenario:
    written = checked(ScenarioFile, source.data, source, ())
    check_paths(written.exogenous, source)
    parent = _parent(source, written.extends, chain, ("extends",), "extends") if written.extends else None
    months = written.months.numbers() if written.months else (parent and (parent.first_month, parent.last_month))
    if not months:
        remedy = "Add 'months: {from: 2022-01, to: 2026-12}', or 'extends: shanghai/actual'."
        raise source.error("'months' is missing.", remedy)
    check_overrides(written.parameters, source)
    inherited = parent.levers if parent else ()
    givers = list(_givers(written, source, name, chain))
    added: dict[str, Lever] = {}
    places: dict[str, Place] = {}
    for k, entry in enumerate(written.levers):
        lever = lever_of(entry, source, ("levers", k))
        if lever.id in added:
            remedy = "Give one of them another 'id', such as " + f"'{lever.id}_2'."
            raise source.error(f"two levers have the id '{lever.id}'.", remedy, ("levers", k))
        added[lever.id], places[lever.id] = lever, ("levers", k)
    taken = taken_levers(inherited, givers, (*added, *written.without), source)
    kept = _kept({lever.id: lever for lever in (*inherited, *taken)}.values(), written.without, source)
    listed = {row.id: row for row in (*(parent.not_yet if parent else ()), *written.not_yet)}
    return Scenario(
        name=name,
        title=written.title,
        title_zh=written.title_zh,
        parents=(parent.name, *parent.parents) if parent else (),
        takes_from=tuple(dict.fromkeys(giver.name for giver in givers)),
        first_month=months[0],
        last_month=months[1],
        levers=merged(kept, added.values(), source, places),
        parameters_from=written.parameters_from or (parent.parameters_from if parent else "posterior"),
        parameters={**(parent.parameters if parent else {}), **written.parameters},
        exogenous={**(parent.exogenous if parent else {}), **written.exogenous},
        not_yet=tuple(listed.values()),
        policy_cut_off=written.policy_cut_off or (parent.policy_cut_off if parent else None),
    )


def _kept(inherited: Iterable[Lever], without: tuple[str, ...], source: Source) -> tuple[Lever, ...]:
    levers = tuple(inherited)
    names = tuple(lever.id for lever in levers)
    for k, name in enumerate(without):
        if name not in names:
            remedy = did_you_mean(name, names) if names else "Delete 'without': nothing is inherited."
            raise source.error(f"no inherited lever has the id '{name}'.", remedy, ("without", k))
    return tuple(lever for lever in levers if lever.id not in without)
