"""Targets as declared: retail windows, and the list in targets.csv, with values looked up in the statistics."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.observation import observations, own_error
from calibration.operators import OPERATORS, Month
from calibration.windows import Window, annual_levels, disjoint_windows
from sim.data.cells import Complaint, Decimal, Name, Text, Word
from sim.data.periods import parse_period
from sim.data.tables import Fault, Row, Table, rows
from sim.errors import DataError, Mistake, refusal_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

TARGETS = Path(__file__).with_name("targets.csv")

SCOPES = ("Shanghai", "national ratio", "national structure", "national growth")
"""What a figure may be used for. Ratios and structure of the country stand in for the city's, with an observation
error; growth of the country is never a target for the city."""


SPLITS = ("fit", "hold_out", "shown")
"""What a figure is for. fit: it may be fitted, by vintages that see it; hold_out: never fitted, it judges; shown: it
says what others say already, or may not be fitted, and stands in tables only."""

NEVER_FITTED = ("bank_npl_ratio", "commercial_bank_npl_ratio", "state_bank_npl_ratio", "joint_stock_bank_npl_ratio")
"""Beginnings of series of whole banks' loans, firms included: no figure of households' credit."""

FIRST_MONTH = np.datetime64("2022-01", "M")
"""First month of a run of the city's history."""

CLOSED = ("2022-03", "2022-06")
"""First and last month in which the city was closed: no growth on the year with one of them in its base is fitted."""


class ClosedPeriod:
    """A period with a first and a last month."""

    def check(self, text: str) -> Complaint | None:
        """What is wrong with a text, or None."""
        try:
            months_of(text)
        except ValueError as error:
            return Complaint(f"{error}.", "Write 2024, 2024-11, 2025-H1 or 2023-01..2023-03.")
        return None


def _forbidden(row: Row) -> Iterator[Fault]:
    if row["split"] == "shown":
        return
    if row["series"].startswith(NEVER_FITTED):
        yield Fault("series", f"{row['series']} counts loans to firms as well.", "Write shown in the column split.")
    if row["scope"] == "national growth":
        yield Fault("scope", "growth of the country is no target for the city.", "Write shown in the column split.")
    first, last = months_of(row["period"])
    closed = [np.datetime64(month, "M") + 12 for month in CLOSED]
    if row["operator"] == "retail_growth" and first <= closed[1] and closed[0] <= last:
        remedy = "Write shown in the column split, or choose months whose base is open."
        yield Fault("period", f"the base of {row['period']} lies in the closed months of 2022.", remedy)


TARGET_TABLE = Table(
    kind="a table of targets",
    columns={
        "id": Name(), "title": Text(), "operator": Word("operator", tuple(OPERATORS)), "series": Name(),
        "over": Text(blank=True), "region": Text(), "period": ClosedPeriod(), "scope": Word("scope", SCOPES),
        "split": Word("split", SPLITS), "own": Decimal(0, 1e12, blank=True), "remark": Text(blank=True),
    },
    key=("id",),
    each=_forbidden,
)  # fmt: skip
HEADER = TARGET_TABLE.header


@dataclass(frozen=True)
class Target:
    """One published figure with the operator that answers it.

    first, last : months of the period, datetime64[M].  value : in `unit`.  released : day on which the public could
    know it, datetime64[D].  split : one of `SPLITS`, as declared or as a vintage has it (`calibration.targets`).
    group : one of `observation.GROUPS`.  sd : standard deviation of the whole observation error, of log(value) where
    `log`, else in `unit`; common : the part of it that targets of one operator share.  moves : parameters and paths
    that can move it.
    """

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
    released: np.datetime64[Any]
    split: str
    group: str
    sd: float
    common: float
    log: bool
    moves: tuple[str, ...]


def every_target(table: pd.DataFrame, *, whole: bool = True) -> list[Target]:
    """Targets of retail sales, then those of targets.csv. table : from `load_statistics`; whole : whether it must hold
    every figure declared, else those that it lacks are passed over."""
    return [*retail_targets(table), *read_targets(table, whole=whole)]


def retail_targets(table: pd.DataFrame) -> list[Target]:
    """Retail sales by year, then by the finest windows that share no month, each on the base it was published on."""
    targets = [_retail(level, "Retail sales, year") for level in annual_levels(table)]
    return targets + [_retail(window, "Retail sales") for window in disjoint_windows(table) if not _whole_year(window)]


