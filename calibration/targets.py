"""Published figures that a run is compared with: retail windows, and the list in targets.csv."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.operators import OPERATORS, Month
from calibration.windows import Window, annual_levels, disjoint_windows
from sim.data.periods import parse_period
from sim.data.tables import rows
from sim.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

TARGETS = Path(__file__).with_name("targets.csv")

SCOPES = ("Shanghai", "national ratio", "national structure", "national growth")
"""What a figure may be used for. Ratios and structure of the country stand in for the city's, with an observation
error; growth of the country is never a target for the city."""

HEADER = ("id", "title", "operator", "series", "over", "region", "period", "scope", "remark")


@dataclass(frozen=True)
class Target:
    """One published figure with the operator that answers it.  first, last : months of the period, datetime64[M]."""

    id: str
    title: str
    operator: str
    first: Month
    last: Month
    period: str
    value: float
    unit: str
    grade: str
    scope: str
    source: str
    remark: str


def retail_targets(table: pd.DataFrame) -> list[Target]:
    """Retail sales by year, then by the finest windows that share no month, each on the base it was published on."""
    targets = [_retail(level, "Retail sales, year") for level in annual_levels(table)]
    return targets + [_retail(window, "Retail sales") for window in disjoint_windows(table) if not _whole_year(window)]


def read_targets(table: pd.DataFrame, file: Path = TARGETS) -> list[Target]:
    """Figures declared in targets.csv, their values looked up in the statistics."""
    return [_target(row, table, file, line) for line, row in rows(file, HEADER)]


def _target(row: dict[str, str], table: pd.DataFrame, file: Path, line: int) -> Target:
    place = f"line {line}"
    for column, known in (("operator", tuple(OPERATORS)), ("scope", SCOPES)):
        if row[column] not in known:
            what, remedy = f"there is no {column} {row[column]!r}.", f"Choose from {', '.join(known)}."
            raise DataError(what, file=file, place=place, remedy=remedy)
    try:
        period = parse_period(row["period"])
    except ValueError as error:
        raise DataError(f"{error}.", file=file, place=place, remedy="Write 2024, 2024-11 or 2025-H1.") from None
    if period.first is None or period.last is None:
        raise DataError("a target has a first and a last month.", file=file, place=place, remedy="Close the period.")
    found = _lookup(row["series"], row, table, file, place)
    value, unit, grade, source = found.value, found.unit, found.grade, found.source_title
    if row["over"]:
        whole = _lookup(row["over"], row, table, file, place)
        value, unit, grade = value / whole.value, "fraction", max(grade, whole.grade)
        source = f"{source} / {whole.source_title}"
    first, last = _month(period.first), _month(period.last)
    head = (row["id"], row["title"], row["operator"], first, last, row["period"])
    return Target(*head, value, unit, grade, row["scope"], source, row["remark"])


def _lookup(series: str, row: dict[str, str], table: pd.DataFrame, file: Path, place: str) -> Any:
    """The row of a series for the region and last month of a target: published before derived, better grades first."""
    period = parse_period(row["period"])
    found = table[(table["series"] == series) & (table["region"] == row["region"]) & (table["grade"] != "C")]
    found = found[(found["start"] == _stamp(period.first)) & (found["end"] == _stamp(period.last))]
    if found.empty:
        what = f"the statistics hold no {series!r} of {row['region']} for {row['period']} of grade A or B."
        raise DataError(
            what, file=file, place=place, remedy="Add the figure to sim/data/statistics, or drop the target."
        )
    return next(found.sort_values(["derived", "grade", "file", "line"]).itertuples())


def _retail(window: Window, title: str) -> Target:
    operator = "retail_revised" if window.revised else "retail_first_base"
    first, last = _month((window.year, window.first_month)), _month((window.year, window.last_month))
    period = str(window.year) if _whole_year(window) else f"{first}..{last}" if first < last else str(first)
    remark = "base in use since 2025" if window.revised else "base of 2020-2024"
    remark += "; derived" if window.derived else ""
    head = (f"retail_{period}", title, operator, first, last, period)
    return Target(*head, window.value, "CNY", window.grade, "Shanghai", window.source, remark)


def _whole_year(window: Window) -> bool:
    return (window.first_month, window.last_month) == (1, 12)


def _month(month: tuple[int, int]) -> Month:
    return np.datetime64(f"{month[0]:04d}-{month[1]:02d}", "M")


def _stamp(month: tuple[int, int] | None) -> Month:
    return np.datetime64("NaT") if month is None else _month(month).astype("datetime64[ns]")
