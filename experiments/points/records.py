"""Parts that files of designs share: runs, uncertainties and numbers of levers, read with the line of every mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from experiments.points.factors import UNCERTAIN, Factor, free_parameters, set_number
from sim.data.documents import Document, Place, Source, read_yaml
from sim.errors import CreditSimError, did_you_mean
from sim.levers.fields import Day
from sim.levers.values import refusal
from sim.parameters import parameters
from sim.scenarios.records import Finite, Title

if TYPE_CHECKING:
    from sim.scenarios import Scenario

ALL = "all"

STUDY = Document(
    noun="a study",
    found="Check the spelling, or see experiments/studies.",
    begin="Begin with 'title: ...', 'base: shanghai/actual' and 'scenario: ...'.",
    page="A study is a page: split it, or check what was saved here.",
    map="Write 'key: value' lines, beginning with 'title: ...'.",
)


def _month(value: str) -> str:
    return f"{Day(last=False).check(value):%Y-%m}"


Month = Annotated[str, AfterValidator(_month)]
"""A month, `2026-12`."""


def _two(values: tuple[float, ...]) -> tuple[float, ...]:
    if len(values) != 2:
        raise refusal(f"has {len(values)} numbers.", "Write the lowest and the highest value: [0, 3].")
    return values


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise refusal("is empty.", "Name at least one.")
    return values


Range = Annotated[tuple[Finite, ...], AfterValidator(_two)]
"""Lowest and highest value, `[0, 3]`."""

Names = Annotated[tuple[str, ...], AfterValidator(_some)]
"""One name or more."""


class Record(BaseModel):
    """Abstract. A part of a study: frozen, nothing beside what is declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PathRange(Record):
    """An outside path that is changed by a number between two, over a window. One of add, times and set."""

    path: str
    add: Range | None = None
    times: Range | None = None
    fixed: Range | None = Field(None, alias="set")
    start: Month | None = Field(None, alias="from")
    end: Month | None = Field(None, alias="to")

    def ways(self) -> dict[str, tuple[float, ...]]:
        """What is written of add, times and set."""
        written = {"add": self.add, "times": self.times, "set": self.fixed}
        return {way: bounds for way, bounds in written.items() if bounds is not None}


class Uncertainties(Record):
    """parameters : names, or `all` whose prior has a width.  forms : values that are equally likely, of parameters that
    choose the form of a mechanism.  paths : outside paths."""

    parameters: Literal["all"] | tuple[str, ...] = ()
    forms: Mapping[str, tuple[Finite, ...]] = {}
    paths: tuple[PathRange, ...] = ()


class Runs(Record):
    """What every study of runs says. title; base, scenario : compared with one another, scenario files or names.
    households, last : of a run.  at : month looked at.  from : first month that is kept of indicators."""

    title: Title
    title_zh: str = ""
    base: str
    scenario: str
    households: Annotated[int, Field(strict=True, ge=100, le=20_000_000)] = 5_000
    seeds: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 2
    start: Month = Field("2025-01", alias="from")
    at: Month = "2026-12"
    last: Month = "2028-12"


def read_study(file: Path) -> Source:
    """The map of a study file. Raises ScenarioError."""
    return read_yaml(file, STUDY)


def scenarios_of(runs: Runs, source: Source) -> tuple[Scenario, Scenario]:
    """Base and scenario, run to the last month. Raises ScenarioError in the study's words."""
    found = []
    for name, place in ((runs.base, "base"), (runs.scenario, "scenario")):
        found.append(
            within(source, (place,), lambda name=name: loaded_scenario(name, source).with_months(last=runs.last))
        )
    return found[0], found[1]


def loaded_scenario(name: str, source: Source) -> Scenario:
    """A scenario by name, or from a file beside the study. Raises ScenarioError."""
    from sim.scenarios import load_scenario

    if name.endswith((".yaml", ".yml")) and source.file is not None:
        return load_scenario(Path(source.file).parent / name)
    return load_scenario(name)


def within(source: Source, place: Place, make: Any) -> Any:
    """What `make` gives; its refusal told as one of this file, with the line."""
    try:
        return make()
    except CreditSimError as problem:
        if problem.file is not None and str(problem.file).endswith((".yaml", ".yml")):
            raise
        raise source.error(problem.what, problem.remedy or "Correct it.", place) from None


def uncertain_factors(written: Uncertainties, source: Source, place: Place = ("uncertainties",)) -> tuple[Factor, ...]:
    """The uncertainties of a file. Raises ScenarioError for a name that is none and a range that is none."""
    factors = [
        *_parameters(written, source, place),
        *_forms(written, source, place),
        *(_path(one, source, (*place, "paths", k)) for k, one in enumerate(written.paths)),
    ]
    names = [factor.name for factor in factors]
    for name in names:
        if names.count(name) > 1:
            raise source.error(f"'{name}' is varied twice.", "Keep one of the two.", place)
    return tuple(factors)


