"""Seasonal factors of spending by sector and month of the year (季节因子)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.data.exogenous import CITY
from sim.data.tables import rows
from sim.errors import DataError
from sim.policy.vocabulary import SECTORS

if TYPE_CHECKING:
    from pathlib import Path

HOLIDAY = ("culture", "travel")
"""Sectors with more to do in school and public holidays."""

EVEN = ("plate", "education", "health")
"""Sectors without a season."""

HEADER = ("group", "month_of_year", "factor", "basis", "grade", "source")


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
    file = folder / "seasons.csv"
    factors: dict[str, list[float]] = {"retail": [], "holiday": [], "even": []}
    for line, row in rows(file, HEADER):
        known = factors.get(row["group"])
        if known is None or row["month_of_year"] != str(len(known) + 1):
            what = f"month {row['month_of_year']} of the group {row['group']!r} is unknown or out of order."
            remedy = f"Groups: {', '.join(factors)}; months 1 to 12 in order."
            raise DataError(what, file=file, place=f"line {line}", remedy=remedy)
        known.append(float(row["factor"]))
    for group, known in factors.items():
        if len(known) != 12 or abs(sum(known) - 12.0) > 0.01:
            what = f"the factors of {group!r} are not twelve with a mean of 1."
            raise DataError(what, file=file, remedy="Divide them by their mean.")
    return np.array([factors[season_group(sector)] for sector in SECTORS], dtype=np.float64)
