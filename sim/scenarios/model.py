"""A scenario: an immutable value. What changes it returns another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.calendar import month_date
from sim.levers import Lever
from sim.levers.days import month_number
from sim.levers.values import EndDay, Number, StartDay, refusal
from sim.scenarios.entries import lever_of, merged
from sim.scenarios.messages import checked
from sim.scenarios.reader import Source

Entry = Mapping[str, Any]

Finite = Annotated[float, Number("its own unit", -1e15, 1e15, "a value")]


class Months(BaseModel):
    """First and last month of a run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: StartDay = Field(alias="from")
    last: StartDay = Field(alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last < self.first:
            raise refusal(f"is {self.last}, before 'from' ({self.first}).", "Swap the two months.", "to")
        return self

    def numbers(self) -> tuple[int, int]:
        """Numbers of the first and of the last month."""
        return month_number(self.first), month_number(self.last)


class NotYet(BaseModel):
    """An instrument that no lever can say. id : its name in the statistics table `policy_instruments`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    reason: str


class ExogenousChange(BaseModel):
    """A path from outside the model is set to, raised by, or multiplied by a value, over a window (missing: always)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fixed: Finite | None = Field(None, alias="set")
    add: Finite | None = None
    times: Finite | None = None
    start: StartDay | None = Field(None, alias="from")
    end: EndDay | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(value is not None for value in (self.fixed, self.add, self.times)) != 1:
            raise refusal("needs one of set, add and times.", "Keep exactly one of the three.", "set")
        if self.start and self.end and self.end < self.start:
            raise refusal("lies before 'from'.", "Swap the two dates.", "to")
        return self

    def apply(self, path: NDArray[np.float64], first_month: int) -> NDArray[np.float64]:
        """The path with the change. path : value in each month [month]; first_month : number of its first month."""
        begin = month_number(self.start) if self.start else first_month
        end = month_number(self.end) if self.end else first_month + len(path)
        numbers = np.arange(first_month, first_month + len(path))
        changed = np.full(len(path), self.fixed) if self.fixed is not None else path * (self.times or 1.0)
        if self.times == 0:
            changed = np.zeros(len(path))
        return np.where((numbers >= begin) & (numbers <= end), changed + (self.add or 0.0), path)


Changes = Annotated[
    tuple[ExogenousChange, ...], BeforeValidator(lambda value: [value] if isinstance(value, dict) else value)
]


class Overrides(BaseModel):
    """Parameters by name, and changes of outside paths by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parameters: dict[str, Finite] = {}
    exogenous: dict[str, Changes] = {}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Months, levers and overrides under a name.

    parents : names of the scenarios it extends, nearest first.  first_month, last_month : numbers of months, 0 =
    2022-01.  levers : in order of id.  parameters : value by name.  exogenous : changes of paths by name.  not_yet :
    instruments that no lever can say.  policy_cut_off : nothing announced later is in it.
    """

    name: str
    title: str
    title_zh: str = ""
    parents: tuple[str, ...] = ()
    first_month: int
    last_month: int
    levers: tuple[Lever, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    exogenous: Mapping[str, tuple[ExogenousChange, ...]] = field(default_factory=dict)
    not_yet: tuple[NotYet, ...] = ()
    policy_cut_off: date | None = None

    @property
    def months(self) -> int:
        """Number of months from the first to the last."""
        return self.last_month - self.first_month + 1

    @property
    def trials(self) -> tuple[str, ...]:
        """Keys of the trials, in the order of the bits of `Groups.arm`."""
        return tuple(sorted({lever.trial.key for lever in self.levers if lever.trial}))

    def lever(self, name: str) -> Lever:
        """The lever with this id. Raises KeyError where there is none."""
        return {lever.id: lever for lever in self.levers}[name]

    def with_levers(self, **levers: Entry | Sequence[Entry]) -> Scenario:
        """Levers added by key, one entry or a list of them; an entry replaces only the lever of the same id.

        Entries are written as in a file; their basis is `assumption` unless stated. Raises ScenarioError.
        """
        added = []
        for key, entries in levers.items():
            source = Source(None, f"with_levers({key})")
            listed = [entries] if isinstance(entries, Mapping) else entries
            added += [lever_of({"lever": key, "basis": "assumption", **entry}, source, ()) for entry in listed]
        return replace(self, levers=merged(self.levers, added, Source(None, "with_levers")))

    def with_parameters(self, values: Mapping[str, float]) -> Scenario:
        """Parameters changed by name; the others stay. Raises ScenarioError."""
        changed = checked(Overrides, {"parameters": dict(values)}, Source(None, "with_parameters"), ())
        return replace(self, parameters={**self.parameters, **changed.parameters})

    def with_exogenous(self, changes: Mapping[str, Entry | Sequence[Entry]]) -> Scenario:
        """Changes of outside paths by name, `{"wage_growth": {"add": -0.02, "from": "2025-07"}}`; the others stay.
        Raises ScenarioError."""
        changed = checked(Overrides, {"exogenous": dict(changes)}, Source(None, "with_exogenous"), ())
        return replace(self, exogenous={**self.exogenous, **changed.exogenous})

    def with_months(self, first: str | None = None, last: str | None = None) -> Scenario:
        """Another first or last month, as `2028-12`. Raises ScenarioError."""
        window = {"from": first or str(month_date(self.first_month)), "to": last or str(month_date(self.last_month))}
        months = checked(Months, window, Source(None, "with_months"), ())
        return replace(self, first_month=months.numbers()[0], last_month=months.numbers()[1])

    def as_of(self, day: date) -> Scenario:
        """What was known on a day: levers announced later (missing: begun later) are dropped."""
        known = tuple(lever for lever in self.levers if (lever.announced or lever.start) <= day)
        return replace(self, levers=known, policy_cut_off=day)

    def document(self) -> dict[str, Any]:
        """The whole scenario as one plain document, inherited levers included: what `scenario_of` reads back."""
        levers = [
            {"lever": lever.key, **lever.model_dump(mode="json", by_alias=True, exclude_unset=True)}
            for lever in self.levers
        ]
        exogenous = {
            name: [change.model_dump(mode="json", by_alias=True, exclude_unset=True) for change in changes]
            for name, changes in self.exogenous.items()
        }
        return {
            "title": self.title,
            "title_zh": self.title_zh,
            "months": {"from": str(month_date(self.first_month)), "to": str(month_date(self.last_month))},
            "policy_cut_off": str(self.policy_cut_off) if self.policy_cut_off else None,
            "parameters": dict(self.parameters),
            "exogenous": exogenous,
            "levers": levers,
            "not_yet": [row.model_dump() for row in self.not_yet],
        }
