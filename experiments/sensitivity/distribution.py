"""How far a factor moves the whole distribution of an output, not its variance alone: PAWN.

Source: Pianosi and Wagener, Environmental Modelling and Software 108 (2018): median over slices of a factor of the
Kolmogorov-Smirnov distance between the distribution in the slice and the whole one. Columns that have nothing to do
with the output show what chance alone gives: `chance` is the largest of nineteen such columns, so that a factor without
influence lies above it once in twenty.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

DUMMIES = 19
PER_SLICE = 15
MOST_SLICES = 10


class Shift(NamedTuple):
    """median : [factor, output], 0 to 1.  chance : [output], what no influence gives."""

    median: NDArray[np.float64]
    chance: NDArray[np.float64]


def pawn(shares: NDArray[np.float64], means: NDArray[np.float64], seed: int = 1) -> Shift:
    """PAWN of every output. shares : [row, factor], rows drawn independently.  means : [row, output]."""
    from SALib.analyze import pawn as salib

    rows, factors = shares.shape
    dummies = np.random.default_rng(seed).random((rows, DUMMIES))
    columns = np.concatenate([shares, dummies], axis=1)
    names = [str(k) for k in range(columns.shape[1])]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    slices = int(np.clip(rows // PER_SLICE, 2, MOST_SLICES))
    median = np.full((len(names), means.shape[1]), np.nan)
    for k, answers in enumerate(means.T):
        if np.isfinite(answers).all() and np.ptp(answers) > 0:
            median[:, k] = salib.analyze(problem, columns, answers, S=slices)["median"]
    return Shift(median[:factors], median[factors:].max(axis=0))
