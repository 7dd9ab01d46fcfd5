"""Answers by a formula in place of the model: what a design and its analysis find where the truth is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.points.evaluate import Answers, Point, Progress

SHARED = 10.0
"""Standard deviation of the luck that base and policy share, and that a paired effect is free of."""


@dataclass(frozen=True)
class ByFormula:
    """An `Evaluate`. effect : values [point, factor] to effects [point, output].  factors, outputs : names.  luck :
    standard deviation of what luck adds to each paired effect; a seed is the same luck at the same values."""

    effect: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    factors: tuple[str, ...]
    outputs: tuple[str, ...]
    luck: float = 0.0

    def __call__(self, points: Sequence[Point], progress: Progress | None = None) -> Answers:
        """Answers at the points; factors that a point does not name are NaN."""
        values = np.array([[point.values.get(name, np.nan) for name in self.factors] for point in points])
        truth = np.asarray(self.effect(values), np.float64)
        own = np.array([[self._own(point, seed) for seed in point.seeds] for point in points])
        shared = np.array([[np.random.default_rng(seed).standard_normal() for seed in point.seeds] for point in points])
        base = 1.0 + SHARED * np.repeat(shared[..., None], len(self.outputs), axis=2)
        if progress:
            progress(len(points), len(points))
        return Answers(self.outputs, base, base + truth[:, None] + self.luck * own)

    def _own(self, point: Point, seed: int) -> NDArray[np.float64]:
        key = np.array([point.values.get(name, 0.0) for name in self.factors]).view(np.uint32)
        return np.random.default_rng([seed, *key.tolist()]).standard_normal(len(self.outputs))
