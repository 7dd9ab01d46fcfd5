"""Intervals of paired differences: Student t, Fieller's for a ratio, and the chance of lying inside a band.

Where pairs belong to several draws of the parameters, those of one draw share them and are not independent: the
interval is then that of the draws' means, with one degree of freedom fewer than there are draws.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Values = NDArray[np.float64]

CONFIDENCE = 0.95


class Interval(NamedTuple):
    """Mean of differences with its standard error and half the width of its interval, each [...]."""

    mean: Values
    error: Values
    half: Values


class Ratio(NamedTuple):
    """A ratio of sums with Fieller's interval. determined : False where the denominator may be zero, and then all is
    NaN."""

    value: float
    low: float
    high: float
    determined: bool


def independent(values: Values, draws: NDArray[np.int64]) -> Values:
    """What can be taken as independent: pairs where there is one draw, else the means of the draws. values : [pair,
    ...].  draws : [pair], which draw each belongs to."""
    names = np.unique(draws)
    return values if len(names) == 1 else np.stack([values[draws == name].mean(axis=0) for name in names])


def paired_interval(differences: Values, draws: NDArray[np.int64], confidence: float = CONFIDENCE) -> Interval:
    """Mean and Student-t interval of paired differences [pair, ...]: mean +- t(n - 1) s / sqrt(n), n pairs or draws.

    All differences the same, as of a scenario that changes nothing, have a half-width of exactly 0. NaN for one alone.
    """
    units = independent(differences, draws)
    n = len(units)
    mean = units.mean(axis=0)
    if n < 2:
        nothing = np.full_like(mean, np.nan)
        return Interval(mean, nothing, nothing)
    same = (units == units[0]).all(axis=0)
    mean = np.where(same, units[0], mean)
    error = np.where(same, 0.0, units.std(axis=0, ddof=1) / np.sqrt(n))
    return Interval(mean, error, error * float(stats.t.ppf(0.5 + confidence / 2, n - 1)))


def unpaired_error(one: Values, other: Values) -> Values:
    """Standard error of the difference of means if runs [pair, ...] shared nothing: sqrt((s1^2 + s2^2) / n)."""
    if len(one) < 2:
        return np.full(one.shape[1:], np.nan)
    error: Values = np.sqrt((one.var(axis=0, ddof=1) + other.var(axis=0, ddof=1)) / len(one))
    return error


def spread_over_draws(differences: Values, draws: NDArray[np.int64]) -> tuple[Values, Values]:
    """Standard deviation of single pairs around their draw's mean, and of draws' means without what that luck adds to
    them (one-way analysis of variance, never below 0). NaN where there are too few of either."""
    names, counts = np.unique(draws, return_counts=True)
    nothing = np.full(differences.shape[1:], np.nan)
    within = nothing
    if len(differences) > len(names):
        squares = sum(((part - part.mean(axis=0)) ** 2).sum(axis=0) for part in _parts(differences, draws))
        within = np.sqrt(squares / (len(differences) - len(names)))
    if len(names) < 2:
        return within, nothing
    means = np.stack([part.mean(axis=0) for part in _parts(differences, draws)])
    luck = np.where(np.isnan(within), 0.0, within) ** 2 / counts.mean()
    return within, np.sqrt(np.maximum(means.var(axis=0, ddof=1) - luck, 0.0))


def _parts(values: Values, draws: NDArray[np.int64]) -> list[Values]:
    return [values[draws == name] for name in np.unique(draws)]


def fieller(above: Values, below: Values, draws: NDArray[np.int64], confidence: float = CONFIDENCE) -> Ratio:
    """Ratio of the sums of two paired differences [pair] with Fieller's interval.

    Not determined where the interval of the denominator covers 0: the ratio may then be anything. Source: Fieller,
    Some problems in interval estimation, Journal of the Royal Statistical Society B 16 (1954).
    """
    unknown = Ratio(np.nan, np.nan, np.nan, determined=False)
    x, y = independent(above, draws), independent(below, draws)
    n = len(x)
    if n < 2 or not (np.isfinite(x).all() and np.isfinite(y).all()) or y.mean() == 0:
        return unknown
    covariance = np.cov(x, y, ddof=1) / n
    t = float(stats.t.ppf(0.5 + confidence / 2, n - 1))
    g = t**2 * covariance[1, 1] / y.mean() ** 2
    if g >= 1:
        return unknown
    value = x.mean() / y.mean()
    slope = covariance[0, 1] / covariance[1, 1] if covariance[1, 1] > 0 else 0.0
    centre = (value - g * slope) / (1 - g)
    inner = covariance[0, 0] - 2 * value * covariance[0, 1] + value**2 * covariance[1, 1]
    inner -= g * (covariance[0, 0] - slope * covariance[0, 1])
    half = t / abs(y.mean()) / (1 - g) * np.sqrt(max(inner, 0.0))
    return Ratio(float(value), float(centre - half), float(centre + half), determined=True)


def chance_inside(values: Values, draws: NDArray[np.int64], band: float) -> float:
    """Chance that one more run lies within +-band of 0, by the Student-t prediction from the runs seen, [pair]. It
    covers luck and, with draws, parameters; never what the model leaves out. NaN where values are."""
    units = independent(values, draws)
    n = len(units)
    if n < 2 or not np.isfinite(units).all():
        return float("nan")
    if (values == values[0]).all():
        return float(abs(values[0]) <= band)
    spread, mean = values.std(ddof=1) * np.sqrt(1 + 1 / n), units.mean()
    inside = stats.t.cdf((band - mean) / spread, n - 1) - stats.t.cdf((-band - mean) / spread, n - 1)
    return float(inside)
