"""Rows of a small CSV file, with the line each stands on."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from sim.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


def rows(file: Path, header: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Line number and cells of each row of a CSV file that must have exactly these columns."""
    if not file.is_file():
        raise DataError("there is no such file.", file=file, remedy="Name a folder that holds it.")
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != header:
            remedy = f"Write the columns {', '.join(header)}."
            raise DataError(f"the columns are {reader.fieldnames}.", file=file, place="line 1", remedy=remedy)
        found = [(reader.line_num, row) for row in reader]
    for line, row in found:
        if None in row or None in row.values():
            raise DataError(
                "the row has too many or too few cells.", file=file, place=f"line {line}", remedy="Quote commas."
            )
    return found
