"""Does the procedure find what is known? Synthetic cities of known parameters are calibrated like the real one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from calibration.search.quality import contraction
from calibration.search.sampling import posterior_sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from calibration.search.likelihood import Likelihood

    Matrix = NDArray[np.float64]

CREDIBLE = 0.8
"""Part of the posterior inside the interval whose coverage is counted."""


@dataclass(frozen=True)
class Recovery:
    """Calibrated synthetic cities.  ranks : share of posterior points below the truth [city, parameter], uniform where
    the procedure is calibrated (simulation-based calibration).  contractions : [city, parameter].  moved : columns."""

    ranks: Matrix
    contractions: Matrix
    moved: tuple[int, ...]

    @property
    def coverage(self) -> Matrix:
        """Part of the cities whose truth lies inside the central 80% interval: [parameter]."""
        edge = (1.0 - CREDIBLE) / 2.0
        return np.mean((self.ranks >= edge) & (self.ranks <= 1.0 - edge), axis=0)


def recover(
    likelihood: Likelihood,
    truths: Matrix,
    statistics: Matrix,
    *,
    steps: int,
    seed: int,
    number: int = 400,
    shown: Callable[[int], None] | None = None,
) -> Recovery:
    """Calibrate synthetic cities. truths : u [city, d].  statistics : of their runs [city, k]; noise of observation and
    of latent states is drawn on top.  Source: Talts et al., Validating Bayesian inference algorithms with
    simulation-based calibration (2018)."""
    rng = np.random.default_rng(seed)
    root = np.linalg.cholesky(likelihood.covariance)
    ranks, contractions = [], []
    moved: tuple[int, ...] = ()
    for city, (truth, seen) in enumerate(zip(truths, statistics, strict=True)):
        told = replace(likelihood, observed=seen + root @ rng.standard_normal(len(seen)))
        sample = posterior_sample(told, truths.shape[1], number, steps=steps, seed=seed + city)
        ranks.append((sample.points < truth).mean(axis=0))
        contractions.append(contraction(sample.points))
        moved = sample.moved
        if shown:
            shown(city + 1)
    return Recovery(np.array(ranks), np.array(contractions), moved)


def binomial_band(number: int, share: float = CREDIBLE, level: float = 0.95) -> tuple[float, float]:
    """Shares inside which a count of `number` independent hits with chance `share` lies with probability `level`."""
    from scipy.stats import binom

    low, high = binom.interval(level, number, share)
    return float(low) / number, float(high) / number
