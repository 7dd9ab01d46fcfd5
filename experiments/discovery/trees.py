"""A small tree beside PRIM: the same question asked by splits in two, and whether it foresees failures it has not seen.

Source: Breiman, Friedman, Olshen and Stone, Classification and Regression Trees (1984); scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.discovery.prim import Box, inside

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]

DEPTH, LEAF, FOLDS = 3, 0.08, 5


class Tree(NamedTuple):
    """leaves : as boxes, the densest first.  right : share of unseen futures told rightly (5-fold cross-validation).
    plain : the share that one gets right by always saying the more frequent of the two."""

    leaves: tuple[Box, ...]
    right: float
    plain: float


def tree(values: Values, fails: Flags) -> Tree:
    """A tree of at most three questions. values : [future, factor].  fails : [future], both kinds there."""
    from sklearn.tree import DecisionTreeClassifier

    def fitted(x: Values, y: Flags) -> DecisionTreeClassifier:
        least = max(int(LEAF * len(values)), 2)
        return DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=least, random_state=1).fit(x, y)

    fold = np.random.default_rng(1).permutation(len(values)) % FOLDS
    told = np.zeros(len(values), np.bool_)
    for one in range(FOLDS):
        seen = fold != one
        told[~seen] = fitted(values[seen], fails[seen]).predict(values[~seen])
    plain = max(fails.mean(), 1.0 - fails.mean())
    bounds = _leaves(fitted(values, fails).tree_, values.shape[1])
    leaves = [_leaf(low, high, values, fails) for low, high in bounds]
    return Tree(tuple(sorted(leaves, key=lambda box: -box.density)), float((told == fails).mean()), float(plain))


def _leaves(nodes: object, factors: int) -> Sequence[tuple[Values, Values]]:
    """Bounds of the leaves: a value goes left where it is at most the threshold."""
    left, right, feature, threshold = (
        getattr(nodes, name) for name in ("children_left", "children_right", "feature", "threshold")
    )
    found: list[tuple[Values, Values]] = []
    waiting = [(0, np.full(factors, -np.inf), np.full(factors, np.inf))]
    while waiting:
        node, low, high = waiting.pop()
        if left[node] < 0:
            found.append((low, high))
            continue
        below, above = high.copy(), low.copy()
        below[feature[node]] = min(below[feature[node]], threshold[node])
        above[feature[node]] = max(above[feature[node]], np.nextafter(threshold[node], np.inf))
        waiting += [(left[node], low, below), (right[node], above, high)]
    return found


def _leaf(low: Values, high: Values, values: Values, fails: Flags) -> Box:
    held = inside(values, low, high)
    hits = int(fails[held].sum())
    return Box(low, high, hits / max(held.sum(), 1), hits / max(fails.sum(), 1), float(held.mean()))
