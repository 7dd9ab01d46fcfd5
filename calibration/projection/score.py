"""A kept projection against the figures that came after it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from calibration.projection.ids import SILENT
from calibration.skill.scores import CENTRAL, coverage, crps_sample, inside, pit
from sim.data import DATA
from sim.errors import DataError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

HEADER = ("id", "period", "mean", "q10", "q25", "q50", "q75", "q90", "draws")
FIGURES = ("id", "period", "value")

REMEDY = "Give the file projection.csv that `creditsim run SCENARIO --draws K` wrote."


def read_projection(file: Path) -> dict[tuple[str, str], NDArray[np.float64]]:
    """Values of the members by id and period. Raises DataError at the first mistake."""
    found: dict[tuple[str, str], NDArray[np.float64]] = {}
    for line, row in _rows(file, HEADER, REMEDY):
        if row["id"] in SILENT:
            continue
        try:
            values = np.array([float(word) for word in row["draws"].split()])
        except ValueError:
            raise DataError("a draw is no number.", file=file, place=f"line {line}, draws", remedy=REMEDY) from None
        key = (row["id"], row["period"])
        if not len(values) or not np.isfinite(values).all() or key in found:
            what = f"{row['id']} {row['period']} has no draws, or stands here twice."
            raise DataError(what, file=file, place=f"line {line}", remedy=REMEDY)
        found[key] = values
    return found


def read_figures(file: Path) -> dict[tuple[str, str], float]:
    """Published values by id and period, in the unit of the id. Raises DataError at the first mistake."""
    known = [row["id"] for _, row in _rows(DATA / "series_ids.csv", ("id", "meaning", "unit", "definition"), REMEDY)]
    remedy = "Write id,period,value: an id of sim/data/series_ids.csv, a month as 2025-09, a number in the id's unit."
    found: dict[tuple[str, str], float] = {}
    for line, row in _rows(file, FIGURES, remedy):
        place = f"line {line}"
        if row["id"] not in known:
            what = f"there is no series '{row['id'][:60]}'."
            raise DataError(what, file=file, place=f"{place}, id", remedy=did_you_mean(row["id"], known))
        try:
            month = str(np.datetime64(row["period"], "M"))
            value = float(row["value"])
        except ValueError:
            what = f"{row['period'][:20]!r} is no month, or {row['value'][:20]!r} no number."
            raise DataError(what, file=file, place=place, remedy=remedy) from None
        if month != row["period"] or not np.isfinite(value) or (row["id"], month) in found:
            what = f"{row['id']} {row['period'][:20]} is no month, no finite number, or stands here twice."
            raise DataError(what, file=file, place=place, remedy=remedy)
        found[row["id"], month] = value
    return found


def score(projected: dict[tuple[str, str], NDArray[np.float64]], figures: dict[tuple[str, str], float]) -> pd.DataFrame:
    """One row a figure that was projected: value, mean, error, 80% interval, inside, CRPS, PIT; in the id's unit."""
    import pandas as pd

    rows = []
    for key in sorted(projected.keys() & figures.keys()):
        sample, value = projected[key], figures[key]
        rows.append(
            {
                "id": key[0], "period": key[1], "value": value, "mean": float(sample.mean()),
                "error": float(sample.mean()) - value, "q10": float(np.quantile(sample, 0.1)),
                "q90": float(np.quantile(sample, 0.9)), "inside": inside(sample, value),
                "crps": crps_sample(sample, value), "pit": pit(sample, value),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["id", "period", "value", "mean", "error", "q10", "q90", "inside", "crps", "pit"])


def verdict(table: pd.DataFrame) -> str:
    """What the scores say of the 80% intervals, in a sentence."""
    if table.empty:
        return "None of these figures was projected."
    found = coverage(table["inside"].to_numpy())
    wrong = "too narrow" if found.high < CENTRAL else "too wide"
    says = "nothing speaks against their width" if found.passes else f"intervals are {wrong}"
    return (
        f"{int(table['inside'].sum())} of {len(table)} figures lie inside their 80% interval "
        f"(95% band of that share: {found.low:.0%} to {found.high:.0%}): {says}."
    )


def _rows(file: Path, header: tuple[str, ...], remedy: str) -> list[tuple[int, dict[str, str]]]:
    """Lines with their numbers. Raises DataError for another header, another number of cells, or text that is none."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise DataError("the file is no UTF-8 text.", file=file, remedy=remedy) from None
    usual = csv.field_size_limit(2**24)
    try:
        lines = list(csv.reader(text.splitlines()))
    finally:
        csv.field_size_limit(usual)
    if not lines or tuple(lines[0]) != header:
        raise DataError(f"the columns are not {', '.join(header)}.", file=file, place="line 1", remedy=remedy)
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(header):
            what = f"there are {len(line)} cells, not {len(header)}."
            raise DataError(what, file=file, place=f"line {number}", remedy=remedy)
    return [(number, dict(zip(header, line, strict=True))) for number, line in enumerate(lines[1:], start=2)]
