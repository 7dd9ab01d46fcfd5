"""Try facts under settings: every experiment in the city of every setting, settings side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from calibration.facts import debt, defaults, demand, durables, lenders, limits, spending, windfalls  # noqa: F401
from calibration.facts.registry import EXPERIMENTS, FORECASTS, NOT_SIMULATED
from calibration.facts.settings import Setting
from calibration.facts.table import Bound, Fact
from calibration.facts.verdicts import LEFT_TO_FORECASTS, Judged, judged, worst
from calibration.facts.verdicts import NOT_SIMULATED as WITHOUT
from calibration.facts.worlds import World

Values = dict[str, tuple[float, ...]]
"""Fact -> a figure for each of its parts, in one setting."""


class Part(NamedTuple):
    """One figure of a fact with its range.  values : one a setting."""

    name: str
    bound: Bound
    values: tuple[float, ...]
    found: Judged


class Found(NamedTuple):
    """A fact and what came out.  note : why it was not simulated."""

    fact: Fact
    parts: tuple[Part, ...]
    verdict: str
    note: str = ""


def bounds_of(fact: Fact) -> dict[str, Bound]:
    """Range of each part of a fact. Raises ValueError where parts and intervals differ in number."""
    experiment = EXPERIMENTS[fact.id]
    stated = dict(zip(experiment.parts, fact.bounds, strict=True))
    return {**stated, **experiment.also}


def try_facts(
    facts: Mapping[str, Fact],
    settings: Sequence[Setting],
    households: int,
    *,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> list[Found]:
    """What each fact comes to, in the order given. households : of the sample.  threads : settings at a time.
    progress : called with settings done and all."""
    ids = [name for name in facts if name in EXPERIMENTS]
    with ThreadPoolExecutor(threads) as pool:
        tried = []
        for values in pool.map(lambda setting: figures(World(setting, households), ids), settings if ids else ()):
            tried.append(values)
            if progress:
                progress(len(tried), len(settings))
    return [_found(fact, tried) for fact in facts.values()]


def figures(world: World, ids: Sequence[str]) -> Values:
    """The figures of some facts in one city."""
    found: Values = {}
    for name in ids:
        found[name] = tuple(float(value) for value in EXPERIMENTS[name].measure(world))
        if len(found[name]) != len(EXPERIMENTS[name].names):
            raise ValueError(f"the experiment of {name} gives {len(found[name])} figures for its parts.")
    return found


def _found(fact: Fact, tried: Sequence[Values]) -> Found:
    if fact.tag == "forecast":
        return Found(fact, (), LEFT_TO_FORECASTS, FORECASTS)
    if fact.id not in EXPERIMENTS:
        return Found(fact, (), WITHOUT, NOT_SIMULATED[fact.id])
    parts = tuple(_parts(fact, tried))
    return Found(fact, parts, worst(part.found.verdict for part in parts))


def _parts(fact: Fact, tried: Sequence[Values]) -> Iterator[Part]:
    for place, (name, bound) in enumerate(bounds_of(fact).items()):
        values = tuple(one[fact.id][place] for one in tried)
        yield Part(name, bound, values, judged(values, bound))
