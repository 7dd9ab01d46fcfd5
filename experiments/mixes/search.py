"""Search among mixes: NSGA-II (pymoo) asks, common luck answers; random search and plain rules as baselines.

Source: Deb, Pratap, Agarwal and Meyarivan, IEEE Transactions on Evolutionary Computation 6 (2002). All mixes of a
search have the same luck, so that they differ by what they do; the race among the best is run on luck that the search
has not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.mixes.objectives import Aims
from experiments.points.evaluate import Answers

Values = NDArray[np.float64]

Answer = Callable[[Values], Answers]
"""Answers at mixes given as shares of their ranges, [mix, factor]."""


class Searched(NamedTuple):
    """Mixes that were tried. shares : [mix, factor], 0..1 of each range.  scores : mean over pairs [mix, objective],
    less is better.  excess : mean above each limit [mix, limit]."""

    shares: Values
    scores: Values
    excess: Values

    def feasible(self) -> NDArray[np.bool_]:
        """Mixes that keep all limits, and whose scores can be told, [mix]."""
        return np.asarray((self.excess <= 0).all(axis=1) & np.isfinite(self.scores).all(axis=1))


def tried(shares: Values, answer: Answer, aims: Aims) -> Searched:
    """Mixes with their mean scores."""
    answers = answer(shares)
    return Searched(shares, aims.scores(answers).mean(axis=1), aims.excess(answers).mean(axis=1))


def joined(parts: Sequence[Searched]) -> Searched:
    """Several searches as one."""
    return Searched(*(np.concatenate(tables) for tables in zip(*parts, strict=True)))


def evolved(
    answer: Answer, aims: Aims, factors: int, population: int, generations: int, start: Values, seed: int = 1
) -> Searched:
    """All mixes that NSGA-II tried, `start` first among its first generation. start : [mix, factor]."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.evaluator import Evaluator
    from pymoo.core.problem import Problem
    from pymoo.problems.static import StaticProblem

    problem = Problem(
        n_var=factors,
        n_obj=len(aims.objectives),
        n_ieq_constr=len(aims.limits),
        xl=np.zeros(factors),
        xu=np.ones(factors),
    )
    filling = np.random.default_rng(seed).random((max(population - len(start), 0), factors))
    first = np.concatenate([start, filling])[:population]
    algorithm = NSGA2(pop_size=population, sampling=first)
    algorithm.setup(problem, termination=("n_gen", generations), seed=seed, verbose=False)
    found: list[Searched] = []
    while algorithm.has_next():
        asked = algorithm.ask()
        found.append(tried(np.asarray(asked.get("X"), np.float64), answer, aims))
        scores = np.where(np.isfinite(found[-1].scores), found[-1].scores, 1e30)
        told = StaticProblem(problem, F=scores, G=found[-1].excess)
        Evaluator().eval(told, asked)
        algorithm.tell(infills=asked)
    return joined(found)


def at_random(answer: Answer, aims: Aims, factors: int, count: int, seed: int = 2) -> Searched:
    """Mixes drawn at random, as many as the search tried."""
    return tried(np.random.default_rng(seed).random((count, factors)), answer, aims)


def single_levers(factors: int) -> Values:
    """Each number at its upper end alone, the others at their lower ends, [factor, factor]."""
    return np.eye(factors)


def equal_split(costs: Values, budget: float | None) -> Values:
    """The mix that gives each number the same part of the budget, [1, factor].

    costs : public cost of each number alone at its upper end, CNY, [factor]; taken as proportional to the share of its
    range (an assumption that the runs of the mix then show).  budget : CNY; None: each at its upper end over their
    count.  What costs nothing is set to the middle of its range.
    """
    count = len(costs)
    if budget is None:
        return np.full((1, count), 1.0 / count)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(costs > 0, budget / count / np.where(costs > 0, costs, 1.0), 0.5)
    return np.clip(shares, 0.0, 1.0)[None, :]


def not_dominated(scores: Values) -> NDArray[np.bool_]:
    """Mixes that no other equals or beats in all objectives and beats in one. scores : [mix, objective]."""
    other, one = scores[:, None], scores[None]
    beaten = ((other <= one).all(axis=2) & (other < one).any(axis=2)).any(axis=0)
    return np.asarray(~beaten)


def finalists(found: Searched, count: int) -> NDArray[np.int64]:
    """Places of the mixes that go on: the best of each objective, then those of the front that lie farthest from the
    ones chosen. Where no mix keeps the limits, those that miss them least."""
    feasible = np.flatnonzero(found.feasible())
    if not len(feasible):
        return np.argsort(np.maximum(found.excess, 0.0).sum(axis=1), kind="stable")[:count]
    _, first = np.unique(found.shares[feasible], axis=0, return_index=True)
    places = feasible[np.sort(first)]
    places = places[not_dominated(found.scores[places])]
    if found.scores.shape[1] == 1 or len(places) < count:
        others = np.setdiff1d(feasible[np.sort(first)], places)
        places = np.concatenate([places, others[np.argsort(found.scores[others, 0], kind="stable")]])
    scores = found.scores[places]
    if scores.shape[1] == 1:
        return places[np.argsort(scores[:, 0], kind="stable")][:count]
    width = np.ptp(scores, axis=0)
    scaled = (scores - scores.min(axis=0)) / np.where(width > 0, width, 1.0)
    chosen = list(dict.fromkeys(int(k) for k in scaled.argmin(axis=0)))[:count]
    while len(chosen) < min(count, len(places)):
        distance = np.abs(scaled[:, None] - scaled[chosen][None]).sum(axis=2).min(axis=1)
        distance[chosen] = -1.0
        chosen.append(int(distance.argmax()))
    return places[chosen]
