"""A Gaussian process in place of the model, its error on points that it has not seen, and indices through it.

Source: Rasmussen and Williams, Gaussian Processes for Machine Learning (2006); Matern 5/2 kernel with a length a factor
(scikit-learn). Q2 = 1 - mean squared error over variance, by 5-fold cross-validation, each fold fitted anew: 1 = every
unseen answer is met, 0 = no better than the mean. Luck in the answers keeps it below 1. Indices through an emulator are
worth no more than its Q2, which therefore stands beside each.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.sensitivity.designs import design_of, responses_of
from experiments.sensitivity.sobol import sobol_indices

if TYPE_CHECKING:
    from sklearn.gaussian_process import GaussianProcessRegressor

Values = NDArray[np.float64]

FOLDS = 5
BASE = 2048
"""Base points at which the emulator is asked."""

MOST_ROWS = 800
"""Rows that are learnt from: the time grows with their cube."""


class Emulated(NamedTuple):
    """first, total : [factor, output], NaN where the answers do not vary.  q2 : [output]."""

    first: Values
    total: Values
    q2: Values


def emulated(shares: Values, means: Values, factors: Sequence[str], base: int = BASE) -> Emulated:
    """Indices through an emulator of each output. shares : [row, factor].  means : [row, output]."""
    rows = np.random.default_rng(1).permutation(len(shares))[:MOST_ROWS]
    design = design_of("sobol", factors, base)
    first, total = (np.full((len(factors), means.shape[1]), np.nan) for _ in range(2))
    q2 = np.full(means.shape[1], np.nan)
    for k, answers in enumerate(means.T):
        if not np.isfinite(answers).all() or np.ptp(answers) == 0:
            continue
        x, y = shares[rows], answers[rows]
        q2[k] = _q2(x, y)
        told = responses_of(design, ["emulated"], _fitted(x, y).predict(design.shares)[:, None, None])
        found = sobol_indices(design, told, resamples=0)
        first[:, k], total[:, k] = found.first[0][:, 0], found.total[0][:, 0]
    return Emulated(first, total, q2)


def _fitted(x: Values, y: Values) -> GaussianProcessRegressor:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor, kernels

    lengths = np.ones(x.shape[1])
    kernel = kernels.ConstantKernel(1.0, (1e-2, 1e3)) * kernels.Matern(lengths, (0.05, 50.0), nu=2.5)
    kernel = kernel + kernels.WhiteKernel(0.05, (1e-6, 1.0))
    process = GaussianProcessRegressor(kernel, normalize_y=True, random_state=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound: the factor does not matter
        return process.fit(x, y)


def _q2(x: Values, y: Values) -> float:
    fold = np.arange(len(x)) % FOLDS
    missed = np.empty(len(x))
    for one in range(FOLDS):
        unseen = fold == one
        missed[unseen] = y[unseen] - _fitted(x[~unseen], y[~unseen]).predict(x[unseen])
    return float(1.0 - np.mean(missed**2) / y.var())
