"""A user's file as plain rows of text: CSV, and SDMX-ML read with `sdmx1`. SDMX-CSV is a CSV with its own headings."""

from __future__ import annotations

import csv
import io
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.data.tables import LARGEST
from sim.errors import DataError

if TYPE_CHECKING:
    from calibration.imports.mapping import Mapping

ENDINGS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xml": "sdmx", ".sdmx": "sdmx"}

UNSAFE = (b"<!DOCTYPE", b"<!ENTITY")
"""What no SDMX file needs, and what makes a parser read other files."""


UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RuntimeError, SyntaxError,
    TypeError, ValueError,
)  # fmt: skip
"""What the reader and its parsers raise for what is no SDMX, beside errors of their own."""


class Plain(NamedTuple):
    """Rows of a file.  columns : headings; rows : place of each row in words, and its cells by heading."""

    columns: tuple[str, ...]
    rows: list[tuple[str, dict[str, str]]]


def plain_rows(file: Path, mapping: Mapping) -> Plain:
    """Every row of a CSV file or observation of an SDMX file. Raises DataError where it cannot be read."""
    kind = ENDINGS.get(file.suffix.lower())
    if kind is None:
        what = f"a file that ends in {file.suffix!r:.20} cannot be imported."
        raise DataError(what, file=file, remedy="Save it as CSV, or as SDMX-ML with a name that ends in .xml.")
    content = _content(file)
    plain = _of_csv(file, content, mapping) if kind == "csv" else _of_sdmx(file, content)
    if not plain.rows:
        raise DataError("the file has no rows.", file=file, remedy="Check that the figures were saved with it.")
    return plain


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise DataError("there is no such file.", file=file, remedy="Check the spelling.")
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as problem:
        what = f"the file cannot be read ({problem.strerror})."
        raise DataError(what, file=file, remedy="Ask its owner for access.") from None
    if len(content) > LARGEST:
        raise DataError("the file is larger than 64 MiB.", file=file, remedy="Split it.")
    return content


def _of_csv(file: Path, content: bytes, mapping: Mapping) -> Plain:
    encoding = "utf-8-sig" if mapping.encoding == "utf-8" else mapping.encoding
    try:
        text = content.decode(encoding)
    except UnicodeError:
        what = f"the text is not {mapping.encoding.upper()}."
        remedy = "Write 'encoding: gb18030' (or utf-16) in the mapping, or save the file as UTF-8."
        raise DataError(what, file=file, remedy=remedy) from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mapping.separator, strict=True)
    found: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cells):
                found.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        remedy = "Quote a cell at both ends, or not at all."
        raise DataError(f"quotes are not in order ({error}).", file=file, place=f"line {line}", remedy=remedy) from None
    if not found:
        raise DataError("the file is empty.", file=file, remedy="Check that the figures were saved with it.")
    head = tuple(found[0][1])
    twice = next((name for k, name in enumerate(head) if name and name in head[:k]), None)
    if twice is not None:
        raise DataError(f"the column {twice!r:.60} stands twice.", file=file, place="line 1", remedy="Rename one.")
    for number, cells in found[1:]:
        if len(cells) != len(head):
            what = f"the row has {len(cells)} cells, not {len(head)}."
            remedy = "Quote a cell that holds a separator; check 'separator' in the mapping."
            raise DataError(what, file=file, place=f"line {number}", remedy=remedy)
    return Plain(head, [(f"line {number}", dict(zip(head, cells, strict=True))) for number, cells in found[1:]])


def _of_sdmx(file: Path, content: bytes) -> Plain:
    import sdmx
    from sdmx.exceptions import ParseError, XMLParseError

    if any(mark in content for mark in UNSAFE):
        raise DataError(
            "the file declares entities of its own.", file=file, remedy="Delete the DOCTYPE: SDMX has none."
        )
    log = logging.getLogger("sdmx")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        message = sdmx.read_sdmx(io.BytesIO(content), format="XML")
    except (*UNREADABLE, ParseError, XMLParseError) as problem:
        what = f"this is no SDMX-ML that can be read ({type(problem).__name__})."
        raise DataError(what, file=file, remedy="Save generic or structure-specific data of SDMX-ML 2.1.") from None
    finally:
        log.setLevel(before)
    rows = [_observation(one) for data in getattr(message, "data", ()) for one in data.obs]
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    whole = [{name: row.get(name, "") for name in columns} for row in rows]
    return Plain(columns, [(f"observation {number}", row) for number, row in enumerate(whole, 1)])


def _observation(one: Any) -> dict[str, str]:
    """Dimensions, attributes and value of an observation, as text by their SDMX names."""
    cells = {name: str(found.value) for name, found in one.key.values.items()}
    series = getattr(one.series_key, "attrib", None) or {}
    for attributes in (series, one.attrib or {}):
        cells |= {name: str(found.value) for name, found in attributes.items()}
    return cells | {"OBS_VALUE": "" if one.value is None else str(one.value)}
