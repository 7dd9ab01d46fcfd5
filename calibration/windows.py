"""Published retail sales cut into windows that never overlap, one base at a time.

The bureau publishes months, January-to-month totals and years, with gaps. Differences of what is published inside one
calendar year give the finest windows that share no month; 2025 stands on a revised base and is never joined to 2024.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

BASE_FACTOR = 0.889
BASE_FACTOR_SD = 0.006
"""Revised over first-published level of Shanghai retail sales: Q1 2024, 4,102 (DERIVED from 2025) over 4,614.4; the
standard deviation allows for other months having been revised by another factor (an assumption).

Source: statistics/retail_shanghai.csv, retail_total_ytd_comparable_base 2024-03, grade A, derived."""

REVISED_FROM = 2025
"""First year published on the revised base."""

FIRST_YEAR = 2020
"""First year on the base of 2020 to 2024: another break lies before it."""


@dataclass(frozen=True)
class Window:
    """Retail sales of consecutive months of a year: CNY, base of that year.  grade : the worst of its sources;
    released : the latest of theirs, datetime64[D]."""

    year: int
    first_month: int
    last_month: int
    value: float
    grade: str
    derived: bool
    source: str
    released: np.datetime64[Any]

    @property
    def revised(self) -> bool:
        """Whether the figure stands on the base in use since 2025."""
        return self.year >= REVISED_FROM


def annual_levels(table: pd.DataFrame) -> list[Window]:
    """Yearly totals that are published, and those that follow from a published growth rate on the same base.

    table : from `load_statistics`. Grade C rows are left out. Growth is chained backwards from a published level, and
    forwards where no later level is known; never across 2020 or from 2025 to 2024.
    """
    rows = _usable(table)
    levels = {row.start.year: row for row in _tuples(rows[rows["series"] == "retail_total_year"])}
    growth = {row.start.year: row for row in _tuples(rows[rows["series"] == "retail_total_year_yoy"])}
    known = {year: _window(year, 1, 12, row) for year, row in levels.items() if year >= FIRST_YEAR}
    for year in sorted(known, reverse=True):
        later = known[year]
        while later.year in growth and later.year - 1 not in known and FIRST_YEAR < later.year != REVISED_FROM:
            rate = growth[later.year]
            source = f"DERIVED = {later.year} level / (1 + y/y); {rate.source_title}"
            later = _chained(later, later.year - 1, later.value / (1 + rate.value), rate, source)
            known[later.year] = later
    for year in sorted(known):
        earlier = known[year]
        while (after := earlier.year + 1) in growth and after not in known and after < REVISED_FROM:
            rate = growth[after]
            source = f"DERIVED = {earlier.year} level x (1 + y/y); {rate.source_title}"
            earlier = _chained(earlier, after, earlier.value * (1 + rate.value), rate, source)
            known[after] = earlier
    return [known[year] for year in sorted(known)]


def disjoint_windows(table: pd.DataFrame) -> list[Window]:
    """The finest windows of published retail sales that share no month, in order of time."""
    rows = _usable(table)
    windows: list[Window] = []
    years = {level.year: level for level in annual_levels(table)}
    known = rows[rows["series"].isin(["retail_total_ytd", "retail_total_month"])]
    for year in sorted({*years, *known["end"].dt.year}):
        if year < FIRST_YEAR:
            continue
        of_year = known[known["end"].dt.year == year]
        cuts = _cuts(of_year, years.get(year))
        for before, after in pairwise(sorted(cuts)):
            single = of_year[(of_year["series"] == "retail_total_month") & (of_year["end"].dt.month == after)]
            if after - before == 1 and len(single):
                windows.append(_window(year, after, after, _tuples(single)[0]))
                continue
            low, high = cuts[before], cuts[after]
            derived = low.derived or high.derived or before > 0
            grade, released = max(low.grade, high.grade), max(low.released, high.released)
            value = high.value - low.value
            windows.append(Window(year, before + 1, after, value, grade, derived, high.source, released))
    return windows


def _cuts(rows: pd.DataFrame, whole_year: Window | None) -> dict[int, Window]:
    """Sales from January to the end of a month, where that is known. Month 0: nothing yet."""
    cuts: dict[int, Window] = {}
    year = int(rows["end"].dt.year.iloc[0]) if len(rows) else 0
    months: dict[int, Any] = {}
    for row in _tuples(rows):
        month = int(row.end.month)
        if row.series == "retail_total_ytd":
            cuts.setdefault(month, _window(year, 1, month, row))
        else:
            months[month] = row
    if whole_year is not None:
        cuts[12] = whole_year
    cuts[0] = Window(year, 1, 0, 0.0, "A", derived=False, source="", released=np.datetime64("1900-01-01"))
    for month in sorted(months, reverse=True):
        if month in cuts and month - 1 not in cuts:
            cuts[month - 1] = _moved(cuts[month], months[month], -1)
    for month in sorted(months):
        if month - 1 in cuts and month not in cuts:
            cuts[month] = _moved(cuts[month - 1], months[month], +1)
    return cuts


def _moved(cut: Window, row: Any, sign: int) -> Window:
    """A cut moved by one published month."""
    step = _window(cut.year, 1, cut.last_month + sign, row)
    value, grade, released = cut.value + sign * step.value, max(cut.grade, step.grade), max(cut.released, step.released)
    return Window(cut.year, 1, cut.last_month + sign, value, grade, derived=True, source=step.source, released=released)


def _chained(level: Window, year: int, value: float, rate: Any, source: str) -> Window:
    """Total of the year beside one that is known, by a published growth rate."""
    grade, released = max(level.grade, rate.grade), max(level.released, _day(rate))
    return Window(year, 1, 12, value, grade, derived=True, source=source, released=released)


def _usable(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the city's retail total that may be compared with: graded A or B."""
    return table[
        (table["region"] == "Shanghai") & (table["grade"] != "C") & table["series"].str.startswith("retail_total")
    ]


def _window(year: int, first: int, last: int, row: Any) -> Window:
    return Window(year, first, last, row.value, row.grade, row.derived, row.source_title, _day(row))


def _day(row: Any) -> np.datetime64[Any]:
    return row.released.to_datetime64().astype("datetime64[D]")


def _tuples(rows: pd.DataFrame) -> list[Any]:
    return list(rows.itertuples())
