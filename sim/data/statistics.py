"""Published statistics as one tidy table, checked cell by cell on reading.

A row is one figure. Grades: A = official text seen, B = secondary source or mirror quoting the official text,
C = recollection or working assumption, never a calibration target.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from sim.data import DATA
from sim.data.cells import EMPTY, GRADE, MOST, Complaint, Day, Name, Text, Word
from sim.data.checks import faulty
from sim.data.periods import Period, parse_period, year_to_date
from sim.data.releases import released
from sim.data.tables import Fault, Row, Table, line_of, read
from sim.data.units import UNITS, normal_unit
from sim.data.vintages import seen_by
from sim.errors import DataError, Mistake, refusal_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

FOLDER = DATA / "statistics"

COLUMNS = (
    "series", "region", "start", "end", "frequency", "value", "unit", "grade", "derived", "proxy",
    "source_title", "source_url", "note", "published_value", "published_unit", "file", "line", "released",
    "released_basis",
)  # fmt: skip
"""Columns of the table that `load_statistics` returns."""

CUMULATIVE = ("monthly-cumulative", "quarterly-cumulative", "cumulative_ytd", "half-year average")
"""Frequencies of figures that run from January to the month named."""

FREQUENCIES = (
    "monthly", "monthly-cumulative", "monthly round", "month", "2-month", "quarterly", "quarterly-cumulative",
    "quarter", "half-year", "half-year average", "annual", "year-end", "end of period", "period", "point",
    "range", "cumulative", "cumulative_ytd", "census", "survey", "daily mean", "2 days", "5 days", "7 days",
    "rule", "programme", "derived",
)  # fmt: skip
"""How often, or over which months, a figure is published."""

_NUMBER = r"[+-]?[0-9][0-9,]*(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?"
_RANGE = re.compile(rf"({_NUMBER})(?:\s*-\s*({_NUMBER}))?")


class _Months:
    """The months that a figure covers."""

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        if not text:
            return EMPTY
        try:
            parse_period(text)
        except ValueError as error:
            turned = str(error).endswith(("begins", "backwards"))
            remedy = "Write 2024, 2024-11, 2025-Q2, 2025-H1, a range with '..' or '/', or generic."
            return Complaint(f"{error}.", "Write the earlier one first." if turned else remedy)
        return None


class _Unit:
    """A unit as published."""

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        try:
            normal_unit(text)
        except KeyError:
            near = get_close_matches(text, UNITS, 1)
            remedy = f"Did you mean {near[0]!r}?" if near else "sim/data/units.py lists them: CNY, pct, persons ..."
            return Complaint(f"there is no unit {text!r:.60}.", remedy)
        return None


def _figure_faults(row: Row) -> Iterator[Fault]:
    unit, factor = normal_unit(row["unit"])
    if unit == "rating":
        return
    if row["value"].endswith("%"):
        yield Fault(
            "value", f"{row['value']!r:.60} is no number.", "Write the number alone: its unit stands beside it."
        )
    elif not _RANGE.fullmatch(row["value"]):
        remedy = "Write a number, or a range such as 5.5-6.8; delete the row where nothing was published."
        yield Fault("value", f"{row['value']!r:.60} is no number.", remedy)
    elif abs(_number(row["value"]) * factor) > MOST:
        yield Fault("value", f"{row['value']:.40} {row['unit']} is too large to be meant.", "Correct value or unit.")


STATISTICS = Table(
    kind="a table of statistics",
    columns={
        "series": Name(), "region": Text(), "period": _Months(), "frequency": Word("frequency", FREQUENCIES),
        "value": Text(), "unit": _Unit(), "grade": GRADE, "source_url": Text(blank=True),
        "source_title": Text(blank=True), "note": Text(blank=True), "released": Day(blank=True),
    },
    optional=("released",),
    key=("series", "region", "period", "frequency", "unit", "source_url", "source_title", "note"),
    each=_figure_faults,
)  # fmt: skip

HEADER = STATISTICS.header


def load_statistics(folder: Path = FOLDER, vintage: str | None = None) -> pd.DataFrame:
    """Every figure of every table in a folder, or of one file: one a row, sorted by file and line.

    vintage : what was known by then: `2024-12` sees the rows released by the end of that month, `2024-10-31` by the end
    of that day; None and `vintages.PACKAGE` see every row.

    start, end : first day of the first and of the last month covered (NaT where open or undated); a figure cumulated
    over the year starts in January.  value : in `unit` (CNY, fraction, persons, vehicles ...); the middle where a range
    was published; NaN for a rating in letters.  derived, proxy : computed from published figures; a stand-in for the
    region wanted.  published_value, published_unit : as written in the file.  file, line : where to look.
    released : day on which the public could know it, of an instrument the day of its announcement.  released_basis :
    stated, memory or rule (the usual delay of the series, see releases.csv).

    Raises DataError that names every bad cell, or a vintage that is no month and no day.
    """
    import pandas as pd

    last_day = seen_by(vintage)

    files = [folder] if folder.is_file() else sorted(folder.glob("*.csv"))
    if not files:
        raise DataError("there are no statistics tables here.", file=folder, remedy="Point to a folder with CSV files.")
    records: list[dict[str, object]] = []
    mistakes: list[Mistake] = []
    for file in files:
        found, wrong = read(file, STATISTICS)
        mistakes += wrong
        records += [_record(row, file, line) for line, row in found]
    table = pd.DataFrame.from_records(records, columns=list(COLUMNS))
    for column in ("start", "end", "released"):
        table[column] = pd.to_datetime(table[column], format="%Y-%m-%d").astype("datetime64[ns]")
    places = {file.name: file for file in files}
    for at, fault in faulty(table):
        row = table.loc[at]
        place = f"line {row['line']}, {fault.column}"
        mistakes.append(Mistake(places[str(row["file"])], place, fault.what, fault.remedy))
    if mistakes:
        raise refusal_of(DataError, sorted(mistakes, key=lambda one: (files.index(Path(one.file)), line_of(one))))
    return table if last_day is None else table[table["released"] <= pd.Timestamp(last_day)].reset_index(drop=True)


def _record(row: Row, file: Path, line: int) -> dict[str, object]:
    """A row in the columns of the result, dates still as text."""
    period = _covered(row)
    unit, factor = normal_unit(row["unit"])
    release = released(file.name, row, period)
    return {
        **{
            name: row[name] for name in ("series", "region", "frequency", "grade", "source_title", "source_url", "note")
        },
        "start": _first_day(period.first),
        "end": _first_day(period.last),
        "value": float("nan") if unit == "rating" else _number(row["value"]) * factor,
        "unit": unit,
        "derived": "DERIVED" in row["note"],
        "proxy": "PROXY" in row["note"] or "PROXY" in row["region"],
        "published_value": row["value"],
        "published_unit": row["unit"],
        "file": file.name,
        "line": line,
        "released": release.day.isoformat(),
        "released_basis": release.basis,
    }


def _covered(row: Row) -> Period:
    """Months that the figure covers: a cumulative figure starts in January."""
    period = parse_period(row["period"])
    cumulative = row["frequency"] in CUMULATIVE
    return year_to_date(period) if cumulative or "_ytd" in row["series"] else period


def _number(text: str) -> float:
    """A number, or the middle of a published range such as `88,000-94,000`."""
    found = _RANGE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no number")
    low, high = found[1].replace(",", ""), (found[2] or "").replace(",", "")
    return (float(low) + float(high)) / 2 if high else float(low)


def _first_day(month: tuple[int, int] | None) -> str | None:
    return None if month is None else f"{month[0]:04d}-{month[1]:02d}-01"
