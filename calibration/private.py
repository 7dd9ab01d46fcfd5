"""Figures that are not public: a lender's or an office's own, to re-weight a posterior with, never shown with results.

A private table names operators, not series: each row is a target. `keep_private` checks a user's table and writes it
marked; only a marked table is read. It stays where the user put it, readable by the user alone, never among results.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from calibration.declared import ClosedPeriod, Target, months_of
from calibration.observation import observations
from calibration.operators import OPERATORS
from sim.data.cells import MOST, Day, Decimal, Name, Text, Word
from sim.data.tables import Fault, Row, Rows, Table, rows
from sim.data.units import normal_unit
from sim.errors import DataError, UsageError

MARK = "private"
"""What the column `mark` holds in a table that was checked and may be read."""

SCOPE = "private"

MAY_FALL = ("retail_growth", "consumption_credit_growth", "household_loan_growth", "household_loan_flow",
            "household_short_flow", "household_medium_long_flow")  # fmt: skip
"""Operators whose figures may lie below zero."""


def _row_faults(row: Row) -> Iterator[Fault]:
    observation = observations()[row["operator"]]
    try:
        unit, factor = normal_unit(row["unit"])
    except KeyError:
        yield Fault(
            "unit", f"there is no unit {row['unit']!r:.60}.", "sim/data/units.py lists them: CNY, pct, persons ..."
        )
        return
    if unit != observation.unit:
        what = f"{row['operator']} is measured in {observation.unit}, {row['unit']!r} is {unit}."
        yield Fault("unit", what, "Correct the unit or the operator.")
        return
    value = float(row["value"]) * factor
    if value < 0 and row["operator"] not in MAY_FALL:
        yield Fault("value", f"{row['value']} {row['unit']}: a stock or a share is not negative.", "Correct the sign.")
    elif value == 0 and observation.log:
        yield Fault("value", "the figure is zero, its error is one of logarithms.", "Write a figure above zero.")
    if unit == "fraction" and abs(value) > 2:
        yield Fault("value", f"{row['value']} {row['unit']} cannot be a share.", "Correct the value or the unit.")
    yield from _release_faults(row)


def _release_faults(row: Row) -> Iterator[Fault]:
    known = date.fromisoformat(row["released"])
    if known > datetime.now(UTC).date():
        yield Fault("released", f"{known} is yet to come.", "Write the day on which the figure was known.")
    elif np.datetime64(known, "M") < months_of(row["period"])[1]:
        yield Fault("released", f"{known} lies before the last month of the period.", "Correct the day or the period.")


def _overlaps(found: Rows) -> Iterator[Fault]:
    taken: dict[tuple[str, np.datetime64], int] = {}
    for line, row in found:
        first, last = months_of(row["period"])
        for month in np.arange(first, last + 1):
            before = taken.setdefault((row["operator"], month), line)
            if before != line:
                what = f"{row['operator']} has {month} in line {before} already."
                yield Fault("period", what, "Choose periods that share no month.", line)
                break


PRIVATE_TABLE = Table(
    kind="a private table",
    columns={
        "id": Name(), "operator": Word("operator", tuple(OPERATORS)), "period": ClosedPeriod(),
        "value": Decimal(-MOST, MOST), "unit": Text(), "sd": Decimal(1e-12, MOST, blank=True),
        "released": Day(), "note": Text(blank=True), "mark": Word("mark", (MARK, "")),
    },
    optional=("sd", "note", "mark"),
    key=("id",),
    each=_row_faults,
    whole=_overlaps,
)  # fmt: skip


def keep_private(file: Path, out: Path) -> int:
    """Check a user's private table and write it marked, readable by the user alone; returns how many targets it has.

    Raises DataError that names every mistake; UsageError where `out` exists, lies in a folder of results, or cannot be
    written. Nothing is then written.
    """
    found = rows(file, PRIVATE_TABLE)
    if out.exists():
        raise UsageError(f"{out} exists, and nothing is overwritten.", remedy="Give -o another name.")
    above = out.absolute().parent
    if any((folder / "record.json").is_file() for folder in (above, *above.parents)):
        what = f"{out} lies in a folder of results, which are passed on."
        raise UsageError(what, remedy="Give -o a place of your own.")
    try:
        above.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".private-", dir=above)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(PRIVATE_TABLE.columns), lineterminator="\n")
            writer.writeheader()
            writer.writerows({**row, "mark": MARK} for _, row in found)
        Path(name).rename(out)
    except OSError as problem:
        raise UsageError(f"{out} cannot be written ({problem.strerror}).", remedy="Give -o another place.") from None
    return len(found)


def read_private(file: Path) -> list[Target]:
    """Targets of a marked private table, in its order: split `fit`, scope `private`, no error in common with others.

    Raises DataError for a table that was not marked by `creditsim data import --private`, or names every mistake.
    """
    found = rows(file, PRIVATE_TABLE)
    unmarked = [line for line, row in found if row["mark"] != MARK]
    if unmarked:
        remedy = "Check and mark it first: creditsim data import FILE --private -o OUT.csv."
        raise DataError("the table is not marked as private.", file=file, place=f"line {unmarked[0]}", remedy=remedy)
    return [_target(row) for _, row in found]


def _target(row: Row) -> Target:
    observation = observations()[row["operator"]]
    unit, factor = normal_unit(row["unit"])
    sd = float(row["sd"]) * (1.0 if observation.log else factor) if row["sd"] else 0.0
    return Target(
        id=row["id"],
        title=f"{row['operator']} (private)",
        operator=row["operator"],
        first=months_of(row["period"])[0],
        last=months_of(row["period"])[1],
        period=row["period"],
        value=float(row["value"]) * factor,
        unit=unit,
        grade="A",
        scope=SCOPE,
        source="private",
        remark=row["note"],
        released=np.datetime64(row["released"], "D"),
        split="fit",
        group=observation.group,
        sd=sd or float(np.hypot(observation.own, observation.common)),
        common=0.0,
        log=observation.log,
        moves=observation.moves,
    )
