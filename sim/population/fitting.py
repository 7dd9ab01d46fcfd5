"""Tables that agree with published margins, and whole households that agree with tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import kernel
from sim.errors import DataError

Table = NDArray[np.float64]
Target = tuple[tuple[int, ...], Table]
"""The axes of a table that a margin speaks about, ascending, and the margin itself."""


def reconciled(targets: Sequence[Target]) -> list[Target]:
    """The same margins scaled to one total, that of the first: rounded percentages rarely agree with each other."""
    total = targets[0][1].sum()
    return [(axes, margin * (total / margin.sum())) for axes, margin in targets]


def fit(pattern: Table, targets: Sequence[Target], tolerance: float = 1e-12, rounds: int = 2000) -> Table:
    """Table nearest to a pattern (least relative entropy) that has these margins: iterative proportional fitting.

    pattern : associations between the axes, >= 0; a zero stays a zero.  Source: Deming and Stephan (1940).
    """
    targets = reconciled(targets)
    table = pattern * (targets[0][1].sum() / pattern.sum())
    for _ in range(rounds):
        error = 0.0
        for axes, margin in targets:
            others = tuple(axis for axis in range(table.ndim) if axis not in axes)
            now = table.sum(axis=others)
            error = max(error, float(np.abs(now - margin).max()))
            factor = np.divide(margin, now, out=np.zeros_like(now), where=now > 0)
            table = table * np.expand_dims(factor, others)
        if error <= tolerance * table.sum():
            return table
    raise DataError(
        f"the margins cannot be met: the largest gap is still {error:.2e} after {rounds} rounds.",
        remedy="Look for a category that has a target but no cell in the pattern, or margins that contradict.",
    )


@kernel
def _take_turns(order, shares, counts):
    groups = shares.shape[0]
    claims = shares.copy()
    for k in range(order.shape[0]):
        best = 0
        for g in range(1, groups):
            if claims[g] > claims[best]:
                best = g
        order[k] = best
        counts[best] += 1
        claims[best] = shares[best] / np.float64(2 * counts[best] + 1)


def in_turn(shares: Table, households: int) -> NDArray[np.uint8]:
    """Group of household 0, 1, 2, ...: after every one of them the counts are the shares in whole numbers.

    Webster's rule (Sainte-Laguë): the next household goes where share / (2 count + 1) is largest, the first of equals.
    A longer list begins with the shorter one, so a larger sample moves nobody to another group.
    """
    order = np.empty(households, np.uint8)
    fixed = np.round(shares / shares.sum(), 12)
    _take_turns(order, fixed, np.zeros(len(fixed), np.int64))
    return order
