"""The opinion sentence by sentence: levers, mechanism, evidence, what is left out (`sim/levers/clauses.yaml`).

What is read is held against the opinion as printed and against the levers that exist, so that no page can claim more.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from sim import levers as lever_package
from sim.data.cells import EVIDENCE
from sim.data.documents import Document, read_yaml
from sim.levers import LEVERS
from sim.levers.fields import Identifier
from sim.levers.values import OneOf, refusal
from sim.scenarios.clause_faults import plan_faults, text_faults
from sim.scenarios.messages import checked

FILE = Path(lever_package.__path__[0]) / "clauses.yaml"

CLAUSES = Document(
    noun="a file of clauses",
    found="Check the spelling.",
    begin="Begin with 'planned: {...}' and 'clauses: {task_01: {...}}'.",
    page="Check what was saved here.",
    map="Write 'planned: {...}' and 'clauses: {task_01: {...}}'.",
)


def _words(text: str) -> str:
    if not text.strip():
        raise refusal("is empty.", "Write words, or delete the entry.")
    return text


Words = Annotated[str, AfterValidator(_words)]


class Sentence(BaseModel):
    """One sentence.  zh : as printed; en : translated.  levers, planned : keys of levers that state it, and of those
    that do not exist yet.  mechanism : what it is meant to do.  evidence, source, rows : grade of the evidence on the
    size of the mechanism, what was found, and its rows in `sim/data/evidence`; absent where there is neither lever nor
    plan.  not_modelled : why it, or a part of it, is left out; empty = nothing is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: Words
    en: Words
    levers: tuple[Annotated[str, OneOf("lever", tuple(sorted(LEVERS)))], ...] = ()
    planned: tuple[Identifier, ...] = ()
    mechanism: Words
    evidence: Annotated[str, OneOf("grade of evidence", EVIDENCE)] | None = None
    source: Words | None = None
    rows: tuple[Words, ...] = ()
    not_modelled: Words | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not (self.levers or self.planned):
            if self.not_modelled is None:
                what = "is missing, and so are 'levers' and 'planned'."
                raise refusal(what, "Name a lever, or write why there is none.", "not_modelled")
            if self.evidence or self.source or self.rows:
                what = "grades a mechanism without a lever."
                raise refusal(what, "Delete 'evidence', 'source' and 'rows', or name the lever.", "evidence")
        elif not (self.evidence and self.source):
            missing = "source" if self.evidence else "evidence"
            raise refusal("is missing.", "Add 'evidence: ASSUMED', or better, and its 'source'.", missing)
        return self


class Clause(BaseModel):
    """A task or safeguard.  title_zh : as printed; title : translated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title_zh: Words
    title: Words
    sentences: tuple[Sentence, ...]


class Opinion(BaseModel):
    """The opinion as far as levers can state it.  planned : levers that do not exist yet, what each is to be, by key;
    clauses : tasks and safeguards by id (`task_04`), in the order of the opinion."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    planned: dict[Identifier, Words]
    clauses: dict[str, Clause]


def read_clauses(file: Path = FILE) -> Opinion:
    """The clauses of a file. Raises the ScenarioError of one mistake: an entry amiss, a sentence that is not the
    printed one, a planned lever that exists."""
    source = read_yaml(file, CLAUSES)
    opinion = checked(Opinion, source.data, source, ())
    fault = next(chain(plan_faults(opinion), text_faults(opinion)), None)
    if fault:
        raise source.error(fault.what, fault.remedy, fault.place)
    return opinion


def clause_name(clause: str) -> str:
    """`task 4` of task_04: as levers name it."""
    kind, _, number = clause.partition("_")
    return f"{kind} {int(number)}"
