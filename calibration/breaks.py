"""Breaks in published series: months from which a series stands on another base, scope or layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import numpy as np

from calibration.operators import Month
from sim.data import cells
from sim.data.cells import Decimal, Text, Word
from sim.data.tables import Fault, Row, Table, rows

BREAKS = Path(__file__).with_name("breaks.csv")

KINDS = ("base", "scope", "layout")
"""base: levels were revised; scope: what is counted changed; layout: parts of the total are cut in another way, the
total goes on."""


def _both(row: Row) -> Iterator[Fault]:
    if bool(row["factor"]) != bool(row["sd"]):
        yield Fault("sd", "a factor goes with its standard deviation.", "Write both or neither.")


BREAK_TABLE = Table(
    kind="a table of breaks",
    columns={
        "series": Text(), "region": Text(), "from": cells.Month(), "kind": Word("kind of break", KINDS),
        "factor": Decimal(0.1, 10, blank=True), "sd": Decimal(0, 1, blank=True), "reason": Text(),
    },
    key=("series", "region", "from"),
    each=_both,
)  # fmt: skip


@dataclass(frozen=True)
class Break:
    """A month from which a series no longer compares.  series : a pattern of names; factor, sd : later over earlier
    level and its standard deviation, None where levels cannot be brought to one base."""

    series: str
    region: str
    first: Month
    kind: str
    factor: float | None
    sd: float | None
    reason: str


@cache
def breaks() -> tuple[Break, ...]:
    """Every break, in the order of the table."""
    return tuple(
        Break(
            row["series"],
            row["region"],
            np.datetime64(row["from"], "M"),
            row["kind"],
            float(row["factor"]) if row["factor"] else None,
            float(row["sd"]) if row["sd"] else None,
            row["reason"],
        )
        for _, row in rows(BREAKS, BREAK_TABLE)
    )


def breaks_between(series: str, region: str, before: Month, after: Month) -> list[Break]:
    """Breaks of a series that lie after the month `before`, up to the month `after`. A change of layout breaks the
    parts, not the total."""
    return [
        found
        for found in breaks()
        if found.region == region and fnmatchcase(series, found.series) and before < found.first <= after
        if found.kind != "layout" or "total" not in series
    ]
