"""Monthly paths that drive a run from outside: incomes, rates, openings, visitors, stocks of mortgages.

A path is a few dated anchors (`exogenous.csv`, each with basis, grade and source) and one named rule (`paths.csv`) that
fills the months between them, so that what is known and what is assumed can be read off one page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import month_date, month_index
from sim.data import DATA
from sim.data.cells import GRADE, Cell, Decimal, Month, Name, Text, Word
from sim.data.rules import RULES
from sim.data.tables import Fault, Row, Rows, Table, rows
from sim.errors import DataError, did_you_mean
from sim.policy.vocabulary import PRODUCTS, SECTORS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CITY = DATA / "shanghai"

FIRST, LAST = month_index("2020-01"), month_index("2028-12")
"""Months for which every path is defined."""

BASES = ("statistic", "assumption")

ITEMS = {"": ("",), "sector": SECTORS, "product": PRODUCTS}
"""What a path is split by -> names of its parts."""

UNITS = {
    "fraction": Decimal(-1.0, 1.0, "fraction"),
    "1/year": Decimal(-0.2, 1.0, "1/year"),
    "CNY/person/year": Decimal(1.0, 1e7, "CNY/person/year"),
    "persons": Decimal(1.0, 1e9, "persons"),
    "ratio": Decimal(0.0, 100.0, "ratio"),
    "log-odds": Decimal(-10.0, 10.0, "log-odds"),
}
"""Units of paths, with the numbers that can be meant."""

READ = {
    "income_per_head": "CNY/person/year", "unemployment_rate": "fraction", "lpr_1y": "1/year", "opening": "fraction",
    "repayment_deferral": "fraction", "visitors": "ratio", "outside_online": "ratio", "institutions": "ratio",
    "car_price": "ratio", "outside_return": "1/year", "existing_mortgage_rate": "1/year", "mortgage_stock": "ratio",
    "operating_loan_stock": "ratio", "wage_share": "fraction", "demand": "ratio", "external_level": "ratio",
    "repayment_stress": "log-odds",
}  # fmt: skip
"""Paths that a run reads, and the unit it reads them in."""


def _path_faults(row: Row) -> Iterator[Fault]:
    wanted, complaint = READ.get(row["path"], row["unit"]), UNITS[row["unit"]].check(row["neutral"] or "1")
    if row["unit"] != wanted:
        yield Fault("unit", f"{row['path']!r} is in {row['unit']!r}.", f"A run reads it in {wanted}.")
    elif complaint:
        yield Fault("neutral", *complaint)
    if row["rule"] == "only" and not row["neutral"]:
        remedy = "Write the value of the months without an anchor."
        yield Fault("neutral", f"the path {row['path']!r} has no neutral value.", remedy)
    if float(row["low"]) >= float(row["high"]):
        yield Fault("high", f"the bounds of {row['path']!r} are {row['low']} and {row['high']}.", "Swap the two.")
    elif row["neutral"] and not complaint and not float(row["low"]) <= float(row["neutral"]) <= float(row["high"]):
        what = f"{row['neutral']} lies outside the bounds of {row['path']!r}, {row['low']} to {row['high']}."
        yield Fault("neutral", what, "Correct it, or the bounds.")


def _missing_paths(found: Rows) -> Iterator[Fault]:
    absent = sorted(READ.keys() - {row["path"] for _, row in found})
    if absent:
        yield Fault("path", f"there is no path {', '.join(absent)}.", "Add a row for each: a run reads them.")


PATH_TABLE = Table(
    kind="a table of paths",
    columns={
        "path": Name(),
        "items": Word("split", tuple(ITEMS)),
        "unit": Word("unit of a path", tuple(UNITS)),
        "rule": Word("rule", tuple(RULES)),
        "neutral": Decimal(blank=True),
        "low": Decimal(),
        "high": Decimal(),
        "meaning": Text(),
    },
    key=("path",),
    each=_path_faults,
    whole=_missing_paths,
)


@dataclass(frozen=True)
class Series:
    """One path: what it is split by, its unit, the rule between its anchors, its value where nothing happens, the
    bounds that it never leaves."""

    name: str
    items: str
    unit: str
    rule: str
    neutral: float
    low: float
    high: float
    meaning: str


@dataclass(frozen=True)
class Anchor:
    """One dated value of a path with what it rests on.  month : number of the month.  item : sector, or empty."""

    path: str
    item: str
    month: int
    value: float
    basis: str
    grade: str
    source: str


def load_exogenous(first_month: int, months: int, folder: Path = CITY) -> dict[str, np.ndarray]:
    """Every path for consecutive months from a month number on (0 = 2022-01): float64 (months,), or (months, item).

    Units and meanings: `path_list`. Added: `income_growth`, growth of `income_per_head` on the month before (fraction).
    Raises DataError for months outside 2020-01 to 2028-12 and for a file that cannot be used.
    """
    if first_month < FIRST or first_month + months - 1 > LAST or months < 1:
        first, last = month_date(first_month), month_date(first_month + months - 1)
        what = f"a run of {first} to {last}, months before history included, leaves the paths: 2020-01 to 2028-12."
        raise DataError(what, file=folder, remedy="Choose months for which the paths are defined, or add anchors.")
    wanted = range(first_month, first_month + months)
    anchors = anchor_list(folder)
    paths = {}
    for series in path_list(folder):
        columns = [_filled(series, item, anchors, wanted) for item in ITEMS[series.items]]
        paths[series.name] = np.array(columns[0] if series.items == "" else columns, dtype=np.float64).T
    income = next(series for series in path_list(folder) if series.name == "income_per_head")
    before = np.array(_filled(income, "", anchors, range(first_month - 1, first_month + months - 1)))
    paths["income_growth"] = paths["income_per_head"] / before - 1.0
    return paths


def path_list(folder: Path = CITY) -> list[Series]:
    """Names, units, rules and meanings of the paths of a city."""
    return [
        Series(
            row["path"], row["items"], row["unit"], row["rule"], float(row["neutral"] or 0.0),
            float(row["low"]), float(row["high"]), row["meaning"],
        )
        for _, row in rows(folder / "paths.csv", PATH_TABLE)
    ]  # fmt: skip


def anchor_list(folder: Path = CITY) -> list[Anchor]:
    """All anchors in the order of the file: the assumption table of a run is read from here."""
    return [
        Anchor(
            row["path"], row["item"], month_index(row["month"]), float(row["value"]),
            row["basis"], row["grade"], row["source"],
        )
        for _, row in rows(folder / "exogenous.csv", anchor_table(path_list(folder)))
    ]  # fmt: skip


def anchor_table(paths: list[Series]) -> Table:
    """The table of anchors of these paths: one for the same paths, so that the file is read and checked once."""
    return _anchor_table(tuple(paths))


@cache
def _anchor_table(paths: tuple[Series, ...]) -> Table:
    known = {series.name: series for series in paths}

    def each(row: Row) -> Iterator[Fault]:
        series = known.get(row["path"])
        if series is None:
            remedy = f"{did_you_mean(row['path'], known)} New paths are declared in paths.csv."
            yield Fault("path", f"there is no path {row['path']!r}.", remedy)
            return
        if row["item"] not in ITEMS[series.items]:
            remedy = did_you_mean(row["item"], ITEMS[series.items]) if series.items else "Leave the item empty."
            yield Fault("item", f"{series.name!r} has no item {row['item']!r}.", remedy)
        if complaint := Decimal(series.low, series.high, series.unit).check(row["value"]):
            what = f"{row['value']:.40} lies outside the bounds of {series.name!r}, {series.low:g} to {series.high:g}."
            yield Fault("value", what, complaint.remedy)
        if row["basis"] == "assumption" and row["grade"] != "C":
            yield Fault("grade", f"an assumption has the grade {row['grade']}.", "An assumption is of grade C.")

    def whole(found: Rows) -> Iterator[Fault]:
        for series in paths:
            yield from _anchor_faults(series, [(line, row) for line, row in found if row["path"] == series.name])

    columns: dict[str, Cell] = {
        "path": Text(), "item": Text(blank=True), "month": Month(), "value": Decimal(),
        "basis": Word("basis", BASES), "grade": GRADE, "source": Text(),
    }  # fmt: skip
    return Table("a table of anchors", columns, key=("path", "item", "month"), each=each, whole=whole)


def _anchor_faults(series: Series, found: Rows) -> Iterator[Fault]:
    """What the rule of a path needs of its anchors: some, in order of time, and what else the rule says."""
    for item in ITEMS[series.items] if series.rule != "only" else ():
        if item not in {row["item"] for _, row in found}:
            what = f"the path {series.name!r} has no anchor{f' for {item}' if item else ''}."
            yield Fault("path", what, "Add at least one dated value.")
            return
    for (_, one), (line, two) in pairwise(sorted(found, key=lambda anchor: anchor[1]["item"])):
        if one["item"] == two["item"] and one["month"] >= two["month"]:
            what = f"{two['month']} of {series.name!r} comes after {one['month']}."
            yield Fault("month", what, "Sort the anchors of a path by month.", line)
            return
    months, last = [row["month"] for _, row in found], found[-1][0] if found else 0
    if series.rule == "year_mean":
        wanted = [f"{int(months[0][:4]) + k}-01" for k in range(len(months))]
        if len(months) < 2 or months != wanted:
            what = f"the anchors of {series.name!r} are not one each January, year after year."
            yield Fault("month", what, "Date the mean of a year in its January; leave no year out.", last)
    if series.rule == "calendar":
        if sorted(month[5:] for month in months) != [f"{month:02d}" for month in range(1, 13)]:
            what = f"the anchors of {series.name!r} are not one for each month of the year."
            yield Fault("month", what, "Write twelve anchors, January to December.", last)
        elif series.name == "wage_share" and abs((total := sum(float(row["value"]) for _, row in found)) - 1) > 1e-6:
            what = f"the shares of {series.name!r} sum to {total:.6f}, not to 1."
            yield Fault("value", what, "Divide them by their sum.", last)


def _filled(series: Series, item: str, anchors: list[Anchor], wanted: range) -> list[float]:
    points = [(anchor.month, anchor.value) for anchor in anchors if (anchor.path, anchor.item) == (series.name, item)]
    return RULES[series.rule](points, wanted, series.neutral)
