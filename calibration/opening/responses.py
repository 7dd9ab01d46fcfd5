"""Responses of settled stocks to parameters: sparse polynomials over draws of the priors, with their error.

Where a parameter lies in its prior counts from its central value, so that a response is nothing at the centre. Linear
terms first, chosen by the lasso; then squares and products of the parameters that move the stock most.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.parameters import draw_values, parameters
from sim.population.settled import place

Array = NDArray[np.float64]
Term = tuple[str, str]
"""A parameter, and the one it is multiplied by; an empty name = none."""

PRODUCTS_OF, CENTRE, HELD_OUT, FOLDS, OUTLIER, LEAST = 14, 30.0, 5, 5, 5.0, 1e-4
"""Parameters whose squares and products are tried; weight of the centre in draws; one draw in so many is held out for
the error; folds of the lasso; robust standard deviations beyond which a gap counts as that far; least effect kept, log
points."""


class Response(NamedTuple):
    """Log points a unit of each term, and the part of the variance of draws held out that they explain."""

    terms: Mapping[Term, float]
    explained: float


def moved_parameters() -> list[str]:
    """Parameters that have a prior."""
    return [name for name, p in parameters().items() if p.distribution != "fixed" and p.low < p.high]


def places(draws: Sequence[int]) -> Array:
    """Where each parameter of `moved_parameters` lies in each draw, [draw, parameter]."""
    known, names = parameters(), moved_parameters()
    sets = [draw_values(draw, "prior") for draw in draws]
    return np.array([[place(known[name], values[name]) for name in names] for values in sets])


def response(at: Array, gap: Array) -> Response:
    """How a gap (log points over the centre's) answers to parameters. at [draw, parameter], gap [draw]."""
    there = np.isfinite(gap)
    at, gap = at[there], gap[there]
    spread = OUTLIER * 1.48 * float(np.median(np.abs(gap - np.median(gap))))
    gap = np.clip(gap, np.median(gap) - spread, np.median(gap) + spread)
    out = np.arange(len(gap)) % HELD_OUT == 0
    error = gap[out] - _worth(at[out], _terms(at[~out], gap[~out]))
    names = moved_parameters()
    found = {(names[a], names[b] if b >= 0 else ""): value for (a, b), value in _terms(at, gap).items() if value != 0.0}
    return Response(found, float(1.0 - (error**2).mean() / gap[out].var()))


def _terms(at: Array, gap: Array) -> dict[tuple[int, int], float]:
    linear = _lasso(at, gap)
    effect = np.abs(linear) * at.std(axis=0)
    first = [int(k) for k in np.argsort(-effect, kind="stable")[:PRODUCTS_OF] if effect[k] > 0]
    tried = [(int(k), -1) for k in np.flatnonzero(linear)]
    tried += [(a, b) for place, a in enumerate(first) for b in first[place:]]
    if not tried:
        return {}
    columns = np.column_stack([_column(at, term) for term in tried])
    scale = np.sqrt((columns**2).mean(axis=0)) + 1e-12
    found = _lasso(columns / scale, gap)
    return {
        term: float(value / size) for term, value, size in zip(tried, found, scale, strict=True) if abs(value) > LEAST
    }


def _column(at: Array, term: tuple[int, int]) -> Array:
    a, b = term
    found: Array = at[:, a] * (at[:, b] if b >= 0 else 1.0)
    return found


def _worth(at: Array, terms: Mapping[tuple[int, int], float]) -> Array:
    total = np.zeros(len(at))
    for term, value in terms.items():
        total += value * _column(at, term)
    return total


def _lasso(columns: Array, gap: Array) -> Array:
    """Coefficients without a constant: at the centre, which counts as many draws, nothing moves."""
    from sklearn.linear_model import LassoCV

    columns, gap = np.vstack([columns, np.zeros((1, columns.shape[1]))]), np.append(gap, 0.0)
    weight = np.append(np.ones(len(gap) - 1), CENTRE)
    most = float(np.abs(columns.T @ (weight * gap)).max()) / len(gap)
    penalties = np.geomspace(max(most, 1e-9), max(most, 1e-9) * 1e-3, 30)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        chosen = LassoCV(alphas=penalties, cv=FOLDS, fit_intercept=False, max_iter=3000)
        chosen.fit(columns, gap, sample_weight=weight)
    found: Array = chosen.coef_
    return found
