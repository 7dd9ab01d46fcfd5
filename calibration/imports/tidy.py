"""A user's file turned into a table of statistics: mapped, checked whole, and written only if all of it is in order."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from calibration.imports.checks import faulty_figures
from calibration.imports.files import Plain, plain_rows
from calibration.imports.mapping import Column, Mapping, Read, read_mapping
from sim.data.periods import parse_period
from sim.data.statistics import STATISTICS, load_statistics
from sim.data.tables import line_of, read
from sim.errors import DataError, Mistake, UsageError, did_you_mean, refusal_of

HALF = re.compile(r"(\d{4})-?S([12])")
MONTH = re.compile(r"(\d{4})-?M(\d{1,2})|(\d{4})[年/.](\d{1,2})月?|(\d{4})(\d{2})")


class Tidy(NamedTuple):
    """A row of statistics.  place : where it stands in the user's file; origin : heading there of each column."""

    place: str
    cells: dict[str, str]
    origin: dict[str, str]


def import_figures(file: Path, mapping_file: Path, out: Path) -> int:
    """Write the figures of a CSV or SDMX-ML file as a table of statistics; returns how many.

    Raises ScenarioError for a bad mapping, DataError that names every mistake of the file in its own lines and columns,
    UsageError where `out` exists or cannot be written: nothing is then written.
    """
    mapping = read_mapping(mapping_file)
    if out.exists():
        raise UsageError(f"{out} exists, and nothing is overwritten.", remedy="Give -o another name.")
    rows, left_out = mapped(plain_rows(file, mapping.mapping), mapping, file)
    if not rows:
        what = f"no row is left: {left_out} have no figure or no name in the mapping."
        raise DataError(what, file=file, remedy="Check 'names' and 'missing' in the mapping.")
    columns = STATISTICS.columns if any(row.cells["released"] for row in rows) else STATISTICS.header
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=out.parent) as aside:
            made = Path(aside) / out.with_suffix(".csv").name
            with made.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, list(columns), extrasaction="ignore", lineterminator="\n")
                writer.writeheader()
                writer.writerows(row.cells for row in rows)
            _refuse_faulty(made, rows, file)
            made.rename(out)
    except OSError as problem:
        raise UsageError(f"{out} cannot be written ({problem.strerror}).", remedy="Give -o another place.") from None
    return len(rows)


def mapped(plain: Plain, read_from: Read, file: Path) -> tuple[list[Tidy], int]:
    """Rows of statistics, and how many rows had no figure or were left out by the mapping. Raises ScenarioError where
    the mapping names a column that the file lacks, DataError for texts that have no name in it."""
    mapping = read_from.mapping
    columns = {name: column for name, column in mapping.columns.items() if isinstance(column, Column)}
    for name, column in columns.items():
        if column.column not in plain.columns:
            what = f"the file has no column {column.column!r:.60}."
            raise read_from.source.error(what, did_you_mean(column.column, plain.columns), ("columns", name, "column"))
    rows: list[Tidy] = []
    mistakes: list[Mistake] = []
    left_out = 0
    for place, cells in plain.rows:
        found = dict.fromkeys(STATISTICS.columns, "")
        found |= {name: text for name, text in mapping.columns.items() if isinstance(text, str)}
        origin = {name: column.column for name, column in columns.items()}
        kept = True
        for name, column in columns.items():
            text = cells[column.column]
            if column.names is None or text in column.names:
                found[name] = text if column.names is None else column.names[text]
            elif column.others == "leave_out":
                kept = False
            else:
                what = f"{text!r:.60} has no name in the mapping."
                remedy = f"Add it under columns.{name}.names, or write 'others: leave_out'."
                mistakes.append(Mistake(file, f"{place}, {column.column}", what, remedy))
        figures = list(_figures(found, origin, cells, mapping)) if kept else []
        left_out += not figures
        rows += [Tidy(place, more, where) for more, where in figures]
    if mistakes:
        raise refusal_of(DataError, mistakes)
    return rows, left_out


def plain_period(text: str) -> str:
    """A period as other publishers write it, in our form: 2024-S1, 2024M05, 2024-M5, 2024年5月, 2024/05, 202405. What
    is none of these is returned as it is."""
    if found := HALF.fullmatch(text):
        return f"{found[1]}-H{found[2]}"
    if found := MONTH.fullmatch(text):
        year, month = [part for part in found.groups() if part]
        return f"{year}-{int(month):02d}"
    return text.removesuffix("年")


def _figures(
    found: dict[str, str], origin: dict[str, str], cells: dict[str, str], mapping: Mapping
) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Each figure of a row: one, or one a period where periods stand across."""
    if mapping.periods == "down":
        if found["value"] not in mapping.missing:
            yield found | {"period": plain_period(found["period"])}, origin
        return
    for heading, text in cells.items():
        if _is_period(plain_period(heading)) and text not in mapping.missing:
            yield found | {"period": plain_period(heading), "value": text}, origin | {"value": heading}


def _is_period(text: str) -> bool:
    try:
        return parse_period(text).first is not None
    except ValueError:
        return False


def _refuse_faulty(made: Path, rows: list[Tidy], file: Path) -> None:
    """Raise DataError that names every mistake of the table made, in the lines and columns of the user's file."""
    found = [(line_of(mistake), mistake.place.partition(", ")[2], mistake) for mistake in read(made, STATISTICS)[1]]
    if not found:
        table = load_statistics(made)
        for at, fault in faulty_figures(table):
            found.append((int(table["line"][at]), fault.column, Mistake(made, "", fault.what, fault.remedy)))
    mistakes = []
    for line, column, mistake in found:
        row = rows[line - 2]
        place = ", ".join(part for part in (row.place, row.origin.get(column, column)) if part)
        mistakes.append(Mistake(file, place, _lines_of_user(mistake.what, rows), mistake.remedy))
    if mistakes:
        raise refusal_of(DataError, mistakes)


def _lines_of_user(what: str, rows: list[Tidy]) -> str:
    """`first in line 3` of the table made is the line of the user's file."""
    return re.sub(r"first in line (\d+)", lambda found: f"first in {rows[int(found[1]) - 2].place}", what)
