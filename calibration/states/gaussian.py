"""States over months as one normal vector, and what published figures say of it.

Figures cover a month, January and February together, a quarter, a year or a difference of two of them. Each is one row
of weights over the whole vector, so that conditioning is one solve. It gives what a Kalman filter, its smoother and its
simulation smoother give with temporal aggregation (tested against statsmodels), without a state for every lag.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Gaussian:
    """A normal vector.  mean : [k].  cov : [k, k]."""

    mean: Floats
    cov: Floats

    def observe(self, rows: Floats, values: Floats, noise: Floats) -> tuple[Gaussian, float]:
        """The vector given values = rows @ vector + error, and the log density of the values.

        rows : [n, k].  values : [n].  noise : [n], standard deviations of independent errors, > 0.
        """
        if not len(values):
            return self, 0.0
        carried = self.cov @ rows.T
        spread = rows @ carried + np.diag(noise**2)
        root = np.linalg.cholesky(spread)
        surprise = np.linalg.solve(root, values - rows @ self.mean)
        gain = np.linalg.solve(root, carried.T)
        density = -0.5 * float(surprise @ surprise) - float(np.sum(np.log(np.diag(root))))
        density -= 0.5 * len(values) * float(np.log(2.0 * np.pi))
        return Gaussian(self.mean + gain.T @ surprise, self.cov - gain.T @ gain), density

    def through(self, rows: Floats) -> Gaussian:
        """What rows [n, k] take of the vector."""
        return Gaussian(rows @ self.mean, rows @ self.cov @ rows.T)

    def sample(self, luck: np.random.Generator, size: int) -> Floats:
        """Draws [size, k]."""
        values, vectors = np.linalg.eigh((self.cov + self.cov.T) / 2.0)
        factor = vectors * np.sqrt(np.maximum(values, 0.0))
        drawn: Floats = self.mean + luck.standard_normal((size, len(self.mean))) @ factor.T
        return drawn


def joined(*parts: Gaussian) -> Gaussian:
    """Independent parts one after the other."""
    from scipy.linalg import block_diag

    return Gaussian(np.concatenate([part.mean for part in parts]), block_diag(*(part.cov for part in parts)))


def constant(mean: float, sd: float, length: int = 1) -> Gaussian:
    """Independent constants."""
    return Gaussian(np.full(length, mean), np.eye(length) * sd**2)


def autoregression(months: int, phi: float) -> Floats:
    """What shocks of standard deviation 1 make of an AR(1) [month, shock]; the first month is of the stationary
    spread. phi : 0..1, 1 = random walk, whose first month is one shock."""
    apart = np.subtract.outer(np.arange(months), np.arange(months))
    factor = np.where(apart >= 0, phi ** np.maximum(apart, 0), 0.0)
    if phi < 1.0:
        factor[:, 0] /= np.sqrt(1.0 - phi**2)
    return factor


def process(months: int, phi: float, sd: float) -> Gaussian:
    """An AR(1) around 0 by month. sd : of its shocks."""
    factor = autoregression(months, phi) * sd
    return Gaussian(np.zeros(months), factor @ factor.T)


def trend(months: int, level_sd: float, slope_sd: float, slope: float, slope_start_sd: float) -> Gaussian:
    """A local linear trend by month, 0 in the month before the first. level_sd, slope_sd : of monthly shocks to level
    and to slope; slope, slope_start_sd : of the first slope, per month."""
    sums = np.tril(np.ones((months, months)))
    bends = sums @ sums
    ramp = np.arange(1.0, months + 1.0)
    cov = level_sd**2 * sums @ sums.T + slope_sd**2 * bends @ bends.T + slope_start_sd**2 * np.outer(ramp, ramp)
    return Gaussian(slope * ramp, cov)
