"""A scenario: an immutable value. What changes it returns another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sim.calendar import month_date
from sim.data.documents import Source
from sim.levers import Lever
from sim.parameters import Origin
from sim.scenarios.entries import check_overrides, check_paths, lever_of, merged
from sim.scenarios.messages import checked
from sim.scenarios.records import ExogenousChange, Months, NotYet, Overrides

Entry = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Months, levers and overrides under a name.

    parents : names of the scenarios it extends, nearest first.  takes_from : of those whose levers it takes besides.
    first_month, last_month : numbers of months, 0 = 2022-01.  levers : in order of id.  parameters : value by name.
    parameters_from : posterior of the city (priors where it has none), or priors: for all others.
    exogenous : changes of paths by name.  not_yet : instruments that no lever can say.  policy_cut_off : nothing
    announced later is in it.
    """

    name: str
    title: str
    title_zh: str = ""
    parents: tuple[str, ...] = ()
    takes_from: tuple[str, ...] = ()
    first_month: int
    last_month: int
    levers: tuple[Lever, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    parameters_from: Origin = "posterior"
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
        added: list[Lever] = []
        unstated = {"basis": "assumption"}
        for key, entries in levers.items():
            source = Source(None, f"with_levers({key})")
            listed = entries if isinstance(entries, list | tuple) else [entries]
            whole = [{**unstated, "lever": key, **entry} if isinstance(entry, Mapping) else entry for entry in listed]
            added += [lever_of(entry, source, ()) for entry in whole]
        return replace(self, levers=merged(self.levers, added, Source(None, "with_levers")))

    def with_parameters(self, values: Mapping[str, float]) -> Scenario:
        """Parameters changed by name; the others stay. Raises ScenarioError."""
        changed = checked(Overrides, {"parameters": dict(values)}, Source(None, "with_parameters"), ())
        check_overrides(changed.parameters, Source(None, "with_parameters"))
        return replace(self, parameters={**self.parameters, **changed.parameters})

    def with_prior(self) -> Scenario:
        """Parameters from the priors, whether or not the city has a posterior."""
        return replace(self, parameters_from="prior")

    def with_exogenous(self, changes: Mapping[str, Entry | Sequence[Entry]]) -> Scenario:
        """Changes of outside paths by name, `{"lpr_1y": {"add": 0.01, "from": "2025-07"}}`, or a list of them that
        are made one after the other; the others stay. Raises ScenarioError."""
        source = Source(None, "with_exogenous")
        changed = checked(Overrides, {"exogenous": dict(changes)}, source, ())
        check_paths(changed.exogenous, source)
        return replace(self, exogenous={**self.exogenous, **changed.exogenous})

    def with_months(self, first: str | None = None, last: str | None = None) -> Scenario:
        """Another first or last month, as `2028-12`. Raises ScenarioError."""
        window = {"from": first or str(month_date(self.first_month)), "to": last or str(month_date(self.last_month))}
        months = checked(Months, window, Source(None, "months"), ())
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
            "parameters_from": self.parameters_from,
            "parameters": dict(self.parameters),
            "exogenous": exogenous,
            "levers": levers,
            "not_yet": [row.model_dump() for row in self.not_yet],
        }
