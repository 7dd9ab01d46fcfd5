"""Months as integers from January 2022, days of a month, and the shopping campaigns of each year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from sim.data import DATA
from sim.data.cells import GRADE, Day, Text, Whole, Word
from sim.data.tables import Fault, Row, Table, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ORIGIN = np.datetime64("2022-01", "M")
"""Month 0."""

CAMPAIGNS = ("spring_festival", "double_five", "618", "double_11", "double_12")
"""春节 · 五五购物节 · 618 · 双11 · 双12."""

CAMPAIGN_FILE = DATA / "shanghai" / "campaigns.csv"


def _campaign_faults(row: Row) -> Iterator[Fault]:
    if row["last_day"] < row["first_day"]:
        yield Fault("last_day", "the campaign ends before it begins.", "Swap the days.")
    elif row["last_day"][:4] != row["year"]:
        yield Fault("year", f"the campaign ends in {row['last_day'][:4]}.", "Count it to the year in which it ends.")
    if row["basis"] == "assumption" and row["grade"] != "C":
        yield Fault("grade", f"an assumption has the grade {row['grade']}.", "An assumption is of grade C.")


CAMPAIGN_TABLE = Table(
    kind="a table of campaigns",
    columns={
        "campaign": Word("campaign", CAMPAIGNS),
        "year": Whole(1990, 2100),
        "first_day": Day(),
        "last_day": Day(),
        "basis": Word("basis", ("statistic", "assumption")),
        "grade": GRADE,
        "source": Text(),
    },
    key=("campaign", "year"),
    each=_campaign_faults,
)


def month_index(month: str | np.datetime64) -> int:
    """Number of a month: `"2022-01"` is 0, `"2021-12"` is -1."""
    return int((np.datetime64(str(month)[:7], "M") - ORIGIN).astype(np.int64))


def month_date(index: int) -> np.datetime64:
    """The month of a number, as datetime64[M]."""
    return ORIGIN + np.timedelta64(index, "M")


def month_dates(first_month: int, months: int) -> np.ndarray:
    """Consecutive months from a month number on, as datetime64[M] (months,)."""
    return ORIGIN + np.arange(first_month, first_month + months).astype("timedelta64[M]")


def year_of(index: int) -> int:
    """Calendar year of a month number."""
    return 2022 + index // 12


def month_of_year(index: int) -> int:
    """Month of the year, 1 to 12."""
    return index % 12 + 1


def days_in_month(index: int) -> int:
    """Number of days of a month."""
    first = month_date(index).astype("datetime64[D]")
    return int((month_date(index + 1).astype("datetime64[D]") - first).astype(np.int64))


def share_of_month(index: int, first_day: date, last_day: date) -> float:
    """Part of a month's days that lies between two dates, both included: fraction, 0 to 1."""
    days = days_in_month(index)
    begin = date(year_of(index), month_of_year(index), 1)
    end = begin + timedelta(days=days - 1)
    return max(0, (min(end, last_day) - max(begin, first_day)).days + 1) / days


def campaign_windows(file: Path = CAMPAIGN_FILE) -> dict[str, list[tuple[date, date]]]:
    """First and last day of every campaign, by name, in order of time.

    Source: the file's own column; windows that no document gives are assumptions and say so.
    """
    windows: dict[str, list[tuple[date, date]]] = {name: [] for name in CAMPAIGNS}
    for _, row in rows(file, CAMPAIGN_TABLE):
        window = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
        windows[row["campaign"]].append(window)
    return {name: sorted(dates) for name, dates in windows.items()}


def campaign_days(first_month: int, months: int, file: Path = CAMPAIGN_FILE) -> dict[str, np.ndarray]:
    """Share of each month's days on which a campaign runs, by campaign: float64 (months,), 0 to 1.

    Windows are known for the years 2020 to 2028; outside them every share is 0.
    """
    shares = {}
    for name, windows in campaign_windows(file).items():
        numbers = range(first_month, first_month + months)
        covered = [sum(share_of_month(index, *window) for window in windows) for index in numbers]
        shares[name] = np.array(covered, dtype=np.float64)
    return shares
