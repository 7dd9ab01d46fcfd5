"""Scores of forecasts that are given as samples, one outcome each; lower is better for CRPS, RMSE and |bias|.

Errors of forecasts ahead from neighbouring origins overlap, so that n outcomes are worth fewer. No test of who is
better is made below `LEAST_FOR_TEST` outcomes, and no claim of skill below an effective number of `LEAST_FOR_CLAIM`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Floats = NDArray[np.float64]

LEAST_FOR_TEST = 12
"""Outcomes from which on two forecasters are compared by a test (assumption: the corrected test keeps its size)."""

LEAST_FOR_CLAIM = 8
"""Effective outcomes from which on a figure is called skill (assumption)."""

CENTRAL = 0.80
"""Part of a forecast's weight inside the interval whose coverage is counted."""


class Coverage(NamedTuple):
    """Share of outcomes inside the central intervals: fraction, with its 95% Wilson interval low..high."""

    share: float
    low: float
    high: float

    @property
    def passes(self) -> bool:
        """Whether the intended share lies inside the interval."""
        return self.low <= CENTRAL <= self.high


class DieboldMariano(NamedTuple):
    """Diebold-Mariano test.  difference : mean loss of the first less that of the second.  p : two-sided."""

    difference: float
    statistic: float
    p: float


def crps_sample(sample: ArrayLike, outcome: float) -> float:
    r"""Continuous ranked probability score of a sample, in the unit of the outcome, fair to small samples.

    .. math:: \frac1m \sum_i |x_i - y| - \frac{1}{2 m (m - 1)} \sum_{i, j} |x_i - x_j|

    sample : [m], m >= 2. Source: Ferro (2014), Fair scores for ensemble forecasts. Raises ValueError for m < 2.
    """
    x = np.sort(np.asarray(sample, np.float64))
    m = len(x)
    if m < 2:
        raise ValueError("a sample of one says nothing of its spread")
    spread = 2.0 * np.sum((2.0 * np.arange(1, m + 1) - m - 1.0) * x)
    return float(np.mean(np.abs(x - outcome)) - spread / (2.0 * m * (m - 1)))


def crps_normal(mean: float, sd: float, outcome: float) -> float:
    r"""Continuous ranked probability score of a normal forecast, in the unit of the outcome. sd : > 0.

    Source: Gneiting and Raftery (2007), Strictly proper scoring rules, section 4.2.
    """
    from scipy.stats import norm

    z = (outcome - mean) / sd
    return float(sd * (z * (2.0 * norm.cdf(z) - 1.0) + 2.0 * norm.pdf(z) - 1.0 / np.sqrt(np.pi)))


def pit(sample: ArrayLike, outcome: float) -> float:
    """Probability integral transform: part of the sample below the outcome, 0..1; half of what ties with it counts,
    and the outcome is ranked among m + 1 places, so that no finite sample gives 0 or 1."""
    x = np.asarray(sample, np.float64)
    return float((np.sum(x < outcome) + 0.5 * np.sum(x == outcome) + 0.5) / (len(x) + 1.0))


def inside(sample: ArrayLike, outcome: float, central: float = CENTRAL) -> bool:
    """Whether the outcome lies in the central interval of a sample. central : fraction of its weight."""
    return bool(abs(pit(sample, outcome) - 0.5) <= central / 2.0)


def wilson(hits: int, n: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson score interval of a share. hits : of n; n : > 0, may be an effective number. Source: Wilson (1927)."""
    from scipy.stats import norm

    z = float(norm.ppf(0.5 + level / 2.0))
    share = hits / n
    middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n)
    half = z / (1.0 + z * z / n) * float(np.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n)))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def coverage(within: ArrayLike) -> Coverage:
    """Coverage of intervals. within : [n] whether each outcome lay inside, n >= 1."""
    hits = np.asarray(within, bool)
    return Coverage(float(hits.mean()), *wilson(int(hits.sum()), len(hits)))


def bias(errors: ArrayLike) -> float:
    """Mean of forecast less outcome."""
    return float(np.mean(np.asarray(errors, np.float64)))


def rmse(errors: ArrayLike) -> float:
    """Root mean square of forecast less outcome."""
    return float(np.sqrt(np.mean(np.square(np.asarray(errors, np.float64)))))


def autocovariances(series: ArrayLike, lags: int) -> Floats:
    """Autocovariances of a series at lags 0..lags, sums divided by n. series : [n]."""
    x = np.asarray(series, np.float64)
    x = x - x.mean()
    return np.array([np.sum(x[lag:] * x[: len(x) - lag]) / len(x) for lag in range(min(lags, len(x) - 1) + 1)])


def effective_number(errors: ArrayLike) -> float:
    r"""Independent errors that would tell as much of their mean as n autocorrelated ones: 1..n.

    .. math:: n / (1 + 2 \sum_k (1 - k/n) \rho_k)

    summed until the first lag whose correlation is not positive, so that it never exceeds n (initial positive
    sequence, Geyer 1992). errors : [n], in order of time.
    """
    e = np.asarray(errors, np.float64)
    n = len(e)
    if n < 3 or np.ptp(e) == 0.0:
        return float(n if n < 3 else 1.0)
    gamma = autocovariances(e, n - 1)
    total = 1.0
    for lag in range(1, n):
        rho = gamma[lag] / gamma[0]
        if rho <= 0.0:
            break
        total += 2.0 * (1.0 - lag / n) * rho
    return float(max(n / total, 1.0))


def diebold_mariano(loss: ArrayLike, rival: ArrayLike, horizon: int = 1) -> DieboldMariano | None:
    r"""Whether two forecasters differ in mean loss; None below `LEAST_FOR_TEST` outcomes.

    loss, rival : [n] losses at the same outcomes in order of time. horizon : steps ahead, >= 1; losses h steps ahead
    are correlated over h - 1. Long-run variance with Bartlett weights over h - 1 lags (Newey and West 1987), which is
    never negative; statistic times the small-sample factor and Student's t with n - 1 degrees of freedom.
    Source: Diebold and Mariano (1995); Harvey, Leybourne and Newbold (1997).
    """
    from scipy.stats import t as student

    d = np.asarray(loss, np.float64) - np.asarray(rival, np.float64)
    n = len(d)
    if n < LEAST_FOR_TEST:
        return None
    gamma = autocovariances(d, horizon - 1)
    weights = 1.0 - np.arange(1, len(gamma)) / horizon
    variance = float(gamma[0] + 2.0 * np.sum(weights * gamma[1:])) / n
    difference = float(d.mean())
    if variance <= 0.0:
        certain = difference != 0.0
        return DieboldMariano(difference, float(np.copysign(np.inf, difference)) if certain else 0.0, 1.0 - certain)
    factor = (n + 1.0 - 2.0 * horizon + horizon * (horizon - 1.0) / n) / n
    statistic = difference / np.sqrt(variance) * np.sqrt(max(factor, 0.0))
    return DieboldMariano(difference, float(statistic), float(2.0 * student.sf(abs(statistic), n - 1)))
