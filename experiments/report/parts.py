"""What a page is made of: chapters with a glance, sections, tables and pictures. Text is plain, and escaped later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from sim.scenarios import Scenario

Mark = Literal["", "group", "untold", "assumption"]
"""How a row is shown: as it is, as the head of the rows below it, greyed because luck could make it, or marked as
assumed."""


class Row(NamedTuple):
    """A row of a table. cells : the first is its head."""

    cells: tuple[str, ...]
    mark: Mark = ""


@dataclass(frozen=True)
class Table:
    """caption : what it shows.  heads : of the columns.  note : how to read it.  numbers : columns from which on cells
    are numbers, set right."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    numbers: int = 99


class Picture(NamedTuple):
    """An image within the page. source : data URI.  alt : for those who cannot see it.  caption : below it."""

    source: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Section:
    """A part of a chapter: a title, paragraphs, tables, pictures, in this order."""

    title: str
    text: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Glance:
    """What a reader sees first. question : one sentence.  answer : two or three.  facts : effects, cost, risk, who
    gains.  fails : what would make it fail.  level : what public data say of the level of the gap; empty where the
    result does not speak of it."""

    question: str
    answer: tuple[str, ...]
    facts: Table | None = None
    fails: tuple[str, ...] = ()
    level: str = ""


@dataclass(frozen=True)
class Chapter:
    """One result. kind : in words.  scenarios : what was run, by name, the base first.  asked : what the study itself
    assumes.  made : how the result was made, name and value.  command : to make it or verify it again."""

    kind: str
    title: str
    glance: Glance
    sections: tuple[Section, ...]
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    asked: Table | None = None
    made: tuple[tuple[str, str], ...] = ()
    command: tuple[str, ...] = ()


def told_row(cells: tuple[str, ...], *, sure: object) -> Row:
    """A row that is greyed where nothing in it is told apart from luck."""
    return Row(cells, "" if sure else "untold")


def assumed_row(cells: tuple[str, ...], *, assumed: bool = True) -> Row:
    """A row that is coloured where its number is assumed."""
    return Row(cells, "assumption" if assumed else "")
