"""What one cell of a table may hold: each kind reads its text, or says what is wrong with it and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from sim.errors import did_you_mean

GRADES = ("A", "B", "C")
"""A: official text seen.  B: secondary source or mirror quoting it.  C: recollection or working assumption."""

EVIDENCE = ("SEEN", "DERIVED", "MEMORY", "ASSUMED")
"""Source read; computed from sources; recalled, not looked up; no source."""

MOST = 1e15
"""No number of a table is larger."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.:()+-]*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


class Complaint(NamedTuple):
    """What is wrong, as one sentence, and what to do."""

    what: str
    remedy: str


EMPTY = Complaint("the cell is empty.", "Write what the column asks for.")


class Cell(Protocol):
    """A kind of cell."""

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""


@dataclass(frozen=True)
class Text:
    """Words. blank : whether the cell may be empty."""

    blank: bool = False

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        if not text and not self.blank:
            return EMPTY
        return None


@dataclass(frozen=True)
class Name:
    """An identifier that other files refer to."""

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        if not text:
            return EMPTY
        if not _NAME.fullmatch(text):
            return Complaint(f"{text!r:.60} is no name.", "Use letters, digits and _, beginning with a letter.")
        return None


@dataclass(frozen=True)
class Word:
    """A word from a list. kind : what the word names."""

    kind: str
    names: tuple[str, ...]

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        if text not in self.names:
            shown = tuple(name or "nothing" for name in self.names)
            return Complaint(f"there is no {self.kind} {text!r:.60}.", did_you_mean(text, shown))
        return None


@dataclass(frozen=True)
class Decimal:
    """A number within bounds, both allowed. unit : in words; blank : whether the cell may be empty."""

    low: float = -MOST
    high: float = MOST
    unit: str = ""
    blank: bool = False

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        if not text and self.blank:
            return None
        if not text:
            return EMPTY
        bounds = f"{self.low:,.15g} to {self.high:,.15g}" + (f" ({self.unit})" if self.unit else "")
        if not _NUMBER.fullmatch(text):
            return Complaint(f"{text!r:.60} is no number.", _plain(text, "" if self.high == MOST else bounds))
        value = float(text)
        if self.low <= value <= self.high:
            return None
        remedy = f"Write a number from {bounds}."
        if self.high <= 2 and 1.5 < value <= 100 and self.low <= value / 100 <= self.high:
            remedy = f"Write a fraction: {value / 100:g} for {value:g} %."
        return Complaint(f"{text:.40} lies outside {bounds}.", remedy)


def _plain(text: str, bounds: str) -> str:
    plain = text.replace(",", "").replace(" ", "").removesuffix("%")
    if plain != text and _NUMBER.fullmatch(plain):
        return f"Write {float(plain) / 100:g}." if text.endswith("%") else f"Write {plain}."
    if text.lower() in {"nan", "na", "n/a", "null", "none", "-", "inf", "-inf"}:
        return "Delete the row where nothing is known, or write a number."
    return f"Write a plain number from {bounds}." if bounds else "Write a plain number."


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds, both allowed."""

    low: int
    high: int

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        if not text:
            return EMPTY
        if not _WHOLE.fullmatch(text) or not self.low <= int(text) <= self.high:
            remedy = f"Write a whole number from {self.low} to {self.high}."
            return Complaint(f"{text!r:.60} is no such number.", remedy)
        return None


@dataclass(frozen=True)
class Day:
    """A day of the calendar: `2024-11-11`. blank : whether the cell may be empty."""

    blank: bool = False

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        if not text and self.blank:
            return None
        if not _DAY.fullmatch(text):
            return Complaint(f"{text!r:.60} is no day.", "Write days as 2024-11-11.")
        try:
            date.fromisoformat(text)
        except ValueError:
            return Complaint(f"{text} is a day that no calendar has.", "Correct the month or the day.")
        return None


@dataclass(frozen=True)
class Month:
    """A month: `2024-11`."""

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        if not _MONTH.fullmatch(text) or not 1 <= int(text[5:]) <= 12:
            return Complaint(f"{text!r:.60} is no month.", "Write months as 2024-11.")
        if not 1990 <= int(text[:4]) <= 2100:
            return Complaint(f"{text} lies outside the years 1990 to 2100.", "Correct the year.")
        return None


GRADE = Word("grade", GRADES)
FRACTION = Decimal(0.0, 1.0, "fraction")
