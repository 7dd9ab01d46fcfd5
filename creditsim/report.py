"""`creditsim report RESULT...`: one self-contained HTML page of results, to be read, printed and handed on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

Results = Annotated[
    list[Path],
    typer.Argument(
        metavar="RESULT...",
        help="folders that run, compare, mixes, discover, sensitivity or study wrote; each becomes a chapter",
    ),
]
Language = Annotated[str, typer.Option("--lang", metavar="zh|en", help="language of headings, labels and sentences")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="file of the page; default <first RESULT>-report.html")
]

HEAD = 2_000
"""Bytes within which a report says that it is one."""

OTHER = "Give -o another file."


def report(results: Results, lang: Language = "en", output: Output = None) -> None:
    """Make one HTML page of results: question, answer, effects with intervals, figures, assumptions with their basis,
    record of past forecasts, how it was made, limits."""
    from creditsim import show
    from experiments.report import Words, load_report_result, report_page

    words = Words(lang)
    first = results[0].absolute()
    folder = first.parent if first.is_file() else first
    file = output or folder.parent / f"{folder.name}-report.html"
    refuse_other(file)
    page = report_page([load_report_result(place) for place in results], words)
    write_page(file, page)
    show.console().print(f"  {file}", soft_wrap=True)


def refuse_other(file: Path) -> None:
    """Raise UsageError where a page would replace what is no report, or has no place. Makes nothing."""
    from experiments.report import GENERATOR
    from sim.errors import UsageError

    if file.is_dir():
        raise UsageError(f"{file} is a folder.", remedy="Give -o the name of a file.")
    if file.exists() and GENERATOR.encode() not in _head(file):
        raise UsageError(f"{file} is no report, and nothing is overwritten.", remedy=OTHER)
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{file.parent} is no folder.", remedy="Make it, or give -o another file.")


def write_page(file: Path, page: str) -> None:
    """Write a page beside its place, then put it there whole. Raises UsageError where the disk refuses."""
    from sim.errors import UsageError

    aside = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        aside.write_text(page, encoding="utf-8", newline="\n")
        aside.replace(file)
    except OSError as problem:
        what = f"{file} cannot be written ({problem.strerror or problem}); it is as it was."
        raise UsageError(what, remedy=f"Make room, or ask for access. {OTHER}") from None
    finally:
        aside.unlink(missing_ok=True)


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(HEAD)
