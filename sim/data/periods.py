"""The months that a published figure covers, out of the many ways a table writes a date."""

from __future__ import annotations

import re
from dataclasses import dataclass

Month = tuple[int, int]
"""(year, month of the year, 1 to 12)."""

UNDATED = ("generic",)
"""Words that say that a figure belongs to no month."""

_DATE = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?")
_QUARTERS = re.compile(r"(?P<year>\d{4})-?Q(?P<first>[1-4])(Q(?P<last>[1-4]))?")
_HALF = re.compile(r"(?P<year>\d{4})-?H(?P<half>[12])")
_YEARS = re.compile(r"(?P<first>\d{4})-(?P<last>\d{4})")


@dataclass(frozen=True)
class Period:
    """First and last month, both included; None where the period is open on that side, or not dated at all."""

    first: Month | None
    last: Month | None


def parse_period(text: str) -> Period:
    """Months of a period as written in a statistics table.

    Read: `2024`, `2024-11`, `2024-11-18`, `2025-H1`, `2025-Q2`, `2023-Q1Q3`, `2024-2025`, any two of these joined by
    `..` or `/`, open periods (`2021+`, `2024-09..`, `..2025-03-20`), and `generic` for a figure
    that belongs to no month. Raises ValueError for anything else.
    """
    text = text.strip()
    if text in UNDATED:
        return Period(None, None)
    if text.endswith("+"):
        return Period(_span(text[:-1])[0], None)
    for joint in ("..", "/"):
        if joint in text:
            left, right = text.split(joint, 1)
            if not (left or right):
                break
            period = Period(_span(left)[0] if left else None, _span(right)[1] if right else None)
            if period.first and period.last and period.first > period.last:
                raise ValueError(f"the period {text!r} ends before it begins")
            return period
    return Period(*_span(text))


def year_to_date(period: Period) -> Period:
    """The same period from January on: what a cumulative figure of its last month covers."""
    return period if period.last is None else Period((period.last[0], 1), period.last)


def _span(text: str) -> tuple[Month, Month]:
    """First and last month of one date, quarter, half or year."""
    if found := _QUARTERS.fullmatch(text):
        first, last = int(found["first"]), int(found["last"] or found["first"])
        if last < first:
            raise ValueError(f"the quarters of {text!r} run backwards")
        return (int(found["year"]), 3 * first - 2), (int(found["year"]), 3 * last)
    if found := _HALF.fullmatch(text):
        return (int(found["year"]), 6 * int(found["half"]) - 5), (int(found["year"]), 6 * int(found["half"]))
    if found := _YEARS.fullmatch(text):
        if found["last"] < found["first"]:
            raise ValueError(f"the years of {text!r} run backwards")
        return (int(found["first"]), 1), (int(found["last"]), 12)
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no period")
    if found["month"] is None:
        return (int(found["year"]), 1), (int(found["year"]), 12)
    month = int(found["month"])
    if not 1 <= month <= 12 or not 1 <= int(found["day"] or 1) <= 31:
        raise ValueError(f"{text!r} is no date")
    return (int(found["year"]), month), (int(found["year"]), month)
