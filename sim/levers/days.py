"""Days and months of a window."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from sim.calendar import share_of_month


def month_number(day: date) -> int:
    """Number of the month of a day, 0 = 2022-01."""
    return (day.year - 2022) * 12 + day.month - 1


@lru_cache(maxsize=65536)
def share_between(month: int, begin: date, end: date) -> float:
    """Part of a month's days from one day to another, both included: fraction. Days are counted only in the first and
    the last month."""
    first, last = month_number(begin), month_number(end)
    if first < month < last:
        return 1.0
    return share_of_month(month, begin, end) if first <= month <= last else 0.0
