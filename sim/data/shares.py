"""The table of marginals that the population is built from, as a table that names every bad cell."""

from __future__ import annotations

from collections.abc import Iterator

from sim.data.cells import GRADE, Decimal, Name, Text, Word
from sim.data.tables import Fault, Row, Rows, Table
from sim.population.marginals import BASES, DISTRIBUTIONS, SIGNED

TOLERANCE = 2e-3
"""How far from 1 published shares may sum, each being rounded."""


def _number_faults(row: Row) -> Iterator[Fault]:
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
