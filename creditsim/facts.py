"""`creditsim facts [FACT...]`: published facts of household credit, repeated inside the model and judged."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from creditsim.folders import RECORD, refuse_foreign, write_folder

if TYPE_CHECKING:
    from calibration.facts import Found, Setting
    from calibration.facts.trial import Part

Facts = Annotated[list[str] | None, typer.Argument(metavar="FACT...", help="as F12; none = all")]
Households = Annotated[int, typer.Option("--households", "-n", min=1_000, max=1_000_000, help="of the sample")]
Draws = Annotated[int, typer.Option(min=0, max=1_000, help="parameter sets besides the centre")]
Prior = Annotated[bool, typer.Option("--prior", help="draw from the priors although the city has a posterior")]
Threads = Annotated[int, typer.Option("--threads", "-t", min=1, max=1024, help="parameter sets at a time")]
Output = Annotated[Path, typer.Option("--output", "-o", help="folder of the result")]

HEADS = ("fact", "what", "range", "centre", "median", "80% interval", "inside", "verdict", "source")
TABLE = "facts.csv"
WIDTH = 28
"""Characters of a source that are printed; all of it is in the table."""

PARTS_OF_THE_PAGE = (
    ("independent", "Independent facts: nothing was set to them"),
    ("input-implied", "Input-implied: they follow from numbers that were plugged in"),
    ("fitted", "Fitted: a parameter was chosen for them"),
    ("forecast", "Forecasts"),
)
RULE = (
    "PASS: the median lies inside the range and so do four fifths of the parameter sets. FAIL: the middle four fifths "
    "lie outside. AT RISK: all between. A fact has the worst verdict of its parts."
)


def facts(
    names: Facts = None,
    households: Households = 20_000,
    draws: Draws = 6,
    prior: Prior = False,
    threads: Threads = 2,
    output: Output = Path("results/facts"),
) -> None:
    """Repeat published facts inside the model and say which it shows. Nothing is tuned to an independent fact."""
    from calibration.facts import settings, try_facts
    from calibration.facts.table import chosen_facts
    from creditsim import show
    from creditsim.runs import with_bar

    chosen = chosen_facts(tuple(names or ()))
    refuse_foreign(output)
    sets = settings(draws, "prior" if prior else None)
    with with_bar() as bar:
        found = try_facts(
            chosen, sets, households, threads=threads, progress=lambda done, most: bar(done, most, "Parameter sets")
        )
    print_facts(found)
    record = record_of(found, sets, households)
    for file in write_folder(output, lambda folder: _write(folder, found, record)):
        show.console().print(f"  {output / file}", soft_wrap=True)


def print_facts(found: Sequence[Found]) -> None:
    """Tables by tag, each with its count of passes, the independent facts first."""
    from calibration.facts import headline
    from creditsim import show

    for tag, title in PARTS_OF_THE_PAGE:
        some = [one for one in found if one.fact.tag == tag]
        if not some:
            continue
        count = "" if tag == "forecast" else f". {headline([one.verdict for one in some])}"
        show.print_rows(f"\n{title}{count}", HEADS, [row for one in some for row in _rows(one)])
    show.console().print(f"\n{RULE}", soft_wrap=True)


def _rows(one: Found) -> Iterator[tuple[str, ...]]:
    source = one.fact.source[:WIDTH]
    if not one.parts:
        yield one.fact.id, f"{one.fact.title}: {one.note}", "", "", "", "", "", one.verdict, source
        return
    first, *others = one.parts
    yield _row(first, one.fact.id, f"{one.fact.title}: {first.name}", source)
    for part in others:
        yield _row(part, "", part.name, "")
    if others:
        yield "", "all parts", "", "", "", "", "", one.verdict, ""


def _row(part: Part, fact: str, what: str, source: str) -> tuple[str, ...]:
    judged = part.found
    return (
        fact,
        what,
        str(part.bound),
        f"{judged.centre:.3g}",
        f"{judged.median:.3g}",
        f"{judged.low:.3g} to {judged.high:.3g}",
        f"{judged.inside:.0%}",
        judged.verdict,
        source,
    )


def record_of(found: Sequence[Found], sets: Sequence[Setting], households: int) -> dict[str, Any]:
    """What was tried with what, and what came out: the same hash of settings means the same parameter sets and luck."""
    from calibration.facts import headline
    from calibration.facts.settings import frozen
    from sim.engine.cache import source_hash
    from sim.running import data_hash

    tags = {tag: [one.verdict for one in found if one.fact.tag == tag] for tag, _ in PARTS_OF_THE_PAGE[:3]}
    return {
        "households": households,
        "settings": [one.name for one in sets],
        "parameters_from": sets[0].origin,
        "settings_hash": frozen(sets),
        "code": source_hash(),
        "data": data_hash(),
        "rule": RULE,
        "headline": {tag: headline(verdicts) for tag, verdicts in tags.items() if verdicts},
        "facts": {
            one.fact.id: {
                "tag": one.fact.tag,
                "verdict": one.verdict,
                "note": one.note,
                "parts": {part.name: _part_record(part) for part in one.parts},
            }
            for one in found
        },
    }


def _part_record(part: Part) -> dict[str, Any]:
    values = [value if value == value else None for value in part.values]  # noqa: PLR0124
    return {"range": str(part.bound), "values": values, "verdict": part.found.verdict}


def _write(folder: Path, found: Sequence[Found], record: dict[str, Any]) -> None:
    heads = ("fact", "title", "tag", "part", "range", "centre", "median", "low", "high", "inside", "verdict", "of_fact")
    with (folder / TABLE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*heads, "note", "evidence", "source"))
        for one in found:
            fact, of_all = one.fact, (one.verdict, one.note, one.fact.evidence, one.fact.source)
            if not one.parts:
                writer.writerow((fact.id, fact.title, fact.tag, "", fact.range, *[""] * 6, *of_all))
            for part in one.parts:
                numbers = (f"{value:.6g}" for value in part.found[:5])
                row = (fact.id, fact.title, fact.tag, part.name, part.bound, *numbers, part.found.verdict, *of_all)
                writer.writerow(row)
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")
