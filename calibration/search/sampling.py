"""The posterior on the emulators' likelihood, and a cross-check on the bank of runs that needs no emulator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from calibration.search.likelihood import Likelihood

    Matrix = NDArray[np.float64]

ACCEPTED = 0.25
"""Part of the bank that the cross-check keeps."""


@dataclass(frozen=True)
class Sample:
    """Points u [n, d] of a posterior.  moved : columns that were sampled; the others are of the prior.  acceptance :
    mean acceptance of the chains.  autocorrelation : longest integrated time in steps.  steps : of each walker."""

    points: Matrix
    moved: tuple[int, ...]
    acceptance: float
    autocorrelation: float
    steps: int


def posterior_sample(
    likelihood: Likelihood, size: int, number: int, *, steps: int, seed: int, shown: Callable[[int], None] | None = None
) -> Sample:
    """Sample the posterior: walkers move the parameters that some emulator sees, under moves by differential evolution;
    all other parameters are drawn from their prior, which is their posterior.

    size : number d of free parameters.  number : points wanted.  steps : of each walker, the first half is dropped.
    The prior is uniform in u; walkers live in standard normal scores, where it is a standard normal.
    Source: emcee, Foreman-Mackey et al., PASP 125 (2013); ter Braak and Vrugt, Statistics and Computing 18 (2008).
    """
    import emcee
    from scipy.special import ndtr

    moved = tuple(sorted({column for one in likelihood.emulators for column in one.active}))
    walkers = 2 * max(2 * len(moved), 50)
    middle = np.full((1, size), 0.5)

    def log_posterior(scores: Matrix) -> Matrix:
        points = np.repeat(middle, len(scores), axis=0)
        points[:, moved] = ndtr(scores)
        return likelihood.log(points) - 0.5 * (scores**2).sum(axis=1)

    rng = np.random.default_rng(seed)
    moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.DEMove(gamma0=1.0), 0.1), (emcee.moves.DESnookerMove(), 0.2)]
    sampler = emcee.EnsembleSampler(walkers, len(moved), log_posterior, vectorize=True, moves=moves)
    sampler.random_state = np.random.RandomState(seed).get_state()
    start = 0.5 * rng.standard_normal((walkers, len(moved)))
    for step, _ in enumerate(sampler.sample(start, iterations=steps), start=1):
        if shown:
            shown(step)
    chain = sampler.get_chain(discard=steps // 2)
    time = float(np.max(emcee.autocorr.integrated_time(chain, quiet=True, tol=0)))
    flat = chain.reshape(-1, len(moved))
    kept = flat[rng.choice(len(flat), number, replace=number > len(flat))]
    points = rng.uniform(1e-6, 1 - 1e-6, (number, size))
    points[:, moved] = np.clip(ndtr(kept), 1e-6, 1 - 1e-6)
    return Sample(points, moved, float(np.mean(sampler.acceptance_fraction)), time, steps)


def thinned(sample: Sample, number: int, seed: int) -> Matrix:
    """So many points of a sample, drawn without putting back: [number, d]."""
    rng = np.random.default_rng(seed)
    return np.asarray(sample.points[rng.choice(len(sample.points), number, replace=False)])


def abc_regression(points: Matrix, statistics: Matrix, observed: Matrix, spread: Matrix, seed: int) -> Matrix:
    """Posterior points by rejection and local linear regression on the runs themselves: no emulator, no Gaussian error.

    points : u [n, d].  statistics : of the runs [n, k], with noise of observation drawn on top.  observed : [k].
    spread : Cholesky factor of the covariance of the errors [k, k].  Returns adjusted points [kept, d].
    Source: Beaumont, Zhang and Balding, Genetics 162 (2002).
    """
    from scipy.special import ndtr, ndtri
    from sklearn.linear_model import Ridge

    rng = np.random.default_rng(seed)
    noisy = statistics + rng.standard_normal(statistics.shape) @ spread.T
    scale = noisy.std(axis=0)
    gaps = (noisy - observed) / np.where(scale > 0, scale, 1.0)
    distance = np.sqrt((gaps**2).sum(axis=1))
    near = np.argsort(distance, kind="stable")[: max(int(len(points) * ACCEPTED), 20)]
    weight = 1.0 - (distance[near] / distance[near].max()) ** 2
    scores = ndtri(np.clip(points[near], 1e-6, 1 - 1e-6))
    slope = Ridge(alpha=len(near) * 0.1).fit(gaps[near], scores, sample_weight=weight + 1e-3).coef_
    adjusted = ndtr(scores - gaps[near] @ np.atleast_2d(slope).T)
    return np.asarray(adjusted[rng.choice(len(near), len(near), p=(weight + 1e-9) / (weight + 1e-9).sum())])
