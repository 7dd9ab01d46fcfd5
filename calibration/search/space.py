"""The unit cube of free parameters: a point in it is a parameter set through the inverse CDFs of the priors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import UsageError, did_you_mean
from sim.parameters import Parameter, parameters, quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TABLE = 257
"""Points at which an inverse CDF is tabulated for whole samples; single parameter sets are computed exactly."""


@dataclass(frozen=True)
class Space:
    """Free parameters in a fixed order. A point u in (0, 1)^d has independent uniform coordinates under the prior."""

    names: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of free parameters d."""
        return len(self.names)

    @cached_property
    def priors(self) -> tuple[Parameter, ...]:
        """Priors of the free parameters, in order."""
        known = parameters()
        return tuple(known[name] for name in self.names)

    def values(self, point: NDArray[np.float64]) -> dict[str, float]:
        """Parameter set of one point u [d]: name to value in its unit, six significant digits as all draws have."""
        pairs = zip(self.priors, point, strict=True)
        return {prior.name: float(f"{quantile(prior, float(share)):.6g}") for prior, share in pairs}

    def columns(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of many points u [n, d] in the parameters' units [n, d], by interpolation in a table of each inverse
        CDF: for summaries, never for runs."""
        shares = np.linspace(0.0, 1.0, TABLE)[1:-1]
        tables = [np.array([quantile(prior, float(share)) for share in shares]) for prior in self.priors]
        return np.column_stack(
            [np.interp(column, shares, table) for column, table in zip(points.T, tables, strict=True)]
        )

    def index(self, name: str) -> int:
        """Column of a parameter. Raises UsageError where it is not free."""
        if name not in self.names:
            raise UsageError(f"'{name}' is no free parameter.", remedy=did_you_mean(name, self.names))
        return self.names.index(name)


def whole_space(only: Sequence[str] | None = None) -> Space:
    """All parameters that have a prior with some width, or those that are named. Raises UsageError."""
    free = tuple(p.name for p in parameters().values() if p.distribution != "fixed" and p.low < p.high)
    for name in only or ():
        if name not in free:
            raise UsageError(f"there is no free parameter '{name}'.", remedy=did_you_mean(name, free))
    return Space(tuple(name for name in free if only is None or name in only))


def space_filling(number: int, size: int, seed: int) -> NDArray[np.float64]:
    """Points u [number, size] of a scrambled Sobol sequence, never on an edge. Source: Owen, SIAM J. Numer. Anal. 34
    (1997)."""
    from scipy.stats import qmc

    exponent = max(int(np.ceil(np.log2(max(number, 1)))), 0)
    points = qmc.Sobol(size, scramble=True, rng=np.random.default_rng(seed)).random_base2(exponent)[:number]
    return np.clip(points, 1e-6, 1.0 - 1e-6)
