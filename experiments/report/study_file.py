"""What a study itself assumes: ranges of levers, budget, guards and uncertainties, each an assumption of its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from experiments.report.parts import Row, Table, assumed_row
from experiments.report.search_tables import number as said
from sim.data.exogenous import path_list
from sim.levers import LEVERS
from sim.parameters import parameters

if TYPE_CHECKING:
    from experiments.report.words import Words
    from sim.scenarios import Scenario

MISSING = "–"


def study_assumptions(study: Mapping[str, Any], words: Words, policy: Scenario | None = None) -> Table:
    """Every number of a study of mixes or of a sensitivity analysis, with its basis. policy : whose levers move."""
    rows = [
        *_levers(study, words, policy),
        *_limits(study, words),
        *_parameters(study, words),
        *_paths(study, words),
    ]
    heads = ("what", "number", "basis", "meaning")
    return Table(words("What the study itself assumes"), tuple(map(words, heads)), tuple(rows))


def _levers(study: Mapping[str, Any], words: Words, policy: Scenario | None) -> Iterator[Row]:
    levers: Mapping[str, Any] = study.get("levers") or {}
    if levers:
        yield Row((words("Numbers of levers that move, from no lever to the upper end"),), "group")
    keys = {lever.id: lever.key for lever in policy.levers} if policy else {}
    for name, (low, high) in levers.items():
        lever, _, number = name.partition(".")
        known = LEVERS[keys[lever]].numbers() if lever in keys else {}
        meaning, unit = (known[number].meaning, f" {known[number].unit}") if number in known else (MISSING, "")
        span = words("{low} to {high}", low=said(low), high=f"{said(high)}{unit}")
        yield assumed_row((name, span, words("assumption"), meaning))


def _limits(study: Mapping[str, Any], words: Words) -> Iterator[Row]:
    budget, guards = study.get("budget"), study.get("guards") or {}
    if budget or guards or "chance" in study:
        yield Row((words("Limits, and what counts as advisable"),), "group")
    if budget:
        amount = words.amount(float(budget), "CNY", change=False)
        yield assumed_row(
            (words("budget, whole run"), amount, words("assumption"), words("public cost beyond the base's"))
        )
    for name, limit in guards.items():
        yield assumed_row((name, said(limit), words("assumption"), words("largest effect allowed")))
    if "chance" in study:
        text = words("least chance of keeping budget and guards")
        yield assumed_row((words("chance"), f"{study['chance']:.0%}", words("assumption"), text))


def _parameters(study: Mapping[str, Any], words: Words) -> Iterator[Row]:
    uncertain = study.get("uncertainties") or {}
    named = uncertain.get("parameters") or ()
    if named:
        yield Row((words("Uncertain parameters, by their prior"),), "group")
    if named == "all":
        yield Row((words("all"), MISSING, words("prior"), words("every parameter whose prior has a width")))
        named = ()
    known = parameters()
    for name in named:
        one = known.get(name)
        span = words("{low} to {high}", low=said(one.low), high=f"{said(one.high)} {one.unit}") if one else MISSING
        basis = words("prior: {evidence}", evidence=words(EVIDENCE.get(one.evidence, ""))) if one else MISSING
        yield Row((name, span, basis, one.meaning if one else MISSING))
    forms = uncertain.get("forms") or {}
    if forms:
        yield Row((words("Forms of a mechanism, equally likely"),), "group")
    for name, choices in forms.items():
        meaning = known[name].meaning if name in known else MISSING
        yield assumed_row((name, words.listed([f"{one:g}" for one in choices]), words("assumption"), meaning))


EVIDENCE = {"SEEN": "source read", "DERIVED": "computed from sources", "MEMORY": "recalled", "ASSUMED": "assumed"}
"""Evidence of a parameter in words."""


def _paths(study: Mapping[str, Any], words: Words) -> Iterator[Row]:
    paths = (study.get("uncertainties") or {}).get("paths") or ()
    if paths:
        yield Row((words("Outside paths, uniform over a range"),), "group")
    known = {one.name: one for one in path_list()} if paths else {}
    for path in paths:
        name = str(path.get("path"))
        way = next((one for one in ("add", "times", "set") if one in path), "")
        low, high = path.get(way, (float("nan"), float("nan")))
        span = words("{low} to {high}", low=said(low), high=said(high))
        window = " ".join(f"{words(word)} {path[word]}" for word in ("from", "to") if path.get(word))
        meaning = known[name].meaning if name in known else MISSING
        yield assumed_row((name, f"{words(way)} {span} {window}".strip(), words("assumption"), meaning))
