"""The table of published facts, sim/data/evidence/facts.csv, and the intervals in its words."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.data import DATA
from sim.errors import DataError, UsageError, did_you_mean

FILE = DATA / "evidence" / "facts.csv"

TAGS = ("independent", "input-implied", "fitted", "forecast")
"""independent: nothing in the model was set to it.  input-implied: follows from a number that was plugged in.  fitted:
a parameter was chosen for it.  forecast: judged by held-out forecasts."""

_INTERVAL = re.compile(r"\[(-?[\d.]+), ?(-?[\d.]+)\]|(?<![-\w])> ?(-?[\d.]+)(?![\w.])")


class Bound(NamedTuple):
    """What a figure must lie in, both ends allowed."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Is the value inside? A figure that could not be measured (NaN) is not."""
        return self.low <= value <= self.high

    def __str__(self) -> str:
        if np.isinf(self.high):
            return f"> {self.low:g}"
        return f"< {self.high:g}" if np.isinf(self.low) else f"{self.low:g} to {self.high:g}"


class Fact(NamedTuple):
    """One published fact.  id : as F01.  range : as written.  bounds : the intervals in it, in order.  evidence : SEEN,
    DERIVED or MEMORY."""

    id: str
    title: str
    statistic: str
    range: str
    bounds: tuple[Bound, ...]
    source: str
    evidence: str
    tag: str


def intervals(text: str) -> tuple[Bound, ...]:
    """The intervals `[low, high]` and `> low` in a text, in order."""
    found = []
    for low, high, above in _INTERVAL.findall(text):
        found.append(Bound(float(above), np.inf) if above else Bound(float(low), float(high)))
    return tuple(found)


def read_facts(file: Path = FILE) -> dict[str, Fact]:
    """All facts by id, in the order of the file. Raises DataError for a fact without an id, one told twice, and a tag
    that is none."""
    found: dict[str, Fact] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            name, place = row["fact"][:3], f"row {number}"
            if not re.fullmatch(r"F\d\d", name) or name in found:
                remedy = "Begin each fact with an id of its own, as F01."
                raise DataError(f"'{row['fact']}' has no id of its own.", file=file, place=place, remedy=remedy)
            if row["tag"] not in TAGS:
                what = f"the tag '{row['tag']}' is none."
                raise DataError(what, file=file, place=place, remedy=did_you_mean(row["tag"], TAGS))
            found[name] = Fact(
                name,
                row["fact"][4:],
                row["statistic"],
                row["target_range"],
                intervals(row["target_range"]),
                row["source"],
                row["seen_or_memory"],
                row["tag"],
            )
    return found


def chosen_facts(names: tuple[str, ...] = ()) -> dict[str, Fact]:
    """Facts by id, all where none is named. Raises UsageError for one that is none."""
    known = read_facts()
    for name in names:
        if name.upper() not in known:
            raise UsageError(f"there is no fact '{name}'.", remedy=did_you_mean(name.upper(), tuple(known)))
    wanted = {name.upper() for name in names}
    return {name: fact for name, fact in known.items() if not wanted or name in wanted}
