"""Rules that the rows of a user's statistics must keep: which rows break one, and in which words that is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.breaks import breaks_between

if TYPE_CHECKING:
    import pandas as pd

MONTHS = ["series", "region", "start", "end"]
"""Columns that tell a figure from any other."""

FLOWS = ("increment", "change", "flow", "profit", "yoy", "growth", "net_", "new_rmb_loans")
"""Parts of the names of series that may fall below zero."""

SUMS = ("CNY", "persons", "households", "vehicles", "cards", "loans", "plates")
"""Units of stocks and sums, which cannot."""

FREE = ("rule", "programme", "monthly round")
"""Frequencies of what is announced: known before its months."""

REGULAR, MONTHS_KEPT = 12, 0.75
"""A monthly series with so many figures, and that part of the months between its first and last, is one without gaps by
intention; single months are none."""

SAME = 0.002
"""Growth that lies so near to the quotient of two levels was computed from them: rates are rounded to 0.001."""


@dataclass(frozen=True)
class Rule:
    """column : where the mistake stands; bad : rows that break the rule, given the table and the shipped statistics;
    words : what is wrong with such a row, and the remedy."""

    column: str
    bad: Callable[[pd.DataFrame, pd.DataFrame], pd.Series]
    words: Callable[[Any, pd.DataFrame, pd.DataFrame], tuple[str, str]]


def _near(name: str, store: pd.DataFrame) -> list[str]:
    """The shipped series whose name is nearly this one, none where it is known."""
    known = set(store["series"])
    return [] if name in known else get_close_matches(name, known, 1, 0.9)


def _misnamed(table: pd.DataFrame, store: pd.DataFrame) -> pd.Series:
    near = {name: bool(_near(name, store)) for name in table["series"].unique()}
    return table["series"].map(near).astype(bool)


def _units(store: pd.DataFrame) -> dict[str, list[str]]:
    return {str(series): sorted(set(units)) for series, units in store.groupby("series")["unit"]}


def _unit_differs(table: pd.DataFrame, store: pd.DataFrame) -> pd.Series:
    known = _units(store)
    return table.apply(lambda row: row["unit"] not in known.get(row["series"], [row["unit"]]), axis=1)


def _unit_words(row: Any, _: pd.DataFrame, store: pd.DataFrame) -> tuple[str, str]:
    known = " or ".join(_units(store)[row["series"]])
    what = f"{row['series']!r} is in {known}, {row['published_unit']!r} is {row['unit']}."
    return what, "Correct the unit, or the name of the series."


def _twice(table: pd.DataFrame, _: pd.DataFrame) -> pd.Series:
    figures = (table["grade"] != "C") & ~table["frequency"].isin((*FREE, "cumulative"))
    return table[figures].duplicated(MONTHS).reindex(table.index, fill_value=False)


def _twice_words(row: Any, table: pd.DataFrame, _: pd.DataFrame) -> tuple[str, str]:
    like = table[(table["series"] == row["series"]) & (table["region"] == row["region"]) & (table["end"] == row["end"])]
    first = int(like.loc[like["start"] == row["start"], "line"].min())
    return f"{row['series']} has two figures for these months (first in line {first}).", "Keep one of the two."


def _missing_before(table: pd.DataFrame) -> dict[int, str]:
    """First month that a monthly series without other gaps lacks before a row, by the index of the row. January counts
    as missing only where some year has it."""
    found: dict[int, str] = {}
    for _, rows in table[(table["frequency"] == "monthly") & table["end"].notna()].groupby(["series", "region"]):
        ordered = rows.sort_values("end")
        there = ordered["end"].to_numpy().astype("datetime64[M]")
        span = np.arange(there[0], there[-1] + 1)
        if len(there) < REGULAR or len(there) < MONTHS_KEPT * len(span):
            continue
        januaries = span[span.astype(int) % 12 == 0]
        wanted = np.setdiff1d(span, januaries) if not np.isin(januaries, there).any() else span
        for month in np.setdiff1d(wanted, there):
            after = ordered.index[np.searchsorted(there, month)]
            if "not published" not in ordered.loc[after, "note"]:
                found.setdefault(int(after), str(month))
    return found


def _gap(table: pd.DataFrame, _: pd.DataFrame) -> pd.Series:
    return table.index.to_series().isin(list(_missing_before(table)))


def _gap_words(row: Any, table: pd.DataFrame, _: pd.DataFrame) -> tuple[str, str]:
    month = _missing_before(table)[row.name]
    remedy = "Add the month, or write 'not published' in the note of the next one."
    return f"{row['series']} has no figure for {month} between others.", remedy


def _crossed(row: Any, last: np.datetime64[Any]) -> str:
    """Month of the break between a rate of growth and its base, or nothing."""
    level = row["series"].removesuffix("_yoy")
    found = [one for one in breaks_between(level, row["region"], last - 12, last) if one.kind != "layout"]
    return str(found[0].first) if found else ""


def _wrong_base(table: pd.DataFrame, store: pd.DataFrame) -> pd.Series:
    import pandas as pd

    levels = pd.concat([table, store[store["grade"] != "C"]]).drop_duplicates(MONTHS).set_index(MONTHS)["value"]

    def divides_by_it(row: pd.Series) -> bool:
        if not row["series"].endswith("_yoy") or pd.isna(row["end"]) or pd.isna(row["start"]):
            return False
        year = pd.DateOffset(years=1)
        name = (row["series"].removesuffix("_yoy"), row["region"])
        now, before = (
            levels.get((*name, row["start"], row["end"])),
            levels.get((*name, row["start"] - year, row["end"] - year)),
        )
        if now is None or before is None or not _crossed(row, np.datetime64(row["end"], "M")):
            return False
        return bool(abs(row["value"] - (now / before - 1.0)) < SAME)

    return table.apply(divides_by_it, axis=1)


def _base_words(row: Any, _: pd.DataFrame, __: pd.DataFrame) -> tuple[str, str]:
    what = f"this growth divides by the level before the break of {_crossed(row, np.datetime64(row['end'], 'M'))}."
    return what, "Write the growth published on the comparable base, or delete the row."


def _negative(table: pd.DataFrame, _: pd.DataFrame) -> pd.Series:
    return (table["value"] < 0) & table["unit"].isin(SUMS) & ~table["series"].str.contains("|".join(FLOWS))


def _future(table: pd.DataFrame, _: pd.DataFrame) -> pd.Series:
    return (table["released_basis"] == "stated") & (table["released"].dt.date > datetime.now(UTC).date())


def _early(table: pd.DataFrame, _: pd.DataFrame) -> pd.Series:
    figures = (table["released_basis"] == "stated") & ~table["frequency"].isin(FREE)
    return figures & (table["released"] < table["end"])


RULES = {
    "misnamed": Rule(
        "series",
        _misnamed,
        lambda row, _, store: (
            f"there is no series {row['series']!r}.",
            f"Did you mean {_near(row['series'], store)[0]!r}?",
        ),
    ),
    "unit": Rule("unit", _unit_differs, _unit_words),
    "twice": Rule("series", _twice, _twice_words),
    "gap": Rule("period", _gap, _gap_words),
    "base": Rule("value", _wrong_base, _base_words),
    "negative": Rule(
        "value",
        _negative,
        lambda row, *_: (
            f"{row['published_value']} {row['published_unit']}: a stock or a sum is not negative.",
            "Correct the sign, or name the series as a change (.._increment).",
        ),
    ),
    "future": Rule(
        "released",
        _future,
        lambda row, *_: (f"{row['released']:%Y-%m-%d} is yet to come.", "Write the day on which the figure came out."),
    ),
    "early": Rule(
        "released",
        _early,
        lambda row, *_: (
            f"{row['released']:%Y-%m-%d} lies before the last month of the period.",
            "Correct the day or the period.",
        ),
    ),
}
"""What is looked for, by name."""
