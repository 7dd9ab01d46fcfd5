"""Shapley values: what each player of a mix adds, on average over the orders in which they can join it.

phi_i = mean over orders of v(those before i, and i) - v(those before i). They add up to the effect of the mix. Up to
five players all orders are taken; more are sampled in antithetic pairs, an order and its reverse, so that who comes
early in one comes late in the other. Sources: Shapley 1953; Castro, Gomez and Tejada, Computers and Operations Research
36 (2009); Mitchell, Cooper, Frank and Holmes, Journal of Machine Learning Research 23 (2022).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.comparison.intervals import CONFIDENCE

EXACT = 5
"""Players of whom all orders are taken."""

ORDERS_SEED = 281

Order = tuple[int, ...]
Values = Mapping[frozenset[int], NDArray[np.float64]]


class Shares(NamedTuple):
    """Of each player, [player, measure]: Shapley value with error and half-width of its interval; effect alone, in the
    base; what the mix loses without it. NaN where these mixes were not lived."""

    mean: NDArray[np.float64]
    error: NDArray[np.float64]
    half: NDArray[np.float64]
    alone: NDArray[np.float64]
    last: NDArray[np.float64]


def orders_of(count: int, orders: int) -> list[Order]:
    """Orders of so many players: all of them up to EXACT, else `orders` in pairs of an order and its reverse, the first
    pair as named. orders : even."""
    if count <= EXACT:
        return list(permutations(range(count)))
    luck = np.random.default_rng(ORDERS_SEED)
    first = [tuple(range(count))]
    drawn = [tuple(map(int, luck.permutation(count))) for _ in range(orders // 2 - 1)]
    return [one for order in (*first, *drawn) for one in (order, order[::-1])]


def coalitions_of(count: int, orders: Sequence[Order], *, apart: bool = True) -> list[frozenset[int]]:
    """Every mix that is needed, the smallest first: those on the way of an order; where `apart`, each player alone and
    all without it."""
    everyone = frozenset(range(count))
    found = {frozenset(order[:k]) for order in orders for k in range(count + 1)}
    if apart:
        found |= {frozenset((k,)) for k in range(count)} | {everyone - {k} for k in range(count)}
    return sorted(found, key=lambda mix: (len(mix), sorted(mix)))


def shares(values: Values, count: int, orders: Sequence[Order]) -> Shares:
    """Shapley values of players. values : of each mix, [seed, measure].

    The error holds the luck of seeds and, where orders are sampled, that of orders: sqrt(s2 / seeds + s2 / pairs of
    orders). The interval is Student's with seeds - 1 degrees of freedom.
    """
    everyone, nobody = frozenset(range(count)), frozenset[int]()
    steps = np.stack([_steps(values, order) for order in orders])  # [order, seed, player, measure]
    by_seed = steps.mean(axis=0)
    seeds = len(by_seed)
    mean = by_seed.mean(axis=0)
    variance = by_seed.var(axis=0, ddof=1) / seeds if seeds > 1 else np.full_like(mean, np.nan)
    if count > EXACT:
        in_pairs = steps.mean(axis=1).reshape(-1, 2, *mean.shape).mean(axis=1)
        variance = variance + (in_pairs.var(axis=0, ddof=1) / len(in_pairs) if len(in_pairs) > 1 else 0.0)
    error = np.sqrt(variance)
    half = error * float(stats.t.ppf(0.5 + CONFIDENCE / 2, seeds - 1)) if seeds > 1 else error
    unknown = np.full_like(values[nobody], np.nan)
    alone = [(values.get(frozenset((k,)), unknown) - values[nobody]).mean(axis=0) for k in range(count)]
    last = [(values[everyone] - values.get(everyone - {k}, unknown)).mean(axis=0) for k in range(count)]
    return Shares(mean, error, half, np.stack(alone), np.stack(last))


def _steps(values: Values, order: Order) -> NDArray[np.float64]:
    """What each player adds when they join in an order, [seed, player, measure]."""
    added = {k: values[frozenset(order[: n + 1])] - values[frozenset(order[:n])] for n, k in enumerate(order)}
    return np.stack([added[k] for k in range(len(order))], axis=1)
