"""Published figures as a picture needs them: first and last month, value, grade, and the model over the same months."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from calibration.published import published_table
from sim.data.periods import parse_period

if TYPE_CHECKING:
    import xarray as xr


class Point(NamedTuple):
    """A published figure.  first : first day of its period.  after : the day after it."""

    first: np.datetime64
    after: np.datetime64
    published: float
    model: float
    grade: str


def points(run: xr.Dataset, *statistics: str) -> list[Point]:
    """Published figures of some statistics, by title, that the run can be set beside."""
    found = []
    for row in published_table(run, titles=statistics).to_dict("records"):
        period = parse_period(row["period"])
        if period.first is None or period.last is None:
            continue
        first, last = (np.datetime64(f"{year:04d}-{month:02d}", "M") for year, month in (period.first, period.last))
        days = (first.astype("datetime64[D]"), (last + 1).astype("datetime64[D]"))
        found.append(Point(*days, row["published"], row["model"], row["grade"]))
    return found
