"""What a design asks of the model: pairs of runs at points, base and policy under the same luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Point:
    """A point of a design. values : by factor, those not named stay as they are.  seeds : luck of its pairs."""

    values: dict[str, float] = field(default_factory=dict)
    seeds: tuple[int, ...] = (1,)


@dataclass(frozen=True)
class Answers:
    """What pairs of runs answered. outputs : `retail_total`, or `growth_gap/2026-12` for a month.  base, policy :
    [point, pair, output], NaN where the runs cannot tell or failed."""

    outputs: tuple[str, ...]
    base: NDArray[np.float64]
    policy: NDArray[np.float64]

    @property
    def effect(self) -> NDArray[np.float64]:
        """Policy less base under the same luck, [point, pair, output]."""
        return self.policy - self.base


class Evaluate(Protocol):
    """Runs pairs. Every point has the same number of seeds; answers stand in the order of the points."""

    def __call__(self, points: Sequence[Point], progress: Progress | None = None) -> Answers:
        """Answers at the points. progress : called with runs done and runs in all."""
        ...
