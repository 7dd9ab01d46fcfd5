"""Published statistics as one tidy table, checked cell by cell on reading.

A row is one figure. Grades: A = official text seen, B = secondary source or mirror quoting the official text,
C = recollection or working assumption, never a calibration target.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sim.data import DATA
from sim.data.checks import checked
from sim.data.periods import Period, parse_period, year_to_date
from sim.data.units import normal_unit
from sim.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

FOLDER = DATA / "statistics"

HEADER = (
    "series", "region", "period", "frequency", "value", "unit", "grade", "source_url", "source_title", "note",
)  # fmt: skip
"""Columns of a statistics file."""

COLUMNS = (
    "series", "region", "start", "end", "frequency", "value", "unit", "grade", "derived", "proxy",
    "source_title", "source_url", "note", "published_value", "published_unit", "file", "line",
)  # fmt: skip
"""Columns of the table that `load_statistics` returns."""

CUMULATIVE = ("monthly-cumulative", "quarterly-cumulative", "cumulative_ytd", "half-year average")
"""Frequencies of figures that run from January to the month named."""

_RANGE = re.compile(r"(-?[\d.]+)\s*-\s*([\d.]+)")


def load_statistics(folder: Path = FOLDER) -> pd.DataFrame:
    """Every figure of every table in a folder, one a row, sorted by file and line.

    start, end : first day of the first and of the last month covered (NaT where open or undated); a figure cumulated
    over the year starts in January.  value : in `unit` (CNY, fraction, persons, vehicles ...); the middle where a range
    was published; NaN for a rating in letters.  derived, proxy : computed from published figures; a stand-in for the
    region wanted.  published_value, published_unit : as written in the file.  file, line : where to look.

    Raises DataError that names the first bad row and counts the others.
    """
    import pandas as pd

    files = sorted(folder.glob("*.csv"))
    if not files:
        raise DataError("there are no statistics tables here.", file=folder, remedy="Point to a folder with CSV files.")
    records = [record for file in files for record in _records(file)]
    table = pd.DataFrame.from_records(records, columns=list(COLUMNS))
    for column in ("start", "end"):
        table[column] = pd.to_datetime(table[column], format="%Y-%m-%d")
    return checked(table)


def _records(file: Path) -> list[dict[str, object]]:
    """Rows of one file in the columns of the result, dates still as text."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != HEADER:
            raise DataError(
                f"the columns are {list(reader.fieldnames or ())}.",
                file=file,
                place="line 1",
                remedy=f"A statistics file has the columns {', '.join(HEADER)}, in this order.",
            )
        return [_record(row, file, reader.line_num) for row in reader]


def _record(row: dict[str, str], file: Path, line: int) -> dict[str, object]:
    place = f"line {line}"
    if None in row or None in row.values():
        raise DataError("the row has too many or too few cells.", file=file, place=place, remedy="Quote commas.")
    try:
        period = _covered(row)
    except ValueError as error:
        remedy = "Write 2024, 2024-11, 2025-Q2, 2025-H1, a range with '..' or '/', or generic."
        raise DataError(f"{error}.", file=file, place=f"{place}, period", remedy=remedy) from None
    try:
        unit, factor = normal_unit(row["unit"])
    except KeyError:
        what, remedy = f"there is no unit {row['unit']!r}.", "Use one of sim/data/units.py, or add it there."
        raise DataError(what, file=file, place=f"{place}, unit", remedy=remedy) from None
    try:
        value = float("nan") if unit == "rating" else _number(row["value"]) * factor
    except ValueError:
        what, remedy = f"{row['value']!r} is no number.", "Write a number, or a range such as 5.5-6.8."
        raise DataError(what, file=file, place=f"{place}, value", remedy=remedy) from None
    return {
        **{
            name: row[name] for name in ("series", "region", "frequency", "grade", "source_title", "source_url", "note")
        },
        "start": _first_day(period.first),
        "end": _first_day(period.last),
        "value": value,
        "unit": unit,
        "derived": "DERIVED" in row["note"],
        "proxy": "PROXY" in row["note"] or "PROXY" in row["region"],
        "published_value": row["value"],
        "published_unit": row["unit"],
        "file": file.name,
        "line": line,
    }


def _covered(row: dict[str, str]) -> Period:
    """Months that the figure covers: a cumulative figure starts in January."""
    period = parse_period(row["period"])
    cumulative = row["frequency"] in CUMULATIVE
    return year_to_date(period) if cumulative or "_ytd" in row["series"] else period


def _number(text: str) -> float:
    """A number, or the middle of a published range such as `88,000-94,000`."""
    plain = text.replace(",", "")
    if found := _RANGE.fullmatch(plain):
        return (float(found[1]) + float(found[2])) / 2
    return float(plain)


def _first_day(month: tuple[int, int] | None) -> str | None:
    return None if month is None else f"{month[0]:04d}-{month[1]:02d}-01"
