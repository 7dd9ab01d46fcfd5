"""Sobol indices of all outputs in one pass: first order, total and second order, with the variance of luck taken out.

First and second order by Saltelli, total by Jansen, as in SALib: Saltelli et al., Computer Physics Communications 181
(2010) and 145 (2002); Jansen, ibid. 117 (1999). A row's answer is a mean over pairs, and what luck leaves in it adds to
the total variance and to Jansen's squared differences, never to products of different rows, whose luck is their own:
it is estimated from the pairs and subtracted from both. Intervals: bootstrap of base points, the same resamples for all
outputs, 2.5 to 97.5 per cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.sensitivity.designs import Design, Responses, refuse_disorder

Values = NDArray[np.float64]

CHUNK = 64
"""Outputs looked at together: bounds the memory."""

RESAMPLES = 400


class Indices(NamedTuple):
    """Estimates by factor, or couple of factors, and output. value, low, high : first, total [factor, output], second
    [factor, factor, output] (upper triangle, else NaN). NaN where luck explains all that varies."""

    first: tuple[Values, Values, Values]
    total: tuple[Values, Values, Values]
    second: tuple[Values, Values, Values]
    variance: Values
    """Of the answers without luck [output], in the output's unit squared; 0 where luck explains all."""
    noise_share: Values
    """Part of the variance of the answers that is luck [output]; NaN where there was one pair a row."""


class _Rows(NamedTuple):
    """Answers, or variances of luck, at rows A, AB, BA and B: [base point, output], [base point, factor, output]."""

    a: Values
    ab: Values
    ba: Values
    b: Values


def sobol_indices(design: Design, responses: Responses, resamples: int = RESAMPLES, seed: int = 1) -> Indices:
    """Indices of every output. Raises ResultError where rows and answers are not in the design's order."""
    refuse_disorder(design, responses)
    count = design.base
    weights = _weights(count, resamples, seed)
    outputs = responses.means.shape[1]
    parts = []
    for start in range(0, outputs, CHUNK):
        chosen = slice(start, start + CHUNK)
        means = responses.means[:, chosen]
        noise = None if responses.noise is None else _rows(responses.noise[:, chosen], design)
        parts.append(_estimates(_rows(means - means.mean(axis=0), design), noise, weights))
    first, total, second = (_joined([part[k] for part in parts]) for k in range(3))
    variance, share = (np.concatenate([part[k] for part in parts]) for k in (3, 4))
    return Indices(first, total, second, variance, share)


def by_size(design: Design, responses: Responses, sizes: Sequence[int]) -> tuple[Values, Values]:
    """First and total indices from the first base points alone, [size, factor, output]: do they settle?"""
    refuse_disorder(design, responses)
    per = len(design.shares) // design.base
    found = []
    for size in sizes:
        means = responses.means[: size * per]
        noise = None if responses.noise is None else _rows(responses.noise[: size * per], design)
        found.append(_estimates(_rows(means - means.mean(axis=0), design), noise, _weights(size, 0, 1)))
    return np.stack([one[0][0] for one in found]), np.stack([one[1][0] for one in found])


def _weights(count: int, resamples: int, seed: int) -> Values:
    """Weights of the base points, the plain mean first, then resamples: [1 + resample, base point]."""
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1.0 / count), size=resamples)
    return np.concatenate([np.full((1, count), 1.0), drawn]) / count


def _rows(table: Values, design: Design) -> _Rows:
    k = len(design.factors)
    blocks = table.reshape(-1, 2 * k + 2, table.shape[1])
    return _Rows(blocks[:, 0], blocks[:, 1 : k + 1], blocks[:, k + 1 : 2 * k + 1], blocks[:, -1])


def _estimates(y: _Rows, noise: _Rows | None, weights: Values) -> tuple[Values, Values, Values, Values, Values]:
    """First and total [1 + resample, factor, output], second [.., factor, factor, output], variance, share of luck."""

    def mean(terms: Values) -> Values:
        flat = weights @ terms.reshape(len(terms), -1)
        return flat.reshape(len(weights), *terms.shape[1:])

    plain = 0.5 * mean(y.a**2 + y.b**2) - (0.5 * mean(y.a + y.b)) ** 2
    luck = np.zeros_like(plain) if noise is None else 0.5 * mean(noise.a + noise.b)
    variance = plain - luck
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.where(variance > 1e-12 * plain, variance, np.nan)[:, None]
        share = np.full(plain.shape[1], np.nan) if noise is None else luck[0] / plain[0]
    jump = mean((y.a[:, None] - y.ab) ** 2)
    if noise is not None:
        jump = jump - mean(noise.a[:, None] + noise.ab)
    first, total = mean(y.b[:, None] * (y.ab - y.a[:, None])) / whole, 0.5 * jump / whole
    second = np.full((len(weights), y.ab.shape[1], y.ab.shape[1], y.a.shape[1]), np.nan)
    product = y.a * y.b
    for j in range(y.ab.shape[1] - 1):
        both = mean(y.ba[:, j : j + 1] * y.ab[:, j + 1 :] - product[:, None]) / whole
        second[:, j, j + 1 :] = both - first[:, j : j + 1] - first[:, j + 1 :]
    return first, total, second, np.maximum(variance[0], 0.0), share


def _joined(parts: list[Values]) -> tuple[Values, Values, Values]:
    """Value with interval over all outputs, from estimates with their resamples first."""
    together = np.concatenate(parts, axis=-1)
    value, resampled = together[0], together[1:]
    if not len(resampled):
        nothing = np.full_like(value, np.nan)
        return value, nothing, nothing
    low, high = _middle(resampled)
    return value, low, high


def _middle(resampled: Values) -> tuple[Values, Values]:
    """2.5 and 97.5 per cent over the first axis; NaN where a resample cannot tell."""
    ordered = np.sort(resampled, axis=0)
    places = [min(round(share * (len(ordered) - 1)), len(ordered) - 1) for share in (0.025, 0.975)]
    untold = np.isnan(resampled).any(axis=0)
    low, high = (np.where(untold, np.nan, ordered[place]) for place in places)
    return low, high
