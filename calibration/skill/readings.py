"""Published figures that forecasts are held against.

Retail sales stand in disjoint windows on the base of 2020 to 2024, as logs; 2025 is brought to it by `BASE_FACTOR`,
whose uncertainty counts as noise. The second quarter of 2025 stands as growth on the year, which needs no base. All are
levels, so that no growth rests on the months of 2022 in which the city was closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.windows import BASE_FACTOR, disjoint_windows

FIRST, MONTHS = "2018-01", 132
"""Months over which readings lie: 2018-01 to 2028-12."""

BASE_SD, ROUNDING = 0.006 / BASE_FACTOR, 0.005
"""Standard deviation of the log base factor; of what rounding and differencing leave in a log window (assumption)."""


@dataclass(frozen=True)
class Reading:
    """One figure.  first, last : months counted from 2018-01.  noise : sd of its error, unit of the value.  against :
    months between the figure and what it is a growth on, 0 = a level."""

    series: str
    first: int
    last: int
    value: float
    noise: float
    against: int = 0

    @property
    def months(self) -> NDArray[np.int64]:
        """Months that it covers."""
        return np.arange(self.first, self.last + 1)

    @property
    def name(self) -> str:
        """Its period, as 2024-06..2024-09."""
        first, last = month_name(self.first), month_name(self.last)
        return first if first == last else f"{first}..{last}"


@dataclass(frozen=True)
class Kind:
    """A series of readings.  what : in words.  unit : of values, errors and CRPS.  sums : whether months add up (else
    log windows average and stocks are read at the last month).  read : from a table of statistics."""

    what: str
    unit: str
    read: Callable[[pd.DataFrame], list[Reading]]
    sums: bool = False


def month_name(month: int) -> str:
    """2018-01 for 0."""
    return str(np.datetime64(FIRST, "M") + month)


def month_number(month: str) -> int:
    """0 for 2018-01."""
    return int((np.datetime64(month, "M") - np.datetime64(FIRST, "M")).astype(int))


def completed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with retail levels that follow from a published growth and the level a year before or after; never
    between 2025 and 2024."""
    rows = table[(table["region"] == "Shanghai") & (table["grade"] != "C")]
    added = []
    for kind in ("retail_total_month", "retail_total_ytd", "retail_total_year"):
        levels = {row.end: row for row in _tuples(rows[rows["series"] == kind])}
        for growth in _tuples(rows[rows["series"] == f"{kind}_yoy"]):
            before = growth.end - pd.DateOffset(years=1)
            if growth.end.year >= 2025 or growth.end.year <= 2020:
                continue
            pairs = ((before, growth.end, 1.0 / (1.0 + growth.value)), (growth.end, before, 1.0 + growth.value))
            for wanted, known, factor in pairs:
                if wanted not in levels and known in levels:
                    start = wanted.replace(month=1) if kind != "retail_total_month" else wanted
                    row: dict[str, Any] = dict(table.loc[levels[known].Index])
                    row |= {"start": start, "end": wanted, "value": row["value"] * factor, "derived": True}
                    added.append(row)
    return pd.concat([table, pd.DataFrame(added)], ignore_index=True) if added else table


def retail(table: pd.DataFrame) -> list[Reading]:
    """Log of Shanghai retail sales by window, CNY, on the base of 2020 to 2024."""
    found = []
    for window in disjoint_windows(completed(table)):
        first = month_number(f"{window.year}-01") + window.first_month - 1
        base = BASE_FACTOR if window.revised else 1.0
        noise = float(np.hypot(ROUNDING, BASE_SD)) if window.revised else ROUNDING
        last = first + window.last_month - window.first_month
        found.append(Reading("retail", first, last, float(np.log(window.value / base)), noise))
    return found + _second_quarter(table)


def _second_quarter(table: pd.DataFrame) -> list[Reading]:
    """Growth of April to June 2025 on the year, from that of the first quarter and of the half-year; the quarter's part
    of the half-year before is 0.509, give or take 0.003."""
    rows = table[(table["series"] == "retail_total_ytd_yoy") & (table["region"] == "Shanghai")]
    rates = {row.end.strftime("%Y-%m"): row.value for row in _tuples(rows[rows["grade"] != "C"])}
    if not {"2025-03", "2025-06"} <= rates.keys():
        return []
    growth = (rates["2025-06"] - FIRST_QUARTER * rates["2025-03"]) / (1.0 - FIRST_QUARTER)
    return [Reading("retail", month_number("2025-04"), month_number("2025-06"), float(np.log1p(growth)), 0.001, 12)]


