"""Levels that make averages come out: the income scale, shares that are clipped, amounts that are capped."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NORMAL = NormalDist()
FIFTHS = 5
STEPS = 40
"""Of a bisection: the range over 10^12."""

LARGEST_PAYMENT = 0.5
"""Instalment of one account over income, at most: bank practice (retail_dti_practice, grade C)."""


@cache
def normal_nodes(count: int) -> tuple[Array, Array]:
    """Points and weights that integrate over a standard normal: Gauss-Hermite."""
    points, weights = np.polynomial.hermite_e.hermegauss(count)
    return points, weights / weights.sum()


def crossing(function: Callable[[float], float], target: float, low: float, high: float) -> float:
    """Where a rising function meets a target, by bisection; an end of the range if it does not.

    The function is asked only about middles that `_between` leaves open: the number is that of plain bisection.
    """
    below, above = _between(function, target, low, high)
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        rises = middle >= above or (middle > below and function(middle) > target)
        low, high = (low, middle) if rises else (middle, high)
    return 0.5 * (low + high)


def _between(function: Callable[[float], float], target: float, low: float, high: float) -> tuple[float, float]:
    """Two arguments close together: up to the first a rising function is not above a target, from the second on it is.
    By false position (Illinois), a few steps by halves."""
    enough = (high - low) * 2.0 ** (2 - STEPS)
    under, over = function(low) - target, function(high) - target
    if under > 0 or over <= 0:
        return (-np.inf, low) if under > 0 else (high, np.inf)
    side = step = 0
    while high - low > enough:
        step += 1
        share = 0.5 if step < 5 or step % 8 == 0 else under / (under - over)
        margin = min(0.5, 0.5 * enough / (high - low))
        middle = low + (high - low) * min(max(share, margin), 1 - margin)
        value = function(middle) - target
        if value > 0:
            under *= 0.5 if side > 0 else 1.0
            high, over, side = middle, value, 1
        else:
            over *= 0.5 if side < 0 else 1.0
            low, under, side = middle, value, -1
    return low, high


def by_fifth(quintile: NDArray[np.int64], weight: Array) -> Array:
    """Weights of groups added up within each fifth. quintile [g], weight [g]."""
    return np.bincount(quintile, weight, FIFTHS).astype(np.float64)


def fifth_means(spread: float) -> Array:
    """Mean of exp(spread z) within each fifth of a standard normal z."""
    ends = [NORMAL.inv_cdf(k / FIFTHS) for k in range(1, FIFTHS)]
    shifted = np.array([0.0, *(NORMAL.cdf(end - spread) for end in ends), 1.0])
    return np.exp(0.5 * spread**2) * np.diff(shifted) * FIFTHS


def gini(values: Array, weights: Array) -> float:
    """Gini coefficient of weighted values."""
    order = np.argsort(values)
    v, w = values[order], weights[order] / weights.sum()
    lorenz = np.cumsum(v * w) / (v * w).sum()
    return float(1 - np.sum(w * (lorenz + np.concatenate([[0.0], lorenz[:-1]]))))


def income_grid(
    means: Array, spread: float, deviation: float, points: int = 60, moves: int = 15
) -> tuple[Array, Array]:
    """Incomes [fifth, point] whose base has these fifth means, and the weights of the points.

    The base lies inside its fifth of a log-normal with this spread; around it moves the deviation.
    """
    inside = (np.arange(points) + 0.5) / points
    edge = 1 - (1 - inside) ** 3
    weight = np.diff(1 - (1 - np.arange(points + 1) / points) ** 3)
    z = [[NORMAL.inv_cdf((q + e) / FIFTHS) for e in edge] for q in range(FIFTHS)]
    base = np.exp(spread * np.array(z))
    base *= (means / (base * weight).sum(1))[:, None]
    nodes, chance = normal_nodes(moves)
    values = base[:, :, None] * np.exp(deviation * nodes)
    return values.reshape(FIFTHS, -1), np.outer(weight, chance).ravel()


def spread_for(means: Array, deviation: float, target: float) -> float:
    """Spread of base income at which the Gini of income is the target (a rising function)."""

    def inequality(spread: float) -> float:
        incomes, weights = income_grid(means, spread, deviation)
        return gini(incomes.ravel(), np.tile(weights, FIFTHS))

    return crossing(inequality, target, 0.2, 2.0)


def clipped(pattern: Array, weight: Array, target: float, ceiling: float = 0.97) -> Array:
    """Probabilities in proportion to a pattern, held below a ceiling, whose weighted sum is the target."""

    def total(level: float) -> float:
        return float((weight * np.minimum(level * pattern, ceiling)).sum())

    return np.minimum(crossing(total, target, 0.0, 1e4) * pattern, ceiling)


def capped_means(level: float, incomes: Array, points: Array, spread: float, cap: float) -> Array:
    """E[min(k income e^(spread z - spread^2/2), cap)] of each fifth. incomes, points: of `income_grid`."""
    nodes, chance = normal_nodes(9)
    amounts = level * incomes[:, :, None] * np.exp(spread * nodes - 0.5 * spread**2)
    return points @ (np.minimum(amounts, cap) @ chance).T


def payment_level(
    weight: Array,
    incomes: Array,
    points: Array,
    spread: float,
    caps: tuple[float, float],
    factors: Array,
    target: float,
) -> float:
    """Multiple k of income as instalment such that the balances add up to the target.

    A balance is min(min(k e^(spread z - spread^2/2), LARGEST_PAYMENT) income x factor, cap, limit x income), where
    factors (equally likely) are the loans that one CNY a month repays.  weight : households of each fifth.  caps : cap
    in CNY, limit in months of income.  target : CNY.
    """
    nodes, chance = normal_nodes(9)
    noise = np.exp(spread * nodes - 0.5 * spread**2)
    worth = incomes[:, :, None] * factors
    cap = np.minimum(caps[0], caps[1] * incomes)[:, :, None, None]
    balances = np.empty((*worth.shape, len(nodes)))  # one place for all: new memory costs more than what is computed

    def total(level: float) -> float:
        ratio = np.minimum(level * noise, LARGEST_PAYMENT)
        np.multiply(worth[..., None], ratio, out=balances)
        np.minimum(balances, cap, out=balances)
        return float(weight @ ((balances @ chance).mean(2) @ points))

    return crossing(total, target, 0.0, 5.0)


def annuity(rate: float, months: Array) -> Array:
    """Loan that one CNY a month repays in so many months; rate : 1/year."""
    i = max(rate, 1e-6) / 12
    return (1 - (1 + i) ** -months) / i


def outstanding(rate: float, months: Array, term: float) -> Array:
    """Part of a level-payment loan that is still owed with so many months left; rate : 1/year."""
    i = max(rate, 1e-6) / 12
    return (1 - (1 + i) ** -months) / (1 - (1 + i) ** -term)


def f4(values: Array | float) -> NDArray[np.float32]:
    """float32 after rounding to seven digits: the same bits wherever the table was computed."""
    return np.array([float(f"{v:.7g}") for v in np.ravel(values)], np.float32).reshape(np.shape(values))
