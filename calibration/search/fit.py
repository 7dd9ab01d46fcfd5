"""The calibration in order: design, runs, emulators, history matching in waves, posterior, and what it is worth.

Everything after the runs is a function of them and of the seed, so that a calibration that was stopped takes its runs
from the store and ends with the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calibration.search.emulator import Emulator, fit_emulator
from calibration.search.likelihood import Likelihood
from calibration.search.sampling import Sample, abc_regression, posterior_sample
from calibration.search.space import Space, space_filling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from calibration.search.statistics import Figures

    Matrix = NDArray[np.float64]

Evaluate = Callable[["Matrix", str], "Matrix"]
"""Points u [n, d] and a name for progress -> statistics of their runs [n, k]: the mean over the shared seeds."""

CUT = 3.0
"""Implausibility beyond which a point is ruled out. Source: Pukelsheim, American Statistician 48 (1994)."""

CANDIDATES = 60_000
"""Points of the prior among which a wave looks for those not ruled out."""

LARGE = 4_000
"""Posterior points behind quantiles and contractions; those that are kept are a part of them."""


@dataclass(frozen=True)
class Settings:
    """Sizes of a calibration.  design : runs of the first wave.  waves : sizes of the later ones.  steps : of each
    walker.  seed : of design and sampling."""

    design: int = 512
    waves: tuple[int, ...] = (192, 192)
    steps: int = 2000
    seed: int = 20241031


@dataclass(frozen=True)
class Fit:
    """What a calibration found.  points, statistics : the bank [n, d], [n, k].  plausible : share of the prior not
    ruled out after each wave.  dropped : runs left out because a statistic was not a number."""

    space: Space
    figures: Figures
    likelihood: Likelihood
    points: Matrix
    statistics: Matrix
    plausible: tuple[float, ...]
    dropped: int
    sample: Sample
    rejection: Matrix


def fit(
    space: Space,
    figures: Figures,
    evaluate: Evaluate,
    *,
    luck: Matrix,
    resident: float,
    settings: Settings,
    shown: Callable[[str, int, int], None] | None = None,
) -> Fit:
    """Calibrate.  luck : covariance of the statistics' mean over the shared seeds [k, k].  resident : share of
    residents in retail sales at the centre.  shown : called with stage, done and of how many."""
    covariance = figures.covariance(resident)
    points = space_filling(settings.design, space.size, settings.seed)
    points[0] = 0.5
    statistics = evaluate(points, "design")
    plausible: list[float] = []
    for number, size in enumerate((*settings.waves, 0)):
        kept = np.isfinite(statistics).all(axis=1)
        emulators = emulated(points[kept], statistics[kept], settings.seed, shown)
        likelihood = Likelihood(figures.observed, covariance, luck, emulators)
        candidates = space_filling(CANDIDATES, space.size, settings.seed + 1 + number)
        distance = likelihood.implausibility(candidates)
        plausible.append(float(np.mean(distance < CUT)))
        if size:
            more = candidates[np.argsort(np.where(distance < CUT, 0.0, distance), kind="stable")[:size]]
            points = np.concatenate([points, more])
            statistics = np.concatenate([statistics, evaluate(more, f"wave {number + 1}")])
    bar = (lambda step: shown("posterior", step, settings.steps)) if shown else None
    sample = posterior_sample(likelihood, space.size, LARGE, steps=settings.steps, seed=settings.seed, shown=bar)
    root = np.asarray(np.linalg.cholesky(covariance + luck), dtype=np.float64)
    rejection = abc_regression(points[kept], statistics[kept], figures.observed, root, settings.seed)
    return Fit(space, figures, likelihood, points, statistics, tuple(plausible), int((~kept).sum()), sample, rejection)


def emulated(
    points: Matrix, statistics: Matrix, seed: int, shown: Callable[[str, int, int], None] | None = None
) -> tuple[Emulator, ...]:
    """One emulator a statistic. points : u [n, d].  statistics : [n, k]."""
    found = []
    for k in range(statistics.shape[1]):
        found.append(fit_emulator(points, statistics[:, k], seed))
        if shown:
            shown("emulators", k + 1, statistics.shape[1])
    return tuple(found)
