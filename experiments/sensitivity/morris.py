"""Morris screening of all outputs in one pass: mean, mean size and spread of elementary effects.

Source: Morris, Technometrics 33 (1991); Campolongo, Cariboni and Saltelli, Environmental Modelling and Software 22
(2007). Luck makes elementary effects where there are none: `floor` is the mean size that luck alone would give them,
and a factor is worth keeping only where the interval of its mean size lies above it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.sensitivity.designs import Design, Responses, refuse_disorder

Values = NDArray[np.float64]


class Screening(NamedTuple):
    """By factor and output, in the output's unit over the whole range of the factor. mean, size (mean of absolute
    values), low, high (95% of size, bootstrap of trajectories), spread (luck taken out), floor (size by luck alone)."""

    mean: Values
    size: Values
    low: Values
    high: Values
    spread: Values
    floor: Values


def screening(design: Design, responses: Responses, resamples: int = 400, seed: int = 1) -> Screening:
    """Elementary effects of every output. Raises ResultError where rows and answers are not in the design's order."""
    refuse_disorder(design, responses)
    effects, luck = _elementary(design, responses)
    trajectories = len(effects)
    sizes = np.abs(effects)
    drawn = np.random.default_rng(seed).integers(trajectories, size=(resamples, trajectories))
    resampled = np.stack([sizes[rows].mean(axis=0) for rows in drawn])
    low, high = np.quantile(resampled, (0.025, 0.975), axis=0)
    noise = np.zeros(effects.shape[1:]) if luck is None else luck.mean(axis=0)
    spread = np.sqrt(np.maximum(effects.var(axis=0, ddof=1) - noise, 0.0))
    floor = np.full(noise.shape, np.nan) if luck is None else np.sqrt(2.0 / np.pi * noise)
    return Screening(effects.mean(axis=0), sizes.mean(axis=0), low, high, spread, floor)


def _elementary(design: Design, responses: Responses) -> tuple[Values, Values | None]:
    """Elementary effects [trajectory, factor, output], and the variance that luck gives them."""
    k = len(design.factors)
    shares = design.shares.reshape(-1, k + 1, k)
    steps = np.diff(shares, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[..., None], axis=2)
    places = np.argsort(moved, axis=1)[..., None]
    jumps = np.diff(responses.means.reshape(*shares.shape[:2], -1), axis=1) / size
    effects = np.take_along_axis(jumps, places, axis=1)
    if responses.noise is None:
        return effects, None
    noise = responses.noise.reshape(*shares.shape[:2], -1)
    return effects, np.take_along_axis((noise[:, 1:] + noise[:, :-1]) / size**2, places, axis=1)
