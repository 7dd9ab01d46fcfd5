"""Tables as CSV files: columns with kinds of cells, rules over a row and over all rows, and every mistake at once.

A table is declared beside the function that reads it. Cells come first; rules over a row where its cells are in order;
rules over all rows where all of them are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import DataError, Mistake, refusal_of

if TYPE_CHECKING:
    from pathlib import Path

    from sim.data.cells import Cell

LARGEST = 2**26
"""Bytes of the largest file read: 64 MiB."""

Row = Mapping[str, str]
Rows = list[tuple[int, dict[str, str]]]
"""Line on which each row begins, and its cells."""


class Fault(NamedTuple):
    """What a rule finds.  line : 0 for the row it was shown, or for the file; column : empty for the whole row."""

    column: str
    what: str
    remedy: str
    line: int = 0


def _nothing(_: object) -> Iterable[Fault]:
    return ()


@dataclass(frozen=True, eq=False)
class Table:
    """Columns in order with the kinds of their cells.  kind : what the rows are; key : columns that no two rows share;
    optional : columns that a file may leave out, read as empty; each : rules over one row; whole : rules over all rows.
    """

    kind: str
    columns: Mapping[str, Cell]
    key: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    each: Callable[[Row], Iterable[Fault]] = _nothing
    whole: Callable[[Rows], Iterable[Fault]] = _nothing

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns that a file must have, in order."""
        return tuple(name for name in self.columns if name not in self.optional)

    def written(self, head: Iterable[str]) -> tuple[str, ...]:
        """Names of the columns, in order, of a file with this heading."""
        there = set(head)
        return tuple(name for name in self.columns if name in there or name not in self.optional)


def rows(file: Path, table: Table) -> Rows:
    """Line and cells of each row of a file. Raises DataError that names every mistake."""
    try:
        state = file.stat()
    except OSError:
        return _checked(file, table)
    return _kept(file, state.st_mtime_ns, state.st_size, table)


@cache
def _kept(file: Path, modified: int, size: int, table: Table) -> Rows:
    """Rows of a file as it was last changed: an ensemble reads and checks each table once."""
    return _checked(file, table)


def _checked(file: Path, table: Table) -> Rows:
    found, mistakes = read(file, table)
    if mistakes:
        raise refusal_of(DataError, mistakes)
    return found


def read(file: Path, table: Table) -> tuple[Rows, list[Mistake]]:
    """Rows whose cells are in order, and every mistake. Raises DataError where a file is no such table at all."""
    head, *lines = _cells(file)
    mistakes = list(_header_faults(file, head[1], table))
    if mistakes:
        raise refusal_of(DataError, mistakes)
    if not lines:
        raise DataError("the table has no rows.", file=file, place="line 1", remedy="Write a row below the heading.")
    good: Rows = []
    names = table.written(head[1])
    left_out = dict.fromkeys(table.optional, "")
    for line, cells in lines:
        faults = list(_row_faults(cells, names, left_out, table))
        mistakes += [_mistake(file, line, fault) for fault in faults]
        if not faults:
            good.append((line, left_out | dict(zip(names, cells, strict=True))))
    twice = list(_repeated(good, table))
    if not mistakes and not twice:
        twice = list(table.whole(good))
    mistakes += [_mistake(file, fault.line, fault) for fault in twice]
    return good, sorted(mistakes, key=line_of)


def heading(file: Path) -> tuple[str, ...]:
    """Names of the columns of a file. Raises DataError where it holds no rows of cells."""
    return tuple(_cells(file)[0][1])


def line_of(mistake: Mistake) -> int:
    """Line on which a mistake stands, 0 for the file as a whole."""
    digits = mistake.place.partition(",")[0].removeprefix("line ")
    return int(digits) if digits.isdigit() else 0


def _mistake(file: Path, line: int, fault: Fault) -> Mistake:
    at = fault.line or line
    place = ", ".join(part for part in (f"line {at}" if at else "", fault.column) if part)
    return Mistake(file, place, fault.what, fault.remedy)


# ---------------------------------------------------------------- from bytes to cells


