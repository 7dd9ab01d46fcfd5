"""Warnings of a whole scenario: what it does that a rule warns of, and which national rules of the record it drops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.levers.legality import RULES, Rule, breaches
from sim.scenarios.loader import load_scenario, scenario_names
from sim.scenarios.model import Scenario


class Notice(NamedTuple):
    """A rule that warns.  what : one sentence; remedy : another.  levers : ids it speaks of."""

    rule: Rule
    levers: tuple[str, ...]
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"Rule '{self.rule.name}': {self.what} {self.remedy} ({self.rule.source}.)"


def legal_notices(scenario: Scenario) -> list[Notice]:
    """One notice for each rule and kind of breach, in the order of the rules; empty = nothing to warn of."""
    found: dict[tuple[str, str, str], tuple[Rule, list[str]]] = {}
    for rule, breach in breaches(scenario.levers):
        found.setdefault((rule.name, breach.what, breach.remedy), (rule, []))[1].append(breach.lever)
    notices = [
        Notice(rule, tuple(ids), f"{_listed(ids)} {_each(what, ids)}", remedy)
        for (_, what, remedy), (rule, ids) in found.items()
    ]
    dropped = _dropped(scenario)
    if dropped:
        rule = next(rule for rule in RULES if rule.name == "authority")
        ending = "is dropped, a national rule." if len(dropped) == 1 else "are dropped, national rules."
        what = f"{_listed(dropped)} of the record {ending}"
        notices.append(Notice(rule, dropped, what, "A city cannot lift them."))
    return notices


def _dropped(scenario: Scenario) -> tuple[str, ...]:
    """National levers of the scenario with which everything began that are not in this one. They may stand in another
    form under another id; what is dropped is the record's."""
    if not scenario.parents or scenario.parents[-1] not in scenario_names():
        return ()
    kept = {lever.id for lever in scenario.levers}
    record = load_scenario(scenario.parents[-1]).levers
    return tuple(lever.id for lever in record if lever.authority == "national" and lever.id not in kept)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in ids)


def _each(what: str, ids: Sequence[str]) -> str:
    return what if len(ids) == 1 else f"each {what}"
