"""The table of evidence on disk, benchmarks/evidence.csv, and on screen."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.claims.registry import NO, Row

FILE = Path(__file__).with_name("evidence.csv")
HEADER = ("claim", "command", "figure", "bar", "met")
COMMAND = "python -m benchmarks.evidence"

Measured = dict[str, tuple[str, list[Row]]]
"""Name of a claim -> the command that measured it and its rows."""


def read(file: Path = FILE) -> Measured:
    """Rows kept on disk by claim; rows of no command of ours are left out."""
    kept: Measured = {}
    if not file.exists():
        return kept
    with file.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            if line["command"].startswith(f"{COMMAND} "):
                name = line["command"].removeprefix(COMMAND).split()[0]
                row = Row(line["claim"], line["figure"], line["bar"], line["met"])
                kept.setdefault(name, (line["command"], []))[1].append(row)
    return kept


def write(measured: Mapping[str, tuple[str, Sequence[Row]]], order: Iterable[str], file: Path = FILE) -> None:
    """Write the rows of known claims in their order: to a file of its own first, then in place, whole."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for name in order:
        command, rows = measured.get(name, ("", ()))
        writer.writerows((row.claim, command, row.figure, row.bar, row.met) for row in rows)
    handle, aside = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as target:
            target.write(text.getvalue())
        Path(aside).chmod(0o644)
        Path(aside).replace(file)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def show(rows: Sequence[Row], title: str, console: Console | None = None) -> None:
    """Print rows."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for head in ("claim", "figure", "bar", "met"):
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row, style="bold" if row.met == NO else None)
    (console or screen()).print(table)


def screen() -> Console:
    """Standard output: plain text, wide where it is no terminal."""
    plain = Console(markup=False, highlight=False)
    return plain if plain.is_terminal or "COLUMNS" in os.environ else Console(markup=False, highlight=False, width=180)