def _cells(file: Path) -> list[tuple[int, list[str]]]:
    """Line and cells of each row, the heading first; empty lines are passed over."""
    text = _text(file)
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any("\n" in cell or "\r" in cell for cell in cells):
                what, remedy = "a cell runs over the end of its line.", "Close the quote, or delete the line break."
                raise DataError(what, file=file, place=f"line {line}", remedy=remedy)
            if cells:
                found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        what, remedy = f"quotes or line ends are not in order ({error}).", "Quote a cell at both ends, or not at all."
        raise DataError(what, file=file, place=f"line {line}", remedy=remedy) from None
    if not found:
        raise DataError("the file is empty.", file=file, remedy="Write the names of the columns and a row a line.")
    return found


def _text(file: Path) -> str:
    if not file.is_file():
        raise DataError("there is no such file.", file=file, remedy="Check the spelling.")
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as problem:
        what = f"the file cannot be read ({problem.strerror})."
        raise DataError(what, file=file, remedy="Ask its owner for access.") from None
    if len(content) > LARGEST:
        raise DataError("the file is larger than 64 MiB.", file=file, remedy="Split it, or check what was saved here.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        remedy = "Save the table as UTF-8; a spreadsheet calls it 'CSV UTF-8'."
        raise DataError("the text is not UTF-8.", file=file, place=f"line {number}", remedy=remedy) from None
    for number, row in enumerate(text.split("\n"), 1):
        if any(mark < " " and mark not in "\t\r" for mark in row):
            what, remedy = "there is a control character in the text.", "Delete it: it is invisible in most editors."
            raise DataError(what, file=file, place=f"line {number}", remedy=remedy)
    return text


# ---------------------------------------------------------------- from cells to mistakes


def _header_faults(file: Path, head: list[str], table: Table) -> Iterator[Mistake]:
    names = table.written(head)
    write = f"Write {','.join(names)}."
    if len(head) == 1 and any(mark in head[0] for mark in ";\t"):
        yield Mistake(file, "line 1", "the cells are not separated by commas.", "Save the table with commas.")
        return
    absent = [name for name in names if name not in head]
    for k, name in enumerate(head):
        if name in head[:k]:
            yield Mistake(file, f"line 1, {name}", f"the column {name!r:.60} stands twice.", "Delete one of the two.")
        elif name not in names:
            near = get_close_matches(name, absent, 1)
            absent = [other for other in absent if other not in near]
            remedy = f"Did you mean {near[0]!r}?" if near else f"Delete it. {write}"
            yield Mistake(file, f"line 1, {name}", f"there is no column {name!r:.60} in {table.kind}.", remedy)
    for name in absent:
        yield Mistake(file, f"line 1, {name}", f"the column {name!r} is missing.", write)
    if sorted(head) == sorted(names) and tuple(head) != names:
        yield Mistake(file, "line 1", "the columns stand in another order.", write)


def _row_faults(cells: list[str], names: tuple[str, ...], left_out: Row, table: Table) -> Iterator[Fault]:
    count = len(names)
    if not any(cells):
        yield Fault("", "every cell of the row is empty.", "Delete the row.")
        return
    if len(cells) != count:
        remedy = "Put a cell that holds a comma into quotes, and leave no cell out."
        yield Fault("", f"the row has {len(cells)} cells, not {count}.", remedy)
        return
    row = {**left_out, **dict(zip(names, cells, strict=True))}
    sound = True
    for name in names:
        kind = table.columns[name]
        if row[name] != row[name].strip():
            sound = False
            yield Fault(name, f"{row[name]!r:.60} begins or ends with a blank.", "Delete the blank.")
        elif complaint := kind.check(row[name]):
            sound = False
            yield Fault(name, *complaint)
    if sound:
        yield from table.each(row)


def _repeated(found: Rows, table: Table) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    for line, row in found:
        key = tuple(row[name] for name in table.key)
        if key and seen.setdefault(key, line) != line:
            shown = ", ".join([part for part in key if part][:3])
            what = f"{shown:.120} stands twice (first in line {seen[key]})."
            yield Fault(table.key[0], what, "Keep one of the two.", line)