FIRST_QUARTER = 0.509
"""First quarter of 2024 over its first half: 4,614.4 over 4,614.4 + 1,447.0 + 1,590.9 + a June of 1,415 +- 50."""


def arrears(table: pd.DataFrame) -> list[Reading]:
    """Log of the national card balance 180 and more days overdue over the card balance (fractions)."""
    rows = table[(table["region"] == "China") & (table["grade"] != "C")]
    late, whole, ratio = (_by_month(rows, f"card_{name}") for name in ARREARS)
    ratio |= {month: late[month] / whole[month] for month in late.keys() & whole.keys() - ratio.keys()}
    return [Reading("card_overdue_180", month, month, float(np.log(ratio[month])), 0.005) for month in sorted(ratio)]


def weights(reading: Reading, *, sums: bool, profile: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """What a reading takes of each month [MONTHS]: 1 of flows that add up, else parts that sum to 1 (to 0 for growth).
    profile : sales by month, by which the months of a log window are weighted; None = all alike."""
    row = np.zeros(MONTHS)
    level = np.ones(MONTHS) if profile is None else profile
    row[reading.months] = 1.0 if sums else level[reading.months] / level[reading.months].sum()
    if reading.against:
        before = reading.months - reading.against
        row[before] -= level[before] / level[before].sum()
    return row


ARREARS = ("overdue_180d_balance", "balance_outstanding", "overdue_180d_ratio")


def growth(table: pd.DataFrame) -> list[Reading]:
    """National consumption loans without mortgages y/y: published, or of two published levels (fraction)."""
    rows = table[(table["region"] == "China") & (table["grade"] != "C")]
    levels = _by_month(rows, "consumption_loans_ex_mortgage_balance")
    found = {month: levels[month] / levels[month - 12] - 1.0 for month in levels if month - 12 in levels}
    found |= _by_month(rows, "consumption_loans_ex_mortgage_yoy")
    return [Reading("consumption_credit_growth", month, month, found[month], 0.0005) for month in sorted(found)]


def flows(name: str, series: str) -> Callable[[pd.DataFrame], list[Reading]]:
    """Change of Shanghai household loans over windows that share no month: 1e9 CNY."""

    def read(table: pd.DataFrame) -> list[Reading]:
        rows = table[(table["region"] == "Shanghai") & (table["grade"] != "C") & (table["series"] == series)]
        spans = {(_number(row.start), _number(row.end)): row.value / 1e9 for row in _tuples(rows)}
        for first, last in sorted(spans):
            longer = [end for start, end in spans if start == first and end > last]
            if longer:
                spans.setdefault((last + 1, min(longer)), spans[first, min(longer)] - spans[first, last])
        whole = {span for span in spans if any(span[0] == other[0] and other[1] < span[1] for other in spans)}
        return [Reading(name, *span, spans[span], 0.1) for span in sorted(spans.keys() - whole)]

    return read


def _by_month(rows: pd.DataFrame, series: str) -> dict[int, float]:
    chosen = rows[rows["series"] == series].sort_values("derived", ascending=False)
    return {_number(row.end): row.value for row in _tuples(chosen) if _number(row.end) >= 0}


def _tuples(rows: pd.DataFrame) -> list[Any]:
    return list(rows.itertuples())


def _number(day: pd.Timestamp) -> int:
    return month_number(day.strftime("%Y-%m"))


SERIES: dict[str, Kind] = {
    "retail": Kind("Shanghai retail sales, window", "log", retail),
    "consumption_credit_growth": Kind("national consumption loans without mortgages, y/y", "fraction", growth),
    "card_overdue_180": Kind("national card balance 180+ days overdue, share", "log", arrears),
    "loans_medium_long": Kind(
        "Shanghai household loans over a year, change", "1e9 CNY",
        flows("loans_medium_long", "household_loans_increment_medium_long"), sums=True,
    ),
    "loans_short": Kind(
        "Shanghai household loans up to a year, change", "1e9 CNY",
        flows("loans_short", "household_loans_increment_short_term"), sums=True,
    ),
}  # fmt: skip
"""Series that are forecast, by name."""
