"""How far a run may lie from the published figures: errors of observation, of latent states, of emulators and of luck.

Statistics are compared on the scale on which their errors are stated: logarithms of levels and ratios, plain growth
rates. Errors that figures share (the city's ratio against the country's, the base of a series, demand and outside
buyers that no parameter explains) are off the diagonal: ten figures with one shared error do not count ten times.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from calibration.search.emulator import Emulator

    Matrix = NDArray[np.float64]

WORST_BUT = 3
"""Statistic whose implausibility decides: the third largest, so that no single figure rules a parameter set out."""


@dataclass(frozen=True)
class Likelihood:
    """Gaussian likelihood of statistics y(u) given by emulators.

    observed : [k].  covariance : of observation and latent states [k, k].  luck : covariance of the mean over the seeds
    that all runs share [k, k].  emulators : one a statistic.
    """

    observed: Matrix
    covariance: Matrix
    luck: Matrix
    emulators: tuple[Emulator, ...]

    @cached_property
    def whole(self) -> Matrix:
        """Covariance of observed less emulated statistics [k, k]."""
        return self.covariance + self.luck + np.diag([one.variance for one in self.emulators])

    @cached_property
    def _root(self) -> Matrix:
        return np.linalg.inv(np.linalg.cholesky(self.whole))

    def emulated(self, points: Matrix) -> Matrix:
        """Statistics at points u [m, d]: [m, k]."""
        return np.column_stack([one.mean(points) for one in self.emulators])

    def log(self, points: Matrix) -> Matrix:
        """Log-likelihood at points u [m, d] up to a constant: [m]."""
        scaled = (self.observed - self.emulated(points)) @ self._root.T
        return -0.5 * (scaled**2).sum(axis=1)

    def implausibility(self, points: Matrix) -> Matrix:
        """The third largest distance of a statistic in standard deviations at points u: [m]. Source: Vernon, Goldstein
        and Bower, Bayesian Analysis 5 (2010)."""
        distance = np.abs(self.observed - self.emulated(points)) / np.sqrt(np.diag(self.whole))
        return np.sort(distance, axis=1)[:, -min(WORST_BUT, distance.shape[1])]


def chi_square(observed: Matrix, model: Matrix, covariance: Matrix) -> float:
    """Squared distance of a group of figures over their number, in units of their joint covariance: about 1 where the
    errors are as large as stated."""
    gap = observed - model
    return float(gap @ np.linalg.solve(covariance, gap)) / len(gap)
