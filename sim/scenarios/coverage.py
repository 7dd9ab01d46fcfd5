"""How far levers state the opinion: one row a clause, counted sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sim.data.cells import EVIDENCE
from sim.levers import LEVERS
from sim.scenarios.clauses import Clause, Opinion, Sentence

STATES = ("in full", "in part", "planned", "not modelled")
"""Of a sentence: its levers exist and leave nothing out; they exist, and more is planned or a part is left out; none
exists yet; none is planned."""


class Coverage(NamedTuple):
    """A clause.  in_full, in_part, planned, not_modelled : sentences in each of STATES, they add up to `sentences`;
    left_out : those with a reason why a part of them, or all, is left out; evidence : best grade among the sentences
    with a lever or a plan, empty where there is none; levers, planned_levers : keys in the order of the text."""

    clause: str
    title: str
    title_zh: str
    sentences: int
    in_full: int
    in_part: int
    planned: int
    not_modelled: int
    left_out: int
    evidence: str
    levers: tuple[str, ...]
    planned_levers: tuple[str, ...]


def state(sentence: Sentence) -> str:
    """One of STATES."""
    if sentence.levers:
        return STATES[1] if sentence.planned or sentence.not_modelled else STATES[0]
    return STATES[2] if sentence.planned else STATES[3]


def coverage(opinion: Opinion) -> list[Coverage]:
    """Every clause in the order of the opinion."""
    return [_covered(name, clause) for name, clause in opinion.clauses.items()]


def levers_beside() -> tuple[str, ...]:
    """Keys of the levers that state no clause: rules of the country."""
    return tuple(key for key in sorted(LEVERS) if all(name.startswith("not in") for name in LEVERS[key].clause))


def _covered(name: str, clause: Clause) -> Coverage:
    states = [state(sentence) for sentence in clause.sentences]
    grades = {sentence.evidence for sentence in clause.sentences}
    return Coverage(
        clause=name,
        title=clause.title,
        title_zh=clause.title_zh,
        sentences=len(states),
        in_full=states.count(STATES[0]),
        in_part=states.count(STATES[1]),
        planned=states.count(STATES[2]),
        not_modelled=states.count(STATES[3]),
        left_out=sum(sentence.not_modelled is not None for sentence in clause.sentences),
        evidence=next((grade for grade in EVIDENCE if grade in grades), ""),
        levers=_once(key for sentence in clause.sentences for key in sentence.levers),
        planned_levers=_once(key for sentence in clause.sentences for key in sentence.planned),
    )


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))
