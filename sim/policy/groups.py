"""Groups: the rows of every term. A block of households lies in one group, so a term is a scalar inside it.

group = starting segment x quintile of starting permanent income x resident status x trial arm. It is fixed for a run
(an assumption: what changes over life is a column, and turnover keeps the mix of groups).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.policy.vocabulary import QUINTILES, SEGMENTS

MOST_GROUPS = len(SEGMENTS) * QUINTILES * 2 * 4
"""Groups of a run with two trials: books have room for so many."""


class Groups(NamedTuple):
    """Columns over groups. segment: index into SEGMENTS; quintile: 0..4; resident: 1 with local hukou; arm: bit k is
    set where the household lies in trial k."""

    segment: NDArray[np.int64]
    quintile: NDArray[np.int64]
    resident: NDArray[np.int64]
    arm: NDArray[np.int64]


def group_table(trials: int = 0) -> Groups:
    """All groups of a run with so many trials (0, 1 or 2), in the order of their index."""
    shape = (len(SEGMENTS), QUINTILES, 2, 2**trials)
    return Groups(*(axis.ravel() for axis in np.indices(shape)))


def group_index(segment: int, quintile: int, resident: int, arm: int = 0, arms: int = 1) -> int:
    """Index of a group in `group_table` with that many arms."""
    return ((segment * QUINTILES + quintile) * 2 + resident) * arms + arm
