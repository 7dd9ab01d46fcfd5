"""The page: chapters of results, then what all of them rest on, in one HTML file that needs nothing else."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from experiments.report.assumptions import assumptions, numbers
from experiments.report.comparisons import comparison_chapter
from experiments.report.failures import belongs_to, failure_chapter, failure_sentences
from experiments.report.limits import limits, skill
from experiments.report.parts import Chapter, Section
from experiments.report.projections import projection_chapter
from experiments.report.reading import AGAIN, Result
from experiments.report.searches import search_chapter
from experiments.report.sensitivities import sensitivity_chapter
from experiments.report.single_runs import run_chapter
from experiments.report.studies import study_chapter
from experiments.report.words import Words
from sim.errors import ResultError

GENERATOR = "creditsim report"
"""Mark by which a file is known to be a report."""

CHAPTERS = {
    "run": run_chapter,
    "projection": projection_chapter,
    "comparison": comparison_chapter,
    "discovery": failure_chapter,
    "study": study_chapter,
}
"""Chapters of the kinds that stand alone; a search and a sensitivity analysis may have a discovery beside them."""

DAMAGED = (KeyError, IndexError, ValueError, TypeError, AttributeError)
"""What is raised where a result lacks what its kind must hold."""


def report_page(results: Sequence[Result], words: Words) -> str:
    """One page of one or more results, in the order given. The same results give the same page."""
    chapters = [chapter_of(result, results, words) for result in results]
    return _template().render(
        words=words,
        generator=GENERATOR,
        style=Path(__file__).with_name("templates").joinpath("page.css").read_text(encoding="utf-8"),
        chapters=chapters,
        lead=chapters[0],
        backs=_backs(chapters, words),
        numbers=numbers(chapters, words),
    )


def chapter_of(result: Result, results: Sequence[Result], words: Words) -> Chapter:
    """The chapter of a result. results : all of the page, among which its discoveries may be. Raises ResultError where
    it lacks what its kind must hold."""
    try:
        if result.kind in {"mixes", "sensitivity"}:
            found = [one for one in results if one.kind == "discovery" and belongs_to(one, result)]
            failing = tuple(line for one in found for line in failure_sentences(one, words))
            return (search_chapter if result.kind == "mixes" else sensitivity_chapter)(result, words, failing)
        return CHAPTERS[result.kind](result, words)
    except DAMAGED as problem:
        what = f"the result lacks something, or holds what it should not ({type(problem).__name__}: {problem!s:.80})."
        raise ResultError(what, file=result.folder, remedy=AGAIN) from None


def _backs(chapters: Sequence[Chapter], words: Words) -> list[tuple[str, Section]]:
    """Sections that all chapters share, by anchor."""
    return [
        ("assumptions", assumptions(chapters, words)),
        ("record", skill(words)),
        ("limits", limits(chapters, words)),
    ]


@functools.cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = FileSystemLoader(Path(__file__).with_name("templates"))
    made = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("page.html")
