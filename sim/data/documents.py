"""Documents that are maps: read from files, with the line of every key. What is YAML is told in `strict_yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from sim.engine.cache import PACKAGE, remembered
from sim.errors import ScenarioError

LARGEST = 2**20
"""Bytes of the largest file read: 1 MiB."""

Place = tuple[str | int, ...]
"""Keys and positions that lead to an entry: `("levers", 0, "points")`."""


class Document(NamedTuple):
    """A kind of document in words.  noun : "a scenario"; found : how to find one; begin : how to begin one; page : what
    to do where it is too long; map : what its map looks like."""

    noun: str
    found: str
    begin: str
    page: str
    map: str


SCENARIO = Document(
    noun="a scenario",
    found="Check the spelling, or see `creditsim scenarios list`.",
    begin="Begin with 'title: ...' and 'extends: shanghai/actual'.",
    page="A scenario is a page: split it, or check what was saved here.",
    map="Write 'key: value' lines, beginning with 'title: ...'.",
)


class Source(NamedTuple):
    """A document and where its entries stand. file : as shown to the user; lines : line of each place, from 1."""

    data: Any
    file: str | Path | None = None
    lines: dict[Place, int] = {}  # noqa: RUF012  the empty table is never written to

    def line(self, place: Place) -> int:
        """Line of an entry, or of the nearest one that holds it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def error(self, what: str, remedy: str, place: Place = ()) -> ScenarioError:
        """The error of an entry: file, line, what, remedy. One line, also where a key of the file has several."""
        where = f"line {self.line(place)}" if self.lines else ".".join(str(part) for part in place) or None
        return ScenarioError(" ".join(what.split()), file=self.file, place=where, remedy=remedy)


def read_yaml(file: Path, kind: Document = SCENARIO) -> Source:
    """The map that a file holds. Raises ScenarioError for whatever is no such map."""
    start = Source(None, file, {(): 1})
    if not file.is_file():
        raise start.error("there is no such file.", kind.found)
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as problem:
        raise start.error(f"the file cannot be read ({problem.strerror}).", "Ask its owner for access.") from None
    if len(content) > LARGEST:
        raise start.error("the file is larger than 1 MiB.", kind.page)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = content[: error.start].count(b"\n") + 1
        raise Source(None, file, {(): place}).error("the text is not UTF-8.", "Save the file as UTF-8.") from None
    if not file.resolve().is_relative_to(PACKAGE):
        return _parsed(text, file, kind)
    data, lines = remembered(content, lambda: _packed(_parsed(text, file, kind)))
    return Source(data, file, {tuple(place): line for place, line in lines})


def _parsed(text: str, file: Path, kind: Document) -> Source:
    from sim.data.strict_yaml import parse

    return parse(text, file, kind)


def _packed(source: Source) -> list[Any]:
    return [source.data, [[place, line] for place, line in source.lines.items()]]