def read_targets(table: pd.DataFrame, file: Path = TARGETS, *, whole: bool = True) -> list[Target]:
    """Figures declared in targets.csv, their values looked up in the statistics; whole : as in `every_target`. Raises
    DataError that names every mistake."""
    targets: list[Target] = []
    mistakes: list[Mistake] = []
    for line, row in rows(file, TARGET_TABLE):
        if not whole and any(_matches(name, row, table).empty for name in (row["series"], row["over"]) if name):
            continue
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
    derived, released = found.derived, _day(found)
    if row["over"]:
        over = _lookup(row["over"], row, table, file, f"line {line}, over")
        value, unit, grade = value / over.value, "fraction", max(grade, over.grade)
        source = f"{source} / {over.source_title}"
        derived, released = True, max(released, _day(over))
    wanted = observations()[row["operator"]].unit
    if unit != wanted:
        what = f"{row['series']!r} is in {unit}, {row['operator']} measures {wanted}."
        raise DataError(what, file=file, place=f"line {line}, series", remedy="Choose the series that it measures.")
    head = (row["id"], row["title"], row["operator"], *months_of(row["period"]), row["period"])
    own = float(row["own"]) if row["own"] else None
    tail = _observed(row["operator"], value, grade, derived=derived, own=own)
    return Target(*head, value, unit, grade, row["scope"], source, row["remark"], released, row["split"], **tail)


def _observed(operator: str, value: float, grade: str, *, derived: bool, own: float | None = None) -> dict[str, Any]:
    """Group, error, its common part, whether it is one of logs, and what moves the figure."""
    found = observations()[operator]
    sd = float(np.hypot(own_error(operator, value, grade, derived=derived, own=own), found.common))
    return {"group": found.group, "sd": sd, "common": found.common, "log": found.log, "moves": found.moves}


def _lookup(series: str, row: dict[str, str], table: pd.DataFrame, file: Path, place: str) -> Any:
    """The row of a series for the region and months of a target: published before derived, better grades first."""
    found = _matches(series, row, table)
    if found.empty:
        what = f"the statistics hold no {series!r} of {row['region']} for {row['period']} of grade A or B."
        raise DataError(
            what, file=file, place=place, remedy="Add the figure to sim/data/statistics, or drop the target."
        )
    return next(found.sort_values(["derived", "grade", "file", "line"]).itertuples())


def _matches(series: str, row: dict[str, str], table: pd.DataFrame) -> pd.DataFrame:
    first, last = months_of(row["period"])
    found = table[(table["series"] == series) & (table["region"] == row["region"]) & (table["grade"] != "C")]
    return found[(found["start"] == _stamp(first)) & (found["end"] == _stamp(last))]


def _retail(window: Window, title: str) -> Target:
    operator = "retail_revised" if window.revised else "retail_first_base"
    first, last = _month((window.year, window.first_month)), _month((window.year, window.last_month))
    period = str(window.year) if _whole_year(window) else f"{first}..{last}" if first < last else str(first)
    remark = "base in use since 2025" if window.revised else "base of 2020-2024"
    remark += "; derived" if window.derived else ""
    why = _why_shown(window, first, last)
    head = (f"retail_{period}", title, operator, first, last, period)
    tail = _observed(operator, window.value, window.grade, derived=window.derived)
    told = (window.source, f"{remark}; {why}" if why else remark, window.released, "shown" if why else "fit")
    return Target(*head, window.value, "CNY", window.grade, "Shanghai", *told, **tail)


def _why_shown(window: Window, first: Month, last: Month) -> str:
    """Why a window of retail sales is not fitted, or nothing."""
    if _whole_year(window):
        return "its months stand in windows"
    if window.revised:
        return "growth on the revised base is fitted"
    if first < FIRST_MONTH:
        return "before the run"
    if first <= np.datetime64(CLOSED[1], "M") and np.datetime64(CLOSED[0], "M") <= last:
        return "the closure's path was sized on it"
    return ""


def _whole_year(window: Window) -> bool:
    return (window.first_month, window.last_month) == (1, 12)


def _month(month: tuple[int, int]) -> Month:
    return np.datetime64(f"{month[0]:04d}-{month[1]:02d}", "M")


def months_of(period: str) -> tuple[Month, Month]:
    """First and last month of a period. Raises ValueError where it has none."""
    read = parse_period(period)
    if read.first is None or read.last is None:
        raise ValueError(f"{period!r} has no first and last month")
    return _month(read.first), _month(read.last)


def _stamp(month: Month) -> Month:
    return month.astype("datetime64[ns]")


def _day(row: Any) -> np.datetime64[Any]:
    return row.released.to_datetime64().astype("datetime64[D]")
