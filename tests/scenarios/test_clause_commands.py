"""`creditsim clauses` and its page."""

import json

import pytest
import typer
from typer.testing import CliRunner

from creditsim.clause_page import clause_page
from creditsim.clauses import clauses
from sim.errors import UsageError
from sim.scenarios.clauses import read_clauses

OPINION = read_clauses()
app = typer.Typer()
app.command()(clauses)


def said(*words, width="240"):
    result = CliRunner(env={"COLUMNS": width}).invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_table_has_a_row_a_clause_and_their_sum():
    lines = {line.split()[0]: line.split() for line in said().splitlines() if line.strip()}
    assert set(OPINION.clauses) <= set(lines)
    for name, clause in OPINION.clauses.items():
        assert str(len(clause.sentences)) in lines[name]
    assert lines["all"][1] == "58"


def test_every_lever_working_and_planned_is_in_the_table():
    words = set(said(width="400").replace(",", " ").split())
    for clause in OPINION.clauses.values():
        for sentence in clause.sentences:
            assert words >= {*sentence.levers, *sentence.planned}


@pytest.mark.parametrize("name", OPINION.clauses)
def test_a_clause_is_shown_sentence_by_sentence(name):
    text = said(name, width="2000")
    place = 0
    for sentence in OPINION.clauses[name].sentences:
        shown = [sentence.zh, sentence.en, *sentence.levers, *sentence.planned, sentence.mechanism]
        shown += [sentence.evidence or "", sentence.source or "", sentence.not_modelled or ""]
        for words in shown:
            assert words in text[place:], words
            place = text.index(words, place)


def test_what_is_planned_is_said_not_to_exist():
    text = said("task_08")
    assert "planned: care_fee_plan" in text
    assert "these levers do not exist yet" in text
    assert not any("care_fee_plan" in line for line in text.splitlines() if "levers:" in line)


@pytest.mark.parametrize("word", ["task_04", "task_4", "task 4"])
def test_a_clause_is_found_as_levers_name_it(word):
    assert said(word).startswith("task_04  Expand car consumption")


def test_an_unknown_clause_is_answered_with_a_known_one():
    with pytest.raises(UsageError, match=r"there is no clause 'taks_04'\. Did you mean 'task_04'"):
        said("taks_04")


def test_json_has_the_same_as_the_table_and_the_sentences():
    table = json.loads(said("--json"))
    assert [row["clause"] for row in table["clauses"]] == list(OPINION.clauses)
    assert table["planned"] == OPINION.planned
    one = json.loads(said("task_04", "--json"))
    assert one["levers"] == table["clauses"][3]["levers"]
    assert [entry["zh"] for entry in one["text"]] == [s.zh for s in OPINION.clauses["task_04"].sentences]
    assert one["text"][0]["state"] == "in part"


def test_the_page_holds_every_sentence_and_every_plan():
    page = clause_page()
    for clause in OPINION.clauses.values():
        for sentence in clause.sentences:
            for words in (sentence.zh, sentence.en, sentence.mechanism, sentence.source, sentence.not_modelled):
                assert (words or "").replace("|", "\\|") in page
    for key, text in OPINION.planned.items():
        assert f"| `{key}` | {text} |" in page
