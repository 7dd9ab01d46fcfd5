"""Gaussian-process emulators of statistics: each sees the few parameters that move it; the others are its noise.

A statistic is emulated as linear mean + Gaussian process with a squared-exponential kernel over its active parameters.
The nugget holds the luck of a run and all parameters that are not active. Source: Rasmussen and Williams, Gaussian
Processes for Machine Learning (2006), ch. 2 and 5.4.2 (leave-one-out); screening by the lasso.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

MOST_ACTIVE = 12
"""Parameters that one emulator sees at most."""

LEAST_SHARE = 0.003
"""Part of a statistic's variance that a parameter must explain linearly to be active."""


TUNED_ON = 250
"""Runs from which lengths and variances are estimated: their cost grows with the cube; predictions rest on all runs."""


@dataclass(frozen=True)
class Emulator:
    """One statistic as a function of the active parameters.

    active : columns of u.  points : x = 2u - 1 of the runs [n, active].  weights : K^-1 (y - mean) [n].  slope : of the
    linear mean, constant first.  lengths : of the kernel.  signal, nugget : variances.  variance : of a prediction, the
    mean square of the leave-one-out errors.  explained : 1 - that over the variance of the runs (Q2).  surprise : part
    of leave-one-out errors beyond two of their own standard deviations.
    """

    active: tuple[int, ...]
    points: Matrix
    weights: Matrix
    slope: Matrix
    lengths: Matrix
    signal: float
    nugget: float
    variance: float
    explained: float
    surprise: float

    def mean(self, points: Matrix) -> Matrix:
        """Emulated statistic at points u [m, d]: [m]."""
        x = 2.0 * points[:, self.active] - 1.0
        smooth = _linear(x) @ self.slope
        if self.signal == 0.0:
            return smooth
        return smooth + _kernel(x, self.points, self.lengths, self.signal) @ self.weights


def fit_emulator(points: Matrix, values: Matrix, seed: int = 1) -> Emulator:
    """Emulate one statistic. points : u [n, d] of the runs.  values : the statistic [n], finite."""
    x = 2.0 * points - 1.0
    active = active_parameters(x, values)
    chosen = x[:, active]
    design = _linear(chosen)
    slope = np.asarray(np.linalg.lstsq(design, values, rcond=None)[0], dtype=np.float64)
    rest = values - design @ slope
    scale = float(values.std()) or 1.0
    lengths, signal, nugget = _hyperparameters(chosen, rest / scale, seed)
    covariance = _kernel(chosen, chosen, lengths, signal) + nugget * np.eye(len(chosen))
    inverse = np.linalg.inv(covariance)
    weights = inverse @ (rest / scale)
    spread = 1.0 / np.diag(inverse)
    errors = weights * spread
    variance = float(np.mean(errors**2))
    return Emulator(
        tuple(int(column) for column in active), chosen, weights * scale, slope, lengths, signal, nugget,
        variance * scale**2, 1.0 - variance, float(np.mean(np.abs(errors) > 2.0 * np.sqrt(spread))),
    )  # fmt: skip


def active_parameters(x: Matrix, values: Matrix) -> NDArray[np.int64]:
    """Columns that a lasso along the path of least angles keeps, the strongest MOST_ACTIVE of them, in order.

    x : [n, d] in -1..1.  The penalty is chosen by cross-validation. Never empty: the best correlated one stays."""
    from sklearn.linear_model import LassoCV

    spread = float(values.std())
    if spread == 0.0:
        return np.array([0])
    scaled = (values - values.mean()) / spread
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # paths that end before their last penalty
        weight = LassoCV(cv=5, alphas=30, max_iter=3000).fit(x, scaled).coef_
    share = weight**2 * x.var(axis=0)
    order = np.argsort(-share, kind="stable")[:MOST_ACTIVE]
    kept = order[share[order] > LEAST_SHARE]
    if not len(kept):
        kept = np.array([np.argmax(np.abs(scaled @ x))])
    return np.sort(kept)


def _hyperparameters(x: Matrix, values: Matrix, seed: int) -> tuple[Matrix, float, float]:
    """Lengths, signal and nugget variance of largest marginal likelihood, from runs spread evenly over the bank."""
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    d, spread = x.shape[1], np.linspace(0, len(x) - 1, min(len(x), TUNED_ON)).astype(int)
    kernel = ConstantKernel(0.3, (1e-6, 1e2)) * RBF(np.full(d, 2.0), (0.3, 30.0)) + WhiteKernel(0.3, (1e-8, 2.0))
    model = GaussianProcessRegressor(kernel, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a length at its bound means that the statistic is linear in that parameter
        found = model.fit(x[spread], values[spread]).kernel_
    lengths = np.broadcast_to(np.asarray(found.k1.k2.length_scale, dtype=float), (d,)).copy()
    return lengths, float(found.k1.k1.constant_value), float(max(found.k2.noise_level, 1e-8))


def _kernel(a: Matrix, b: Matrix, lengths: Matrix, signal: float) -> Matrix:
    a, b = a / lengths, b / lengths
    square = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :] - 2.0 * a @ b.T
    return signal * np.exp(-0.5 * np.maximum(square, 0.0))


def _linear(x: Matrix) -> Matrix:
    return np.column_stack([np.ones(len(x)), x])
