"""Pages and tables in Markdown, as `creditsim docs` writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def page(parts: Iterable[str]) -> str:
    """A page of parts, each a paragraph, heading or table."""
    return "\n\n".join(["<!-- written by `creditsim docs`: do not edit -->", *parts]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of text."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(text) for text in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
