"""Does the procedure find what is known? Synthetic cities of known parameters are calibrated like the real one.

Their posteriors rest on the same emulators and errors. They are taken by importance weights on one large sample of the
prior, whose statistics are emulated once, so that many cities cost no more than one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calibration.search.quality import IDENTIFIED, UNIFORM, contraction
from calibration.search.space import space_filling

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from calibration.search.likelihood import Likelihood
    from calibration.search.space import Space

    Matrix = NDArray[np.float64]

CREDIBLE = 0.8
"""Part of the posterior inside the interval whose coverage is counted."""

POOL, CHUNK = 100_000, 2_000
"""Points of the prior that are weighted; points emulated at a time."""

LEAST_EFFECTIVE = 50.0
"""Effective points below which a city's posterior is too thin to be counted."""


@dataclass(frozen=True)
class Recovery:
    """Calibrated synthetic cities.  ranks : share of the posterior below the truth [city, parameter], uniform where the
    procedure is calibrated (simulation-based calibration).  contractions : [city, parameter].  effective : points
    behind each city's posterior [city]; those below LEAST_EFFECTIVE are left out of coverage."""

    ranks: Matrix
    contractions: Matrix
    effective: Matrix

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Cities whose posterior is thick enough."""
        return self.effective >= LEAST_EFFECTIVE

    @property
    def coverage(self) -> Matrix:
        """Part of the cities counted whose truth lies inside the central 80% interval: [parameter]."""
        edge = (1.0 - CREDIBLE) / 2.0
        ranks = self.ranks[self.counted]
        return np.mean((ranks >= edge) & (ranks <= 1.0 - edge), axis=0)


def recover(
    likelihood: Likelihood,
    truths: Matrix,
    statistics: Matrix,
    *,
    seed: int,
    pool: int = POOL,
    shown: Callable[[int, int], None] | None = None,
) -> Recovery:
    """Calibrate synthetic cities. truths : u [city, d].  statistics : of their runs [city, k]; noise of observation and
    of latent states is drawn on top.  pool : points of the prior.  Source: Talts et al., Validating Bayesian inference
    algorithms with simulation-based calibration (2018)."""
    rng = np.random.default_rng(seed)
    points = space_filling(pool, truths.shape[1], seed)
    emulated = []
    for start in range(0, pool, CHUNK):
        emulated.append(likelihood.emulated(points[start : start + CHUNK]))
        if shown:
            shown(min(start + CHUNK, pool), pool)
    root = np.linalg.inv(np.linalg.cholesky(likelihood.whole))
    scaled = np.concatenate(emulated) @ root.T
    noise = np.linalg.cholesky(likelihood.covariance)
    ranks, contractions, effective = [], [], []
    for truth, seen in zip(truths, statistics, strict=True):
        told = root @ (seen + noise @ rng.standard_normal(len(seen)))
        log = -0.5 * ((scaled - told) ** 2).sum(axis=1)
        weight = np.exp(log - log.max())
        weight /= weight.sum()
        mean = weight @ points
        ranks.append(weight @ (points < truth))
        contractions.append(1.0 - np.sqrt(np.maximum(weight @ points**2 - mean**2, 0.0)) / UNIFORM)
        effective.append(1.0 / float((weight**2).sum()))
    return Recovery(np.array(ranks), np.array(contractions), np.array(effective))


def recovery_rows(space: Space, points: Matrix, cities: Recovery) -> list[dict[str, object]]:
    """One row a parameter that the real figures contract (`points` : their posterior, u [n, d]): share of synthetic
    cities whose truth lies inside the 80% interval, the band that the share must keep, and the contraction there."""
    number = int(cities.counted.sum())
    low, high = binomial_band(number) if number else (0.0, 1.0)
    moved = [k for k in np.argsort(-contraction(points)) if contraction(points)[k] >= IDENTIFIED]
    return [
        {
            "parameter": space.names[k], "coverage": float(cities.coverage[k]) if number else np.nan,
            "band_low": low, "band_high": high, "inside": bool(number and low <= cities.coverage[k] <= high),
            "contraction": float(cities.contractions[cities.counted, k].mean()) if number else np.nan,
            "contraction_here": float(contraction(points)[k]), "cities": number, "thin": int((~cities.counted).sum()),
        }
        for k in moved
    ]  # fmt: skip


def binomial_band(number: int, share: float = CREDIBLE, level: float = 0.95) -> tuple[float, float]:
    """Shares inside which a count of `number` independent hits with chance `share` lies with probability `level`."""
    from scipy.stats import binom

    low, high = binom.interval(level, number, share)
    return float(low) / number, float(high) / number
