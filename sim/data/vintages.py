"""Vintages: what the public knew by a day."""

from __future__ import annotations

import calendar
from datetime import date

from sim.errors import UsageError

PACKAGE = "2025-07"
"""Name of all that comes with the package: periods to 2025-06, whenever their figures came out. The figures of listed
companies and loan pools for 2025-06 came out in August; a strict cut is written as a day, 2025-07-31."""


def seen_by(vintage: str | None) -> date | None:
    """Last day of a vintage; None where it sees everything. Raises UsageError for what is no month and no day."""
    if vintage is None or vintage == PACKAGE:
        return None
    try:
        if len(vintage) == len("2024-12"):
            first = date.fromisoformat(f"{vintage}-01")
            return first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return date.fromisoformat(vintage if "-" in vintage else "")
    except ValueError:
        what = f"{vintage!r:.60} is no vintage."
        raise UsageError(what, remedy="Write a month such as 2024-12, or a day such as 2024-10-31.") from None
