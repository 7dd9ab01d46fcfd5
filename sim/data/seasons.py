"""Seasonal factors of spending by sector and month of the year (季节因子)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.data.cells import GRADE, Decimal, Text, Whole, Word
from sim.data.exogenous import CITY
from sim.data.tables import Fault, Rows, Table, rows
from sim.policy.vocabulary import SECTORS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLIDAY = ("culture", "travel")
"""Sectors with more to do in school and public holidays."""

EVEN = ("plate", "education", "health")
"""Sectors without a season."""

GROUPS = ("retail", "holiday", "even")


def _season_faults(found: Rows) -> Iterator[Fault]:
    for group in GROUPS:
        mine = [(line, row) for line, row in found if row["group"] == group]
        months = [row["month_of_year"] for _, row in mine]
        if sorted(months, key=int) != [str(month) for month in range(1, 13)]:
            what = f"the group {group!r} has {len(months)} months, not 1 to 12."
            yield Fault("month_of_year", what, "Write twelve rows a group.", mine[-1][0] if mine else 0)
            continue
        for k, (line, row) in enumerate(mine):
            if row["month_of_year"] != str(k + 1):
                what = f"month {row['month_of_year']} of the group {group!r} is out of order."
                yield Fault("month_of_year", what, "Sort the months 1 to 12.", line)
                break
        mean = sum(float(row["factor"]) for _, row in mine) / 12
        if abs(mean - 1.0) > 0.01 / 12:
            what = f"the factors of {group!r} have a mean of {mean:.4f}, not 1."
            yield Fault("factor", what, "Divide them by their mean.", mine[-1][0])


SEASON_TABLE = Table(
    kind="a table of seasonal factors",
    columns={
        "group": Word("group", GROUPS),
        "month_of_year": Whole(1, 12),
        "factor": Decimal(0.0, 12.0, "ratio"),
        "basis": Word("basis", ("statistic", "assumption")),
        "grade": GRADE,
        "source": Text(),
    },
    key=("group", "month_of_year"),
    whole=_season_faults,
)


def season_group(sector: str) -> str:
    """Group of `seasons.csv` that a sector follows: retail, holiday or even."""
    if sector in HOLIDAY:
        return "holiday"
    return "even" if sector in EVEN else "retail"


def load_seasons(folder: Path = CITY) -> np.ndarray:
    """Factor by sector and month of the year: float64 (sector, 12), mean 1 over the year.

    The retail factors are national and of one year, a prior to be moved by calibration; they contain the usual
    campaigns of their month, so campaign days act only as far as they differ from those of a usual year.
    """
    factors: dict[str, list[float]] = {group: [] for group in GROUPS}
    for _, row in rows(folder / "seasons.csv", SEASON_TABLE):
        factors[row["group"]].append(float(row["factor"]))
    return np.array([factors[season_group(sector)] for sector in SECTORS], dtype=np.float64)
