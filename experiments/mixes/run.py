"""A search for mixes run: search on common luck, baselines at equal budget, a race on fresh luck and futures."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.mixes.objectives import COST
from experiments.mixes.race import raced
from experiments.mixes.result import mixes_result
from experiments.mixes.search import (
    Searched,
    at_random,
    equal_split,
    evolved,
    finalists,
    joined,
    single_levers,
    tried,
)
from experiments.mixes.study import MixStudy
from experiments.points.evaluate import Answers, Evaluate, Point
from experiments.points.factors import Factor, values_at

if TYPE_CHECKING:
    import xarray as xr

Progress = Callable[[int, int, str], None]

Values = NDArray[np.float64]

FRESH = 1_000_000
"""First seed of the race: luck that the search has not seen."""

LIBRARIES = ("creditsim", "numpy", "numba", "scipy", "xarray", "pymoo")
"""Libraries whose versions a record names."""

SPLIT, RANDOM = "equal split", "best at random"


class Field(NamedTuple):
    """Who runs the race. names; shares : [mix, factor]; baseline : [mix]."""

    names: tuple[str, ...]
    shares: Values
    baseline: NDArray[np.bool_]


def mixes(study: MixStudy, evaluate: Evaluate, progress: Progress | None = None) -> xr.Dataset:
    """The mixes that cannot be told from the best, beside plain rules at the same budget. evaluate : with all factors
    of the study.  progress : runs done, runs in all, and what they are for."""
    seeds = tuple(range(1, study.written.seeds + 1))
    names = [factor.name for factor in study.levers]

    def answer(what: str) -> Callable[[Values], Answers]:
        def answered(shares: Values) -> Answers:
            points = [Point(_named(names, row), seeds) for row in values_at(study.levers, shares)]
            return evaluate(points, _bar(progress, what))

        return answered

    found, field = searched(study, answer)
    futures = futures_of(study.uncertain, max(*study.written.race.stages, study.written.futures))
    values = values_at(study.levers, field.shares)

    def lived(places: Sequence[int], pairs: Sequence[int]) -> Answers:
        return _in_futures(
            evaluate, study, [_named(names, values[k]) for k in places], futures, pairs, _bar(progress, "racing")
        )

    race = study.written.race
    run = raced(lived, field.names, study.aims, race.stages, race.error)
    result = mixes_result(study, field.names, field.shares, field.baseline, run, futures[: run.pairs], found)
    first = result.attrs["advised"] or result.attrs["leading"]
    studied = lived([field.names.index(first)], range(max(run.pairs, study.written.futures)))
    result = result.assign(
        studied_future=(("future_number", "uncertainty"), futures[: studied.base.shape[1]]),
        studied_base=(("future_number", "output"), studied.base[0]),
        studied_policy=(("future_number", "output"), studied.policy[0]),
    )
    return result.assign_attrs(studied=first, run_record=json.dumps(_record(study), ensure_ascii=False, sort_keys=True))


def searched(study: MixStudy, answer: Callable[[str], Callable[[Values], Answers]]) -> tuple[Searched, Field]:
    """All mixes that were tried, and who goes on: the finalists of the search, and the baselines."""
    aims, written, count = study.aims, study.written, len(study.levers)
    alone = answer("single levers")(single_levers(count))
    costs = alone.effect[..., alone.outputs.index(COST)].mean(axis=1)
    singles = Searched(single_levers(count), aims.scores(alone).mean(axis=1), aims.excess(alone).mean(axis=1))
    split = tried(equal_split(costs, written.budget), answer("equal split"), aims)
    size = written.search
    start = np.concatenate([split.shares, singles.shares])
    found = evolved(answer("searching"), aims, count, size.population, size.generations, start)
    names, shares, baseline = [SPLIT], [split.shares[0]], [True]
    best = finalists(singles, 1)[0]
    names.append(f"only {study.levers[int(best)].name}")
    shares.append(singles.shares[best])
    baseline.append(True)
    if size.random:
        drawn = at_random(answer("random search"), aims, count, len(found.shares))
        shares.append(drawn.shares[finalists(drawn, 1)[0]])
        names.append(RANDOM)
        baseline.append(True)
    everything = joined([found, singles, split])
    for number, place in enumerate(finalists(everything, written.race.finalists), start=1):
        mix = everything.shares[place]
        if not any(np.array_equal(mix, other) for other in shares):
            names.append(f"mix {number}")
            shares.append(mix)
            baseline.append(False)
    return everything, Field(tuple(names), np.array(shares), np.array(baseline))


def futures_of(uncertain: Sequence[Factor], count: int, seed: int = 20260131) -> Values:
    """Values of the uncertainties in each pair of the race, [pair, factor]: a Latin hypercube; none, none."""
    from scipy.stats import qmc

    if not uncertain:
        return np.zeros((count, 0))
    shares = qmc.LatinHypercube(len(uncertain), rng=np.random.default_rng(seed)).random(count)
    return values_at(uncertain, np.random.default_rng(seed).permutation(shares))


def _in_futures(
    evaluate: Evaluate,
    study: MixStudy,
    chosen: Sequence[dict[str, float]],
    futures: Values,
    pairs: Sequence[int],
    bar: Callable[[int, int], None] | None,
) -> Answers:
    """Answers of mixes at pairs of the race: in pair k all live in future k with seed k."""
    uncertain = [factor.name for factor in study.uncertain]
    points = [Point(mix | _named(uncertain, futures[k]), (FRESH + k,)) for mix in chosen for k in pairs]
    answers = evaluate(points, bar)
    shape = (len(chosen), len(pairs), len(answers.outputs))
    return Answers(answers.outputs, answers.base.reshape(shape), answers.policy.reshape(shape))


def _named(names: Sequence[str], values: Values) -> dict[str, float]:
    return dict(zip(names, map(float, values), strict=True))


def _bar(progress: Progress | None, what: str) -> Callable[[int, int], None] | None:
    return (lambda done, most: progress(done, most, what)) if progress else None


def _record(study: MixStudy) -> dict[str, Any]:
    """What a search was made of: enough to make it again."""
    from sim.engine.cache import source_hash
    from sim.running import data_hash, library_version

    asked = study.written.model_dump(mode="json", by_alias=True, exclude_unset=True)
    documents = {"base": study.base.document(), "scenario": study.policy.document()}
    versions = {name: library_version(name) for name in LIBRARIES}
    return {"study": asked, **documents, "code": source_hash(), "data": data_hash(), "versions": versions}
