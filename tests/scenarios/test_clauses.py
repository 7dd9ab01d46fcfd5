"""The opinion sentence by sentence: what is read is what was printed, and each mistake is named in one line."""

import csv
import re
from pathlib import Path

import pytest

from sim.data.opinion import OPINION, printed_clauses
from sim.errors import ScenarioError
from sim.scenarios.clauses import read_clauses
from sim.scenarios.coverage import STATES, coverage, levers_beside, state

FOLDER = Path(__file__).parents[1] / "bad_files" / "clauses"
with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as table:
    EXPECTED = list(csv.DictReader(table))

TASKS = [f"task_{number:02d}" for number in range(1, 16)]
SAFEGUARDS = [f"safeguard_{number}" for number in range(1, 4)]


@pytest.fixture(scope="module")
def opinion():
    return read_clauses()


@pytest.fixture(scope="module")
def text():
    """The opinion as bundled, in one line: without page breaks and marks of emphasis, all else as it stands."""
    lines = OPINION.read_text(encoding="utf-8").replace("*", "").split("\n")
    return "".join(line.strip() for line in lines if not line.startswith(("#", "(本意见")))


def headings(opinion) -> list[str]:
    numbers = [f"{number}. " for number in range(1, 16)] + ["（一）", "(二) ", "(三) "]
    titles = (clause.title_zh for clause in opinion.clauses.values())
    return [f"{number}{title}。" for number, title in zip(numbers, titles, strict=True)]


def test_there_are_fifteen_tasks_and_three_safeguards_in_the_order_of_the_opinion(opinion):
    assert list(opinion.clauses) == [*TASKS, *SAFEGUARDS]


def test_heading_and_sentences_of_every_clause_stand_in_the_opinion_without_a_gap(opinion, text):
    """Nothing is left out between the heading and the last sentence, and the next clause follows at once."""
    clauses = [
        heading + "".join(sentence.zh for sentence in clause.sentences)
        for heading, clause in zip(headings(opinion), opinion.clauses.values(), strict=True)
    ]
    start = text.index(clauses[0])
    assert text[start:] == "".join(clauses)
    assert text.index("助力上海国际消费中心城市建设") < start


def test_every_sentence_is_one_sentence(opinion):
    for clause in opinion.clauses.values():
        for sentence in clause.sentences:
            assert sentence.zh.endswith("。")
            assert sentence.zh.count("。") == 1


def test_the_parser_of_the_opinion_finds_the_same(opinion):
    found = {name: [s.zh for s in clause.sentences] for name, clause in opinion.clauses.items()}
    assert found == {name: list(clause.sentences) for name, clause in printed_clauses().items()}
    assert sum(map(len, found.values())) == 58


def test_every_translation_is_english_and_ends_with_a_full_stop(opinion):
    for clause in opinion.clauses.values():
        for words in (clause.title, *(s.en for s in clause.sentences), *(s.mechanism for s in clause.sentences)):
            assert not re.search("[\u3000-\u9fff\uff00-\uffef]", words), words
        assert all(s.en.endswith(".") and s.mechanism.endswith(".") for s in clause.sentences)


def test_every_sentence_has_levers_or_a_plan_or_a_reason(opinion):
    for clause in opinion.clauses.values():
        for sentence in clause.sentences:
            assert sentence.levers or sentence.planned or sentence.not_modelled


def test_what_no_lever_could_show_is_not_claimed(opinion):
    """Training of staff and complaints stay out, with their reason."""
    for name, k in (("task_14", 4), ("task_15", 0), ("task_03", 0)):
        sentence = opinion.clauses[name].sentences[k]
        assert state(sentence) == "not modelled"
        assert len(sentence.not_modelled) > 30


def test_the_states_of_the_sentences_add_up(opinion):
    for row in coverage(opinion):
        assert row.in_full + row.in_part + row.planned + row.not_modelled == row.sentences
        assert row.not_modelled <= row.left_out <= row.sentences


@pytest.mark.parametrize(
    ("levers", "planned", "reason", "expected"),
    [
        (("voucher",), (), None, STATES[0]),
        (("voucher",), ("cobrand_card",), None, STATES[1]),
        (("voucher",), (), "a part", STATES[1]),
        ((), ("cobrand_card",), "a part", STATES[2]),
        ((), (), "all of it", STATES[3]),
    ],
)
def test_a_sentence_is_stated_in_full_only_where_nothing_is_left(opinion, levers, planned, reason, expected):
    entries = {"levers": levers, "planned": planned, "not_modelled": reason}
    assert state(opinion.clauses["task_01"].sentences[0].model_copy(update=entries)) == expected


def test_the_best_grade_of_a_clause_is_that_of_one_of_its_sentences(opinion):
    rows = {row.clause: row.evidence for row in coverage(opinion)}
    assert (rows["task_03"], rows["task_04"], rows["task_10"]) == ("SEEN", "DERIVED", "ASSUMED")


def test_rules_of_the_country_stand_beside_the_opinion():
    assert {"consumer_loan_rules", "rate_cap", "rate_floor"} <= set(levers_beside())
    assert "voucher" not in levers_beside()


@pytest.mark.parametrize("row", EXPECTED, ids=[row["file"] for row in EXPECTED])
def test_a_bad_file_is_refused_in_one_line_with_place_and_remedy(row):
    with pytest.raises(ScenarioError) as caught:
        read_clauses(FOLDER / row["file"])
    assert str(caught.value) == f"{FOLDER / row['file']} {row['place']}: {row['what']} {row['remedy']}"
    assert "\n" not in str(caught.value)


def test_every_bad_file_is_expected_and_there_are_many():
    assert sorted(row["file"] for row in EXPECTED) == sorted(file.name for file in FOLDER.glob("*.yaml"))
    assert len(EXPECTED) >= 25
