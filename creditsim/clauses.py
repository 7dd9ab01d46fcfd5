"""`creditsim clauses [CLAUSE]`: the opinion sentence by sentence, and how far levers state it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sim.scenarios.clauses import Opinion, Sentence

Name = Annotated[
    str | None, typer.Argument(metavar="CLAUSE", help="one clause, such as task_04 or safeguard_2; none = all 18")
]
Json = Annotated[bool, typer.Option("--json", help="as JSON on standard output")]

HEADS = (
    "clause", "title", "", "sentences", "in full", "in part", "planned", "not modelled", "left out", "evidence",
    "levers", "planned levers",
)  # fmt: skip

STATES = (
    "A sentence is stated in full where its levers exist and leave nothing out, in part where they exist but more is "
    "planned or a part is left out; it is planned where none of its levers exists yet, and not modelled where none is "
    "planned. Left out counts the sentences of which a part, or all, stays out even with every planned lever, each "
    "with its reason."
)

GRADES = (
    "Evidence is on the size of a mechanism, never on the success of the opinion; the best of a clause is shown, "
    "planned levers counted. SEEN = source read; DERIVED = computed from sources; MEMORY = recalled, not looked up; "
    "ASSUMED = no source. Nearly all of it is from other countries or from platforms."
)


def clauses(clause: Name = None, as_json: Json = False) -> None:
    """How far levers state the opinion 沪商服务〔2024〕281号: its 18 clauses, or one sentence by sentence."""
    import json

    from sim.scenarios.clauses import read_clauses

    opinion = read_clauses()
    name = None if clause is None else _named(clause, opinion)
    if as_json:
        typer.echo(json.dumps(document(opinion, name), ensure_ascii=False, indent=2))
    elif name is None:
        _listed(opinion)
    else:
        _explained(opinion, name)


def coverage_lines(opinion: Opinion) -> list[tuple[str, ...]]:
    """The table of coverage under HEADS: a line a clause, and one of the sums."""
    from sim.scenarios.coverage import coverage

    lines, sums = [], [0] * 6
    for row in coverage(opinion):
        counts = (row.sentences, row.in_full, row.in_part, row.planned, row.not_modelled, row.left_out)
        sums = [total + count for total, count in zip(sums, counts, strict=True)]
        keys = (", ".join(row.levers), ", ".join(row.planned_levers))
        lines.append((row.clause, row.title, row.title_zh, *map(str, counts), row.evidence, *keys))
    return [*lines, ("all", "", "", *map(str, sums), "", "", "")]


def document(opinion: Opinion, name: str | None) -> dict[str, Any]:
    """What `--json` writes: the coverage of every clause, or one clause in full. name : its id, None = all."""
    from sim.scenarios.coverage import coverage, levers_beside, state

    rows = [row._asdict() for row in coverage(opinion)]
    if name is None:
        return {"clauses": rows, "planned": opinion.planned, "levers_beside": levers_beside()}
    sentences = [{"state": state(sentence), **sentence.model_dump()} for sentence in opinion.clauses[name].sentences]
    return {**next(row for row in rows if row["clause"] == name), "text": sentences}


def _named(word: str, opinion: Opinion) -> str:
    """Id of a clause, written as such, without the nought, or as levers name it: `task 4`."""
    from sim.errors import UsageError, did_you_mean
    from sim.scenarios.clauses import clause_name

    for name in opinion.clauses:
        if word == name or word.replace("_", " ") == clause_name(name):
            return name
    raise UsageError(f"there is no clause '{word}'.", remedy=did_you_mean(word, opinion.clauses))


def _listed(opinion: Opinion) -> None:
    from creditsim import show
    from sim.scenarios.coverage import levers_beside

    show.print_rows("沪商服务〔2024〕281号, sentence by sentence", HEADS, coverage_lines(opinion))
    for text in (STATES, GRADES, f"Levers beside the opinion: {', '.join(levers_beside())}."):
        show.console().print(f"\n{text}")


def _explained(opinion: Opinion, name: str) -> None:
    from rich.padding import Padding

    from creditsim import show

    def indented(text: str) -> None:
        output.print(Padding(text, (0, 0, 0, 3), expand=False))

    clause, output = opinion.clauses[name], show.console()
    output.print(f"{name}  {clause.title}  {clause.title_zh}", style="bold")
    for k, sentence in enumerate(clause.sentences, 1):
        output.print(f"\n{k}. {sentence.zh}")
        indented(sentence.en)
        for line in _entries(sentence):
            indented(line)
    planned = {key: opinion.planned[key] for sentence in clause.sentences for key in sentence.planned}
    if planned:
        output.print("\nPlanned, these levers do not exist yet:")
    for key, text in planned.items():
        indented(f"{key}: {text}")


def _entries(sentence: Sentence) -> list[str]:
    entries = {
        "levers": ", ".join(sentence.levers),
        "planned": ", ".join(sentence.planned),
        "mechanism": sentence.mechanism,
        "evidence": f"{sentence.evidence}. {sentence.source}" if sentence.evidence else "",
        "rows of sim/data/evidence": ", ".join(sentence.rows),
        "not modelled": sentence.not_modelled or "",
    }
    return [f"{word}: {text}" for word, text in entries.items() if text]
