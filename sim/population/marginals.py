"""The published and assumed shares and levels that the population is built from, read from `marginals.csv`.

One row a number: `marginal, category, value, unit, region, period, grade, source, basis, note`. A category of two
parts is written `row:column`. A row whose basis is `assumption` has no evidence for its value.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import DataError

FIELDS = ("marginal", "category", "value", "unit", "region", "period", "grade", "source", "basis", "note")
GRADES = ("A", "B", "C")
BASES = ("document", "statistic", "literature", "assumption")
DISTRIBUTIONS = (
    "segment", "quintile", "resident", "family_size", "quintile_income_share", "car_kind", "product_share", "term",
    "bucket",
)  # fmt: skip
"""Marginals whose shares add up to one (`term` and `bucket`: within each product)."""
SIGNED = ("score_shift",)
FILE = Path(__file__).with_name("marginals.csv")


class Row(NamedTuple):
    """One number and where it comes from."""

    value: float
    unit: str
    grade: str
    source: str
    basis: str
    line: int


class Marginals:
    """The table by marginal and category; every question names file and row when it cannot be answered."""

    def __init__(self, rows: dict[tuple[str, str], Row], file: Path) -> None:
        self.rows, self.file = rows, file

    def row(self, marginal: str, category: str) -> Row:
        """The row of one category."""
        try:
            return self.rows[marginal, category]
        except KeyError:
            raise DataError(
                f"there is no row {marginal!r}, {category!r}.", file=self.file, remedy="Add the row."
            ) from None

    def value(self, marginal: str, category: str = "all") -> float:
        """One number."""
        return self.row(marginal, category).value

    def vector(self, marginal: str, categories: Sequence[str]) -> NDArray[np.float64]:
        """The numbers of these categories, in this order."""
        return np.array([self.value(marginal, c) for c in categories])

    def matrix(self, marginal: str, rows: Sequence[str], columns: Sequence[str]) -> NDArray[np.float64]:
        """The numbers of the categories `row:column`."""
        return np.array([[self.value(marginal, f"{r}:{c}") for c in columns] for r in rows])

    def categories(self, marginal: str, prefix: str = "") -> list[str]:
        """The categories that start with a prefix, in the file's order, without it."""
        return [c[len(prefix) :] for m, c in self.rows if m == marginal and c.startswith(prefix)]


def _checked_row(cells: list[str], line: int, file: Path) -> tuple[tuple[str, str], Row]:
    place = f"line {line}"
    if len(cells) != len(FIELDS):
        raise DataError(
            f"the row has {len(cells)} fields, not {len(FIELDS)}.",
            file=file,
            place=place,
            remedy="Quote a text that holds a comma.",
        )
    row = dict(zip(FIELDS, cells, strict=True))
    name = f"{row['marginal']!r}, {row['category']!r}"
    try:
        value = float(row["value"])
    except ValueError:
        raise DataError(f"the value {row['value']!r} of {name} is no number.", file=file, place=place) from None
    if not np.isfinite(value) or (value < 0 and row["marginal"] not in SIGNED):
        raise DataError(f"the value {value} of {name} is negative or not finite.", file=file, place=place)
    if row["unit"] == "share" and value > 1:
        raise DataError(f"the share {value} of {name} exceeds 1.", file=file, place=place, remedy="Write a fraction.")
    for field, allowed in (("grade", GRADES), ("basis", BASES)):
        if row[field] not in allowed:
            raise DataError(
                f"{name} has the {field} {row[field]!r}.",
                file=file,
                place=place,
                remedy=f"Choose one of {', '.join(allowed)}.",
            )
    for field in ("unit", "source"):
        if not row[field]:
            raise DataError(f"{name} has no {field}.", file=file, place=place, remedy=f"Name the {field}.")
    key = (row["marginal"], row["category"])
    return key, Row(value, row["unit"], row["grade"], row["source"], row["basis"], line)


def _check_totals(rows: dict[tuple[str, str], Row], file: Path) -> None:
    totals: dict[str, tuple[float, int]] = {}
    for (marginal, category), row in rows.items():
        if marginal in DISTRIBUTIONS:
            name = f"{marginal} {category.partition(':')[0]}" if ":" in category else marginal
            totals[name] = (totals.get(name, (0.0, 0))[0] + row.value, row.line)
    for name, (total, line) in totals.items():
        if abs(total - 1) > 2e-3:
            raise DataError(
                f"the shares of {name!r} add up to {total:.4f}, not 1.",
                file=file,
                place=f"line {line}",
                remedy="Correct the shares.",
            )


def read_marginals(file: Path = FILE) -> Marginals:
    """The checked table of a file; DataError with file and line for the first row that cannot be used."""
    rows: dict[tuple[str, str], Row] = {}
    with file.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        if tuple(next(reader, ())) != FIELDS:
            raise DataError(
                "the heading is not the one expected.", file=file, place="line 1", remedy=f"Write {','.join(FIELDS)}."
            )
        for cells in reader:
            key, row = _checked_row(cells, reader.line_num, file)
            if key in rows:
                raise DataError(
                    f"{key[0]!r}, {key[1]!r} stands twice.",
                    file=file,
                    place=f"line {row.line}",
                    remedy=f"Remove it or line {rows[key].line}.",
                )
            rows[key] = row
    _check_totals(rows, file)
    return Marginals(rows, file)
