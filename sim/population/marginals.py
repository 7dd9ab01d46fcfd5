"""The published and assumed shares and levels that the population is built from, read from `marginals.csv`.

One row a number: `marginal, category, value, unit, region, period, grade, source, basis, note`. A category of two
parts is written `row:column`. A row whose basis is `assumption` has no evidence for its value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.data.cells import GRADE, Decimal, Name, Text, Word
from sim.data.tables import Fault, Rows, Table, rows
from sim.data.tables import Row as Cells
from sim.errors import DataError

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


TOLERANCE = 2e-3
"""How far from 1 published shares may sum, each being rounded."""


def _number_faults(row: Cells) -> Iterator[Fault]:
    value = float(row["value"])
    if value < 0 and row["marginal"] not in SIGNED:
        yield Fault("value", f"{row['value']} is negative.", "Write a number of 0 or more.")
    if row["unit"] == "share" and value > 1:
        remedy = f"Write a fraction: {value / 100:g} for {value:g} %." if value <= 100 else "Write a fraction."
        yield Fault("value", f"the share {row['value']} exceeds 1.", remedy)


def _share_faults(found: Rows) -> Iterator[Fault]:
    totals: dict[str, tuple[float, int]] = {}
    for line, row in found:
        if row["marginal"] in DISTRIBUTIONS:
            first, parted, _ = row["category"].partition(":")
            name = f"{row['marginal']} {first}" if parted else row["marginal"]
            totals[name] = (totals.get(name, (0.0, 0))[0] + float(row["value"]), line)
    for name, (total, line) in totals.items():
        if abs(total - 1) > TOLERANCE:
            what = f"the shares of {name!r} sum to {total:.4f}, not to 1."
            yield Fault("value", what, "Correct the shares, or divide them by their sum.", line)


MARGINAL_TABLE = Table(
    kind="a table of marginals",
    columns={
        "marginal": Name(), "category": Text(), "value": Decimal(), "unit": Text(), "region": Text(), "period": Text(),
        "grade": GRADE, "source": Text(), "basis": Word("basis", BASES), "note": Text(blank=True),
    },
    key=("marginal", "category"),
    each=_number_faults,
    whole=_share_faults,
)  # fmt: skip


def read_marginals(file: Path = FILE) -> Marginals:
    """The checked table of a file. Raises DataError that names every bad cell."""
    found = {
        (row["marginal"], row["category"]): Row(
            float(row["value"]), row["unit"], row["grade"], row["source"], row["basis"], line
        )
        for line, row in rows(file, MARGINAL_TABLE)
    }
    return Marginals(found, file)
