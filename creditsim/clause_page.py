"""The page of the opinion: how far levers state it, then each clause sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from creditsim.markdown import page, table

if TYPE_CHECKING:
    from sim.scenarios.clauses import Sentence

SENTENCE_HEADS = ("", "text", "translation", "levers", "mechanism", "evidence", "not modelled")


def clause_page() -> str:
    """Text of the page."""
    from creditsim.clauses import GRADES, HEADS, STATES, coverage_lines
    from sim.scenarios.clauses import read_clauses
    from sim.scenarios.coverage import levers_beside

    opinion = read_clauses()
    intro = (
        "沪商服务〔2024〕281号, 15 tasks and 3 safeguards, sentence by sentence, as `creditsim clauses` prints them. "
        "The translation is ours. Rows in brackets stand in `sim/data/evidence/`."
    )
    parts = [
        "# Clauses of the opinion",
        intro,
        f"{STATES} {GRADES}",
        table(HEADS, coverage_lines(opinion)),
        f"Levers beside the opinion: {_keys(levers_beside())}.",
    ]
    for name, clause in opinion.clauses.items():
        rows = [_row(str(k), sentence) for k, sentence in enumerate(clause.sentences, 1)]
        parts += [f"## `{name}`: {clause.title} {clause.title_zh}", table(SENTENCE_HEADS, rows)]
    planned = table(("lever", "what it is to be"), [(f"`{key}`", text) for key, text in opinion.planned.items()])
    return page([*parts, "## Planned levers", "None of these exists yet.", planned])


def _row(number: str, sentence: Sentence) -> tuple[str, ...]:
    plan = f"planned: {_keys(sentence.planned)}" if sentence.planned else ""
    rows = f" ({', '.join(sentence.rows)})" if sentence.rows else ""
    evidence = f"{sentence.evidence}: {sentence.source}{rows}" if sentence.evidence else ""
    levers = "; ".join(filter(None, (_keys(sentence.levers), plan)))
    return number, sentence.zh, sentence.en, levers, sentence.mechanism, evidence, sentence.not_modelled or ""


def _keys(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)
