"""Clauses, levers and evidence tell the same story: a lever stands in the clauses that it names, and the grade of a
mechanism is one that the cited evidence has."""

import csv
import re

import pytest

from sim.data import DATA
from sim.data.cells import EVIDENCE
from sim.levers import LEVERS
from sim.scenarios.clauses import clause_name, read_clauses

OPINION = read_clauses()
CLAUSES = {clause_name(name): clause for name, clause in OPINION.clauses.items()}
SENTENCES = [
    pytest.param(sentence, id=f"{name}-{k}")
    for name, clause in OPINION.clauses.items()
    for k, sentence in enumerate(clause.sentences, 1)
]


def graded_rows() -> dict[str, str]:
    """Grade of every row of the evidence tables, facts by their number."""
    grades = {}
    for name, key in (("parameter_priors", "parameter"), ("parameter_priors_extra", "parameter"), ("facts", "fact")):
        with (DATA / "evidence" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            grades |= {row[key].split()[0]: row["seen_or_memory"] for row in csv.DictReader(lines)}
    return grades


GRADES = graded_rows()


def levers_of(clause) -> set[str]:
    return {key for sentence in clause.sentences for key in sentence.levers}


@pytest.mark.parametrize("key", sorted(LEVERS))
def test_a_lever_stands_in_every_clause_that_it_names_and_in_no_other(key):
    named = {clause for clause in LEVERS[key].clause if not clause.startswith("not in the opinion")}
    assert named == {name for name, clause in CLAUSES.items() if key in levers_of(clause)}


def test_levers_exist_and_planned_ones_do_not_yet():
    planned = {key for clause in CLAUSES.values() for sentence in clause.sentences for key in sentence.planned}
    assert set().union(*map(levers_of, CLAUSES.values())) <= set(LEVERS)
    assert planned == set(OPINION.planned)
    assert not planned & set(LEVERS)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_evidence_cited_is_in_the_store_and_has_the_grade_that_is_claimed(sentence):
    """Where there is no row of that grade, the mechanism is an assumption."""
    cited = {GRADES[row] for row in sentence.rows}
    assert sentence.evidence in {None, "ASSUMED", *cited}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_grade_is_given_where_a_lever_is_named_or_planned_and_nowhere_else(sentence):
    graded = bool(sentence.levers or sentence.planned)
    assert (sentence.evidence in EVIDENCE, sentence.source is not None) == (graded, graded)


def test_the_rows_of_the_evidence_are_found():
    assert GRADES["F15"] == "SEEN"
    assert len(GRADES) > 180
    assert set(GRADES.values()) == set(EVIDENCE)


def test_no_sentence_claims_more_of_the_opinion_than_its_text_says():
    """A clause has no numbers but years and names: what is quantified must come from a document, and says so."""
    text = "".join(sentence.zh for clause in CLAUSES.values() for sentence in clause.sentences)
    assert re.findall(r"\d+(?:\.\d+)?%|\d+元", text) == []
