"""Calibrated parameter sets: a CSV file with one row a draw and one column a parameter, the medoid first."""

from __future__ import annotations

import csv
from contextlib import suppress
from typing import TYPE_CHECKING

from sim.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Fault = Callable[[str, float], tuple[str, str] | None]

REMEDY = (
    "Write the file anew with `creditsim calibrate`, or remove it: runs then take their parameters from the priors."
)


def read_posterior(file: Path, fault: Fault) -> tuple[dict[str, float], ...]:
    """Parameter sets of a posterior, name to value; parameters that were not calibrated are absent.

    fault : what is wrong with a name and value, if anything. Raises DataError at the first mistake."""
    with file.open(encoding="utf-8", newline="", errors="replace") as stream:
        header, *lines = list(csv.reader(stream)) or [[]]
    if not lines or len(set(header)) < len(header):
        raise DataError("the posterior has no draws, or a parameter twice.", file=file, remedy=REMEDY)
    draws: list[dict[str, float]] = []
    for number, line in enumerate(lines, start=2):
        if len(line) != len(header):
            what = f"there are {len(line)} cells for {len(header)} parameters."
            raise DataError(what, file=file, place=f"line {number}", remedy=REMEDY)
        draws.append({name: _number(cell) for name, cell in zip(header, line, strict=True)})
        for name, value in draws[-1].items():
            if found := fault(name, value):
                raise DataError(found[0], file=file, place=f"line {number}, {name}", remedy=REMEDY)
    return tuple(draws)


def _number(text: str) -> float:
    """The number that is written, NaN where none is: no parameter may be that."""
    with suppress(ValueError):
        return float(text)
    return float("nan")
