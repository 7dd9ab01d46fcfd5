"""Measure where the stocks of a city settle and write the responses: `sim/population/settled.csv`.

python -m calibration.opening [--draws N] [--households N] [--rounds N] [--first N] [-o FILE]: each round measures draws
of the priors with the responses found so far and adds what is left. Some hours of a core at the usual size.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from calibration.opening.responses import Response, places, response
from calibration.opening.stocks import gaps
from sim.build import forget_populations
from sim.population.settled import FILE, forget, terms

CENTRAL_TIMES = 30
"""Households at the centre over those of a draw."""

THREADS = 2

WORTH_KEEPING = 0.05
"""Least part of the variance held out that a response explains; below, it is left out."""

SPREAD, LEAST_MOVE = 0.2, 0.0015
"""Standard deviation of a place in its prior, about; terms that move a stock by fewer log points are left out."""

HEADER = ("marginal", "category", "parameter", "times", "coefficient", "explained")


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit code."""
    options = _parser().parse_args(words)
    for number in range(options.rounds):
        first = options.first + number * options.draws
        found = measured(range(first, first + options.draws), options.households)
        write(found, options.output)
        forget()
        forget_populations()
    return 0


def measured(draws: Sequence[int], households: int) -> dict[str, Response]:
    """The response of every stock: gaps of these draws over that of the centre."""
    centre = gaps(None, CENTRAL_TIMES * households, 1)
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda draw: gaps(draw, households, draw), draws))
    at = places(draws)
    return {name: response(at, np.array([one[name] for one in found]) - centre[name]) for name in centre}


def write(found: dict[str, Response], file: Path = FILE) -> None:
    """Add responses to those of the table that is in use, and write it."""
    total = {(t.name, t.parameter, t.times): t.coefficient for t in terms()}
    explained: dict[str, float] = {}
    for name, one in found.items():
        explained[name] = one.explained
        if one.explained < WORTH_KEEPING:
            continue
        for (parameter, times), value in one.terms.items():
            key = (name, parameter, times)
            total[key] = total.get(key, 0.0) + value
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        for (name, parameter, times), value in total.items():
            marginal, _, category = name.partition(":")
            if abs(value) * (SPREAD if not times else SPREAD**2) >= LEAST_MOVE:
                writer.writerow((marginal, category, parameter, times, f"{value:.4f}", f"{explained.get(name, 0):.2f}"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m calibration.opening", description="Where stocks settle.")
    parser.add_argument("--draws", type=int, default=1200, help="draws of the priors a round")
    parser.add_argument("--households", type=int, default=6000, help="of a draw's sample")
    parser.add_argument("--rounds", type=int, default=2, help="each from what the one before left")
    parser.add_argument("--first", type=int, default=2000, help="first draw: others than those of the evidence")
    parser.add_argument("-o", "--output", type=Path, default=FILE, help="the table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
