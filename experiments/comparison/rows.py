"""One measure of one run: its number, with unit, months and meaning."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]


class Row(NamedTuple):
    """What a run is asked, and its answer.

    name : unique, `retail_total`, or `credit/quintile/0` in a table.  value : in `unit`; NaN where the run cannot tell.
    unit : CNY, 1 (a count), fraction, 1/year.  period : months it covers.  theme : goods, credit, risk, households,
    cost.  meaning : definition in one line.  table, item : of a breakdown, else empty.
    """

    name: str
    value: float
    unit: str
    period: str
    theme: str
    meaning: str
    table: str = ""
    item: str = ""


def ratio(part: float, whole: float) -> float:
    """part / whole; NaN where the whole is not above 0 or not there."""
    return part / whole if whole > 0 else float("nan")


def summed(values: Series, months: slice) -> float:
    """Sum over months; NaN where there are none."""
    chosen = values[months]
    return float(chosen.sum()) if len(chosen) else float("nan")
