"""Published figures that a run is compared with: retail windows, and the list in targets.csv."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.operators import OPERATORS, Month
from calibration.windows import Window, annual_levels, disjoint_windows
from sim.data.cells import Complaint, Name, Text, Word
from sim.data.periods import parse_period
from sim.data.statistics import FOLDER, load_statistics
from sim.data.tables import Table, rows
from sim.engine.cache import remembered
from sim.errors import DataError, Mistake, refusal_of

if TYPE_CHECKING:
    import pandas as pd

TARGETS = Path(__file__).with_name("targets.csv")

SCOPES = ("Shanghai", "national ratio", "national structure", "national growth")
"""What a figure may be used for. Ratios and structure of the country stand in for the city's, with an observation
error; growth of the country is never a target for the city."""


class _Closed:
    """A period with a first and a last month."""

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        try:
            _months(text)
        except ValueError as error:
            return Complaint(f"{error}.", "Write 2024, 2024-11, 2025-H1 or 2023-01..2023-03.")
        return None


TARGET_TABLE = Table(
    kind="a table of targets",
    columns={
        "id": Name(), "title": Text(), "operator": Word("operator", tuple(OPERATORS)), "series": Name(),
        "over": Text(blank=True), "region": Text(), "period": _Closed(), "scope": Word("scope", SCOPES),
        "remark": Text(blank=True),
    },
    key=("id",),
)  # fmt: skip
HEADER = TARGET_TABLE.header


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


@functools.cache
def shipped_targets() -> tuple[Target, ...]:
    """Every target with the statistics that come with the package: looked up once a version of both, then kept."""
    files = sorted((*FOLDER.glob("*.csv"), TARGETS, *TARGETS.parent.glob("*.py")))
    text = b"\0".join(part for file in files for part in (file.name.encode(), file.read_bytes()))
    kept = remembered(text, lambda: [_plain(target) for target in every_target(load_statistics())])
    return tuple(
        Target(**{**row, "first": np.datetime64(row["first"]), "last": np.datetime64(row["last"])}) for row in kept
    )


def _plain(target: Target) -> dict[str, Any]:
    return {**vars(target), "value": float(target.value), "first": str(target.first), "last": str(target.last)}


def every_target(table: pd.DataFrame) -> list[Target]:
    """Targets of retail sales, then those of targets.csv. table : from `load_statistics`."""
    return [*retail_targets(table), *read_targets(table)]


def retail_targets(table: pd.DataFrame) -> list[Target]:
    """Retail sales by year, then by the finest windows that share no month, each on the base it was published on."""
    targets = [_retail(level, "Retail sales, year") for level in annual_levels(table)]
    return targets + [_retail(window, "Retail sales") for window in disjoint_windows(table) if not _whole_year(window)]


def read_targets(table: pd.DataFrame, file: Path = TARGETS) -> list[Target]:
    """Figures declared in targets.csv, their values looked up in the statistics. Raises DataError that names every
    mistake."""
    targets: list[Target] = []
    mistakes: list[Mistake] = []
    for line, row in rows(file, TARGET_TABLE):
        try:
            targets.append(_target(row, table, file, line))
        except DataError as error:
            mistakes.append(Mistake(file, str(error.place), error.what, str(error.remedy)))
    if mistakes:
        raise refusal_of(DataError, mistakes)
    return targets


def _target(row: dict[str, str], table: pd.DataFrame, file: Path, line: int) -> Target:
    found = _lookup(row["series"], row, table, file, f"line {line}, series")
    value, unit, grade, source = found.value, found.unit, found.grade, found.source_title
    if row["over"]:
        whole = _lookup(row["over"], row, table, file, f"line {line}, over")
        value, unit, grade = value / whole.value, "fraction", max(grade, whole.grade)
        source = f"{source} / {whole.source_title}"
    head = (row["id"], row["title"], row["operator"], *_months(row["period"]), row["period"])
    return Target(*head, value, unit, grade, row["scope"], source, row["remark"])


def _lookup(series: str, row: dict[str, str], table: pd.DataFrame, file: Path, place: str) -> Any:
    """The row of a series for the region and last month of a target: published before derived, better grades first."""
    first, last = _months(row["period"])
    found = table[(table["series"] == series) & (table["region"] == row["region"]) & (table["grade"] != "C")]
    found = found[(found["start"] == _stamp(first)) & (found["end"] == _stamp(last))]
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


def _months(period: str) -> tuple[Month, Month]:
    """First and last month of a period. Raises ValueError where it has none."""
    read = parse_period(period)
    if read.first is None or read.last is None:
        raise ValueError(f"{period!r} has no first and last month")
    return _month(read.first), _month(read.last)


def _stamp(month: Month) -> Month:
    return month.astype("datetime64[ns]")
