"""PRIM, the patient rule induction method: a box of few uncertainties in which failures are dense.

Source: Friedman and Fisher, Bump hunting in high-dimensional data, Statistics and Computing 9 (1999); its use for
scenarios: Bryant and Lempert, Technological Forecasting and Social Change 77 (2010), from which the test comes that a
restriction does more than chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEEL = 0.08
"""Part of the futures in the box that a step peels off."""

LEAST = 0.08
"""Part of all futures that a box holds at least."""

CHANCE = 0.05
"""A restriction stays only where one without influence would be as good in less than this part of cases."""


class Box(NamedTuple):
    """low, high : [factor], -inf and inf where nothing is asked.  density : failures in the box, of those in it.
    coverage : failures in the box, of all failures.  mass : futures in the box, of all."""

    low: Values
    high: Values
    density: float
    coverage: float
    mass: float

    @property
    def restricted(self) -> Flags:
        """Factors that the box asks something of, [factor]."""
        return np.isfinite(self.low) | np.isfinite(self.high)


def inside(values: Values, low: Values, high: Values) -> Flags:
    """Futures in a box, [future]. values : [future, factor]."""
    return np.asarray(((values >= low) & (values <= high)).all(axis=1))


def prim(values: Values, fails: Flags, peel: float = PEEL, least: float = LEAST) -> Box:
    """The box of the path of peelings that is best by the harmonic mean of density and coverage, pasted back where that
    gains, without restrictions that chance could give. values : [future, factor].  fails : [future]."""
    boxes = list(_peeled(values, fails, peel, least))
    best = max(boxes, key=lambda box: (_balance(box), box.mass))
    return _without_chance(_pasted(best, values, fails), values, fails)


def several(values: Values, fails: Flags, count: int = 3) -> list[Box]:
    """Up to so many boxes, each found in what the earlier ones leave, until none is denser than all futures. Density,
    coverage and mass are those over all futures."""
    found: list[Box] = []
    left = np.ones(len(values), np.bool_)
    for _ in range(count):
        if fails[left].sum() < 3 or fails[left].all():
            break
        box = prim(values[left], fails[left])
        if not box.restricted.any():
            break
        found.append(_box(box.low, box.high, values, fails))
        left &= ~inside(values, box.low, box.high)
    return found


def _box(low: Values, high: Values, values: Values, fails: Flags) -> Box:
    held = inside(values, low, high)
    hits = int(fails[held].sum())
    return Box(low, high, hits / max(held.sum(), 1), hits / max(fails.sum(), 1), float(held.mean()))


def _balance(box: Box) -> float:
    whole = box.density + box.coverage
    return 2.0 * box.density * box.coverage / whole if whole > 0 else 0.0


def _peeled(values: Values, fails: Flags, peel: float, least: float) -> Iterator[Box]:
    """The whole space, then ever smaller boxes: each step takes off the end of a factor that raises density most for
    what it takes off, so that the few levels of a form are not peeled before their turn."""
    count = values.shape[1]
    low, high = np.full(count, -np.inf), np.full(count, np.inf)
    box = _box(low, high, values, fails)
    yield box
    while True:
        held = values[inside(values, box.low, box.high)]
        steps = [step for factor in range(count) for step in _ends(box, held, factor, peel)]
        smaller = [_box(*step, values, fails) for step in steps]
        smaller = [one for one in smaller if least <= one.mass < box.mass]
        if not smaller or box.density >= 1.0:
            return
        box = max(smaller, key=lambda one: ((one.density - box.density) / (box.mass - one.mass), one.mass))
        yield box


def _ends(box: Box, held: Values, factor: int, peel: float) -> Iterator[tuple[Values, Values]]:
    """Bounds with the lower, and with the upper end of a factor taken off; levels of a form go as a whole."""
    column = np.unique(held[:, factor])
    if len(column) < 2:
        return
    bottom, top = np.quantile(held[:, factor], (peel, 1.0 - peel))
    low, high = box.low.copy(), box.high.copy()
    low[factor] = column[column > bottom][0] if bottom < column[-1] else column[-1]
    high[factor] = column[column < top][-1] if top > column[0] else column[0]
    yield low, box.high
    yield box.low, high


def _pasted(box: Box, values: Values, fails: Flags) -> Box:
    """The box with each bound moved out where density and coverage together gain by it."""
    for factor in np.flatnonzero(box.restricted):
        for end in (0, 1):
            bounds = [box.low, box.high]
            known = np.unique(values[:, factor])
            wider = known[known < box.low[factor]][::-1] if end == 0 else known[known > box.high[factor]]
            for value in [*wider, (-np.inf, np.inf)[end]] if np.isfinite(bounds[end][factor]) else []:
                moved = [bounds[0].copy(), bounds[1].copy()]
                moved[end][factor] = value
                larger = _box(moved[0], moved[1], values, fails)
                if _balance(larger) >= _balance(box):
                    box = larger
    return box


def _without_chance(box: Box, values: Values, fails: Flags) -> Box:
    """The box without restrictions that add no density beyond chance: those failures of the box without the restriction
    that fall into the box, against a binomial draw."""
    dropped = True
    while dropped:
        dropped = False
        for factor in np.flatnonzero(box.restricted):
            low, high = box.low.copy(), box.high.copy()
            low[factor], high[factor] = -np.inf, np.inf
            wider = _box(low, high, values, fails)
            held = int(inside(values, box.low, box.high).sum())
            hits = round(box.density * held)
            if stats.binom.sf(hits - 1, held, wider.density) > CHANCE:
                box, dropped = wider, True
                break
    return box
