"""Files of parameters: one entry a parameter, with value, prior, unit, evidence and source; every mistake is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.data.cells import EVIDENCE
from sim.data.documents import Document, Place, Source, read_yaml
from sim.errors import Mistake, ScenarioError, did_you_mean, refusal_of

PARAMETERS = Document(
    noun="a file of parameters",
    found="Check the spelling.",
    begin="Begin with 'name: {value: ..., low: ..., high: ..., distribution: ..., unit: ...}'.",
    page="Split it, or check what was saved here.",
    map="Write an entry a parameter: 'name: {value: ..., low: ..., high: ...}'.",
)

NUMBERS, TEXTS = ("value", "low", "high"), ("unit", "meaning", "source")
NEEDED = (*NUMBERS, "distribution", "evidence", *TEXTS)
FIELDS = (*NEEDED, "symbol", "spread")

DISTRIBUTIONS = ("pert", "uni", "norm", "logn", "fixed")
"""Of a prior; `norm` and `logn` have a spread, written `logn(s=0.45)` or as a field of its own."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DISTRIBUTION = re.compile(r"([a-z]+)(?:\(s=([0-9.eE+-]+)\))?")

Entries = dict[str, dict[str, Any]]


def read_priors(file: Path) -> Entries:
    """Entries of a file by name, each with `spread` beside what is written. Raises ScenarioError of every mistake."""
    source = read_yaml(file, PARAMETERS)
    mistakes = [mistake for name, entry in source.data.items() for mistake in _mistakes(name, entry, source)]
    if mistakes:
        raise refusal_of(ScenarioError, mistakes)
    return {name: _with_spread(entry) for name, entry in source.data.items()}


def _with_spread(entry: Mapping[str, Any]) -> dict[str, Any]:
    kind, _, spread = str(entry["distribution"]).partition("(s=")
    return {"spread": float(spread.rstrip(")") or 0.0), **entry, "distribution": kind}


def _mistakes(name: str, entry: object, source: Source) -> Iterator[Mistake]:
    def mistake(field: str, what: str, remedy: str) -> Mistake:
        place: Place = (name, field) if field else (name,)
        shown = " ".join(".".join(map(str, place)).split())
        return Mistake(str(source.file), f"line {source.line(place)}, {shown:.80}", " ".join(what.split()), remedy)

    if not _NAME.fullmatch(name):
        yield mistake("", f"{name!r:.60} is no name.", "Use small letters, digits and _: hand_to_mouth_share.")
    if not isinstance(entry, dict):
        yield mistake("", "a parameter is a map.", f"Write {{{', '.join(NEEDED)}}}, each with what it holds.")
        return
    for field in entry:
        if field not in FIELDS:
            yield mistake(field, f"there is no field {field!r:.60}.", did_you_mean(field, FIELDS))
    absent = [field for field in NEEDED if field not in entry]
    if absent:
        yield mistake("", f"there is no {', '.join(absent)}.", "Add what is missing: compare it with a neighbour.")
        return
    faults = list(_field_faults(entry))
    yield from (mistake(*fault) for fault in faults or _prior_faults(entry))


def _field_faults(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for field in NUMBERS:
        value = entry[field]
        if isinstance(value, bool) or not isinstance(value, int | float):
            shown = "nothing" if value is None else f"{value!r:.60}"
            yield field, f"{shown} is no number.", "Write a plain number, fractions instead of per cent."
        elif not abs(value) < 1e15:
            yield field, f"{value:g} is no number that can be meant.", "Write a finite number."
    for field in TEXTS:
        if not isinstance(entry[field], str) or not entry[field].strip():
            yield field, f"{entry[field]!r:.60} is no text.", "Write words, in quotes where they look like a number."
    if entry["evidence"] not in EVIDENCE:
        yield "evidence", f"there is no evidence {entry['evidence']!r:.60}.", did_you_mean(entry["evidence"], EVIDENCE)
    found = _DISTRIBUTION.fullmatch(str(entry["distribution"]))
    if found is None or found[1] not in DISTRIBUTIONS:
        what = f"there is no distribution {entry['distribution']!r:.60}."
        yield "distribution", what, did_you_mean(entry["distribution"], DISTRIBUTIONS)
        return
    spread = entry.get("spread", found[2])
    if found[1] not in {"norm", "logn"}:
        if spread is not None:
            yield "distribution", f"{found[1]!r} takes no spread.", "Delete the spread."
    elif not _is_spread(spread):
        yield "distribution", f"{entry['distribution']!r} has no spread above 0.", "Write norm(s=0.2) or logn(s=0.45)."


def _is_spread(spread: object) -> bool:
    try:
        return 0 < float(str(spread)) < 1e15
    except ValueError:
        return False


def _prior_faults(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    low, value, high = entry["low"], entry["value"], entry["high"]
    if low > high:
        yield "low", f"low ({low:g}) lies above high ({high:g}).", "Swap the two."
    elif not low <= value <= high:
        yield (
            "value",
            f"the value {value:g} lies outside {low:g} to {high:g}.",
            "Widen the range, or correct the value.",
        )
    elif entry["distribution"].startswith("logn") and low <= 0:
        yield "low", f"low is {low:g}, and a logarithm needs more than 0.", "Raise low, or take another distribution."
