"""Monthly paths that drive a run from outside: incomes, rates, openings, visitors, stocks of mortgages.

A path is a few dated anchors (`exogenous.csv`, each with basis, grade and source) and one named rule (`paths.csv`) that
fills the months between them, so that what is known and what is assumed can be read off one page.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import month_index
from sim.data import DATA
from sim.data.rules import RULES
from sim.data.tables import rows
from sim.errors import DataError
from sim.policy.vocabulary import SECTORS

if TYPE_CHECKING:
    from pathlib import Path

CITY = DATA / "shanghai"

FIRST, LAST = month_index("2020-01"), month_index("2028-12")
"""Months for which every path is defined."""

BASES = ("statistic", "assumption")

ITEMS = {"": ("",), "sector": SECTORS}
"""What a path is split by -> names of its parts."""

_PATH_HEADER = ("path", "items", "unit", "rule", "neutral", "low", "high", "meaning")
_ANCHOR_HEADER = ("path", "item", "month", "value", "basis", "grade", "source")


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
    """Every path for consecutive months from a month number on (0 = 2022-01): float64 (months,), or (months, sector).

    Units and meanings: `path_list`. Added: `income_growth`, growth of `income_per_head` on the month before (fraction).
    Raises DataError for months outside 2020-01 to 2028-12 and for a file that cannot be used.
    """
    if first_month < FIRST or first_month + months - 1 > LAST or months < 1:
        what = f"months {first_month} to {first_month + months - 1} are not all between 2020-01 and 2028-12."
        raise DataError(what, file=folder, remedy="Choose months for which the paths are defined, or add anchors.")
    wanted = range(first_month, first_month + months)
    anchors = anchor_list(folder)
    paths = {}
    for series in path_list(folder):
        columns = [_filled(series, item, anchors, wanted, folder) for item in ITEMS[series.items]]
        paths[series.name] = np.array(columns[0] if series.items == "" else columns, dtype=np.float64).T
    income = next(series for series in path_list(folder) if series.name == "income_per_head")
    before = np.array(_filled(income, "", anchors, range(first_month - 1, first_month + months - 1), folder))
    paths["income_growth"] = paths["income_per_head"] / before - 1.0
    return paths


def path_list(folder: Path = CITY) -> list[Series]:
    """Names, units, rules and meanings of the paths of a city."""
    file = folder / "paths.csv"
    series = []
    for line, row in rows(file, _PATH_HEADER):
        if row["rule"] not in RULES or row["items"] not in ITEMS:
            what = f"the path {row['path']!r} has the rule {row['rule']!r} and the items {row['items']!r}."
            remedy = f"Rules: {', '.join(RULES)}. Items: empty or sector."
            raise DataError(what, file=file, place=f"line {line}", remedy=remedy)
        neutral = float(row["neutral"]) if row["neutral"] else 0.0
        bounds = float(row["low"]), float(row["high"])
        series.append(Series(row["path"], row["items"], row["unit"], row["rule"], neutral, *bounds, row["meaning"]))
    return series


def anchor_list(folder: Path = CITY) -> list[Anchor]:
    """All anchors in the order of the file: the assumption table of a run is read from here."""
    file = folder / "exogenous.csv"
    anchors = []
    known = {series.name: series for series in path_list(folder)}
    for line, row in rows(file, _ANCHOR_HEADER):
        place, path = f"line {line}", row["path"]
        if path not in known or row["item"] not in ITEMS[known[path].items]:
            what = f"there is no path {path!r} with the item {row['item']!r}."
            raise DataError(what, file=file, place=place, remedy="Declare the path in paths.csv, or mend the name.")
        if row["basis"] not in BASES or row["grade"] not in ("A", "B", "C") or not row["source"]:
            what = f"an anchor of {path!r} does not say what it rests on."
            remedy = "Give basis (statistic or assumption), grade (A, B or C) and source."
            raise DataError(what, file=file, place=place, remedy=remedy)
        try:
            month, value = month_index(row["month"]), float(row["value"])
        except ValueError as error:
            raise DataError(f"{error}.", file=file, place=place, remedy="Months are 2024-11, values numbers.") from None
        if not known[path].low <= value <= known[path].high:
            what = f"{value:g} lies outside the bounds of {path!r}."
            raise DataError(what, file=file, place=place, remedy="Check the unit, or the bounds in paths.csv.")
        anchors.append(Anchor(path, row["item"], month, value, row["basis"], row["grade"], row["source"]))
    return anchors


def _filled(series: Series, item: str, anchors: list[Anchor], wanted: range, folder: Path) -> list[float]:
    points = [(anchor.month, anchor.value) for anchor in anchors if (anchor.path, anchor.item) == (series.name, item)]
    if not points and series.rule != "only":
        what = f"the path {series.name!r} has no anchor."
        raise DataError(what, file=folder / "exogenous.csv", remedy="Add at least one dated value.")
    if any(one[0] >= two[0] for one, two in pairwise(points)):
        what = f"the anchors of {series.name!r} {item} are not in order of time."
        raise DataError(what, file=folder / "exogenous.csv", remedy="Sort them; one value a month.")
    return RULES[series.rule](points, wanted, series.neutral)
