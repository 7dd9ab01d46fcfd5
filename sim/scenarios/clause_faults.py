"""What a file of clauses gets wrong as a whole: text that the opinion does not have, plans that are levers by now."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from sim.data.documents import Place
from sim.data.opinion import printed_clauses
from sim.errors import did_you_mean
from sim.levers import LEVERS

if TYPE_CHECKING:
    from sim.scenarios.clauses import Opinion


class Fault(NamedTuple):
    """An entry that contradicts the opinion or the levers: where, what, and what to do."""

    place: Place
    what: str
    remedy: str


def text_faults(opinion: Opinion) -> Iterator[Fault]:
    """Clauses, titles and sentences that are not those of the opinion, or not in its order."""
    printed = printed_clauses()
    for name, written in opinion.clauses.items():
        place: Place = ("clauses", name)
        if name not in printed:
            yield Fault(place, f"the opinion has no clause '{name}'.", did_you_mean(name, printed))
            continue
        if written.title_zh != printed[name].title:
            yield Fault(
                (*place, "title_zh"), f"'{written.title_zh}' is not as printed.", f"Write {printed[name].title}."
            )
        pairs = zip_longest(printed[name].sentences, (sentence.zh for sentence in written.sentences))
        other = next(((k, *pair) for k, pair in enumerate(pairs) if pair[0] != pair[1]), None)
        if other:
            k, right, text = other
            wrong = "missing" if text is None else "not as printed" if right else "not in the opinion"
            remedy = f"Write {right}" if right else "Delete it."
            yield Fault((*place, "sentences", k, "zh"), f"sentence {k + 1} of {name} is {wrong}.", remedy)
    absent = next((right for right, name in zip_longest(printed, opinion.clauses) if right != name), None)
    if absent:
        what = f"'{absent}' is missing, or not where the opinion has it."
        yield Fault(("clauses",), what, "Write every clause, in the order of the opinion.")


def plan_faults(opinion: Opinion) -> Iterator[Fault]:
    """Planned levers that exist by now, that are described nowhere, or that no sentence names."""
    named: set[str] = set()
    for name, clause in opinion.clauses.items():
        for k, sentence in enumerate(clause.sentences):
            named.update(sentence.planned)
            for key in sentence.planned:
                place: Place = ("clauses", name, "sentences", k, "planned")
                if key in LEVERS:
                    yield Fault(place, f"'{key}' is a lever by now.", "Move it from 'planned' to 'levers'.")
                elif key not in opinion.planned:
                    remedy = did_you_mean(key, opinion.planned)
                    yield Fault(place, f"'{key}' is no lever that is planned.", remedy)
    for key in opinion.planned:
        if key in LEVERS:
            yield Fault(
                ("planned", key), f"'{key}' is a lever by now.", "Delete the line, and name it under 'levers' below."
            )
        elif key not in named:
            yield Fault(("planned", key), f"no sentence plans '{key}'.", "Name it in a sentence, or delete the line.")