def _parameters(written: Uncertainties, source: Source, place: Place) -> Iterator[Factor]:
    known, free = parameters(), [one.name for one in free_parameters()]
    for k, name in enumerate(free if written.parameters == ALL else written.parameters):
        where: Place = (*place, "parameters", k)
        if name not in known:
            raise source.error(f"there is no parameter '{name}'.", did_you_mean(name, free), where)
        if name not in free:
            raise source.error(f"the parameter '{name}' is fixed: it has no prior.", "Leave it out.", where)
        if name not in written.forms or written.parameters != ALL:
            yield Factor(name, "parameter", unit=known[name].unit)


def _forms(written: Uncertainties, source: Source, place: Place) -> Iterator[Factor]:
    known = parameters()
    for name, choices in written.forms.items():
        where: Place = (*place, "forms", name)
        if name not in known:
            raise source.error(f"there is no parameter '{name}'.", did_you_mean(name, known), where)
        low, high = known[name].low, known[name].high
        if len(choices) < 2 or not all(low <= one <= high for one in choices):
            shown = ", ".join(f"{one:g}" for one in choices)
            remedy = f"Write two or more values from {low:g} to {high:g}."
            raise source.error(f"the forms of '{name}' are {shown}.", remedy, where)
        yield Factor(name, "form", choices=tuple(choices), unit=known[name].unit)


def _path(written: PathRange, source: Source, place: Place) -> Factor:
    from sim.data.exogenous import path_list
    from sim.paths import UNREAD

    paths = {path.name: path for path in path_list() if path.name not in UNREAD}
    if written.path not in paths:
        raise source.error(f"there is no path '{written.path}'.", did_you_mean(written.path, paths), place)
    ways = written.ways()
    if len(ways) != 1:
        what = f"the path '{written.path}' needs one of add, times and set."
        raise source.error(what, "Write 'add: [-0.01, 0.02]'.", place)
    way, bounds = next(iter(ways.items()))
    low, high = _ordered(bounds, source, place)
    unit, start, end = paths[written.path].unit, written.start or "", written.end or ""
    return Factor(written.path, "path", low, high, way=way, start=start, end=end, unit=unit)


def lever_factors(
    written: Mapping[str, tuple[float, ...]], policy: Scenario, source: Source, place: Place = ("levers",)
) -> tuple[Factor, ...]:
    """Numbers of levers that are varied, `interest_subsidy.points: [0, 3]`. Raises ScenarioError."""
    known = {lever.id: lever for lever in policy.levers}
    factors = []
    for name, bounds in written.items():
        where: Place = (*place, name)
        lever_id, _, number = name.partition(".")
        if lever_id not in known:
            remedy = did_you_mean(lever_id, sorted(known))
            raise source.error(f"the scenario has no lever '{lever_id}'.", remedy, where)
        numbers = type(known[lever_id]).numbers()
        if number not in numbers:
            raise source.error(f"'{lever_id}' has no number '{number}'.", did_you_mean(number, numbers), where)
        low, high = _ordered(bounds, source, where)
        for value in (low, high):
            within(source, where, lambda name=name, value=value: set_number(policy, name, value))
        factors.append(Factor(name, "lever", low, high, unit=numbers[number].unit))
    return tuple(factors)


def _ordered(bounds: tuple[float, ...], source: Source, place: Place) -> tuple[float, float]:
    low, high = bounds
    if not low < high:
        raise source.error(f"the range {low:g} to {high:g} has no width.", "Write the lower value first.", place)
    return low, high


def kept_months(runs: Runs, source: Source) -> tuple[str, ...]:
    """Months of indicators that are kept, the first to the one looked at. Raises ScenarioError."""
    import numpy as np

    first, at, last = (np.datetime64(month, "M") for month in (runs.start, runs.at, runs.last))
    if not first <= at <= last:
        what = f"'at' is {runs.at}, outside {runs.start} to {runs.last}."
        raise source.error(what, "Look at a month of the runs: from <= at <= last.", ("at",))
    return tuple(str(month) for month in np.arange(first, at + 1))


def split_factors(factors: tuple[Factor, ...]) -> tuple[tuple[Factor, ...], tuple[Factor, ...]]:
    """Uncertainties, and numbers of levers."""
    uncertain = tuple(one for one in factors if one.kind in UNCERTAIN)
    return uncertain, tuple(one for one in factors if one.kind == "lever")
