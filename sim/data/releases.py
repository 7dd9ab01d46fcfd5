"""When the public could know a figure: the day that is stated, or else a rule by series.

The rules stand in releases.csv, from the particular to the general: the first line that fits a row gives its day. For
an instrument of policy it is the day of the announcement.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache

from sim.data import DATA
from sim.data.cells import Complaint, Day, Text, Whole, Word
from sim.data.periods import Month, Period
from sim.data.tables import Fault, Row, Rows, Table, rows

RULES = DATA / "releases.csv"

COLLECTED = date(2025, 7, 31)
"""Day by which the figures of the package had been collected."""

BASES = ("stated", "memory", "rule")
"""What a day of release rests on: a document that was seen; a recollection; the usual delay of the series, which may be
weeks off."""


class _Blank:
    """A whole number, or nothing."""

    def __init__(self, low: int, high: int) -> None:
        self.number = Whole(low, high)

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        return self.number.check(text) if text else None


def _one_way(row: Row) -> Iterator[Fault]:
    counted = (row["count_from"], row["months"], row["day"])
    if row["released"] and any(counted):
        yield Fault("released", "a day is stated beside a rule.", "Keep one of the two.")
    elif not row["released"] and not all(counted):
        yield Fault("released", "there is neither a day nor a whole rule.", "Write count_from, months and day.")
    elif bool(row["released"]) == (row["basis"] == "rule"):
        yield Fault(
            "basis", f"{row['basis']!r} does not fit.", "A stated day is stated or from memory, a rule is rule."
        )


def _for_the_rest(found: Rows) -> Iterator[Fault]:
    line, last = found[-1]
    if {last[name] for name in ("file", "series", "period", "frequency")} != {"*"}:
        yield Fault("", "the last rule does not fit every row.", "Write * in its four patterns.", line)


RELEASE_TABLE = Table(
    kind="a table of rules of release",
    columns={
        "file": Text(), "series": Text(), "period": Text(), "frequency": Text(), "released": Day(blank=True),
        "count_from": Word("end of a period", ("start", "end", "")), "months": _Blank(0, 60), "day": _Blank(1, 31),
        "basis": Word("basis", BASES), "reason": Text(),
    },
    key=("file", "series", "period", "frequency"),
    each=_one_way,
    whole=_for_the_rest,
)  # fmt: skip


@dataclass(frozen=True)
class Release:
    """Day on which the public could know a figure.  basis : one of `BASES`; reason : of the rule, or empty."""

    day: date
    basis: str
    reason: str = ""


@dataclass(frozen=True)
class Rule:
    """A line of the table.  patterns : of file, series, period and frequency."""

    patterns: tuple[str, ...]
    released: date | None
    count_from: str
    months: int
    day: int
    basis: str
    reason: str

    def fits(self, cells: tuple[str, ...]) -> bool:
        """Whether the rule is for a row with this file, series, period and frequency."""
        return all(map(fnmatchcase, cells, self.patterns))

    def release(self, first: Month, last: Month) -> Release:
        """Day of release of a figure of these months."""
        month = first if self.count_from == "start" else last
        return Release(self.released or _after(month, self.months, self.day), self.basis, self.reason)


def released(file: str, row: Row, period: Period) -> Release:
    """Day of release of a row of statistics. file : its name; period : months that the figure covers, one of them where
    it is open on a side; a figure of no month is known since the figures were collected."""
    if row["released"]:
        return Release(date.fromisoformat(row["released"]), "stated")
    first, last = period.first or period.last, period.last or period.first
    if first is None or last is None:
        return Release(COLLECTED, "stated", "the figure belongs to no month: known since the figures were collected")
    return rule_of(file, row["series"], row["period"], row["frequency"]).release(first, last)


@cache
def rule_of(file: str, series: str, period: str, frequency: str) -> Rule:
    """The first rule that fits a row of statistics; the last fits every row."""
    cells = (file, series, period, frequency)
    return next(rule for rule in _rules_of_file(file) if rule.fits(cells))


@cache
def _rules_of_file(file: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in release_rules() if fnmatchcase(file, rule.patterns[0]))


@cache
def release_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the table."""
    return tuple(
        Rule(
            (row["file"], row["series"], row["period"], row["frequency"]),
            date.fromisoformat(row["released"]) if row["released"] else None,
            row["count_from"],
            int(row["months"] or 0),
            int(row["day"] or 1),
            row["basis"],
            row["reason"],
        )
        for _, row in rows(RULES, RELEASE_TABLE)
    )


def _after(month: Month, months: int, day: int) -> date:
    """That day of the month so many months later, or its last day where it is shorter."""
    year, of_year = divmod(month[0] * 12 + month[1] - 1 + months, 12)
    return date(year, of_year + 1, min(day, calendar.monthrange(year, of_year + 1)[1]))
