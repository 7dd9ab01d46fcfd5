"""Pairs over threads: each thread lives one pair at a time and keeps its answers; the outcome depends on no thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from calibration.runs.in_turn import in_turn
from experiments.comparison.pairs import Answer, Settings, pair_answers
from experiments.comparison.rows import Row
from experiments.comparison.stopping import LEAST, WATCHED, reasons

if TYPE_CHECKING:
    from sim.scenarios import Scenario

Progress = Callable[[int, int], None]


class Pair(NamedTuple):
    """Luck and parameters of a pair. draw : of the priors, None = central."""

    seed: int
    draw: int | None


class Gathered(NamedTuple):
    """values : [scenario, pair, measure], the base first.  series : [scenario, pair, series, month], CNY.  rows : what
    is measured, without numbers.  why : for each scenario and watched measure why the rule needed no more pairs; empty
    where no rule was asked for."""

    values: NDArray[np.float64]
    series: NDArray[np.float64]
    rows: list[Row]
    why: list[dict[str, str]]


def pairs_of(seeds: int, draws: int) -> list[Pair]:
    """Pairs in the order in which they are lived. One draw: the central parameters, seeds 1..seeds. More: draws
    0..draws-1 in turn, every pair with a seed of its own, so that pairs share parameters or nothing."""
    if draws == 1:
        return [Pair(seed, None) for seed in range(1, seeds + 1)]
    return [Pair(turn * draws + draw + 1, draw) for turn in range(seeds) for draw in range(draws)]


def draw_numbers(pairs: Sequence[Pair]) -> NDArray[np.int64]:
    """Which draw each pair belongs to, -1 = central."""
    return np.array([-1 if pair.draw is None else pair.draw for pair in pairs], np.int64)


def gather(
    scenarios: Sequence[Scenario],
    pairs: Sequence[Pair],
    settings: Settings,
    threads: int,
    precision: float | None = None,
    progress: Progress | None = None,
) -> Gathered:
    """Live the pairs, all of them or until the rule of `stopping` is content. Pairs are looked at in their order, and
    those begun too early on other threads are dropped, so that threads never change which pairs count."""
    draws, most = draw_numbers(pairs), len(pairs)
    round_of = len(np.unique(draws))
    answers: list[NDArray[np.float64]] = []
    series: list[NDArray[np.float64]] = []
    rows: list[Row] = []
    why: list[dict[str, str]] = []

    def lived(pair: Pair) -> list[Answer]:
        return pair_answers(scenarios, *pair, settings)

    with closing(in_turn(lived, pairs, threads)) as lives:
        for found in lives:
            rows = rows or [row._replace(value=float("nan")) for row in found[0].rows]
            answers.append(np.array([[row.value for row in one.rows] for one in found]))
            series.append(np.stack([one.series for one in found]))
            done = len(answers)
            if progress:
                progress(done, most)
            if precision is not None and done >= max(LEAST, round_of) and done % round_of == 0:
                places = {row.name: k for k, row in enumerate(rows) if row.name in WATCHED}
                why = reasons(np.stack(answers, axis=1), places, draws[:done], precision)
                if all(all(reason.values()) for reason in why):
                    break
    return Gathered(np.stack(answers, axis=1), np.stack(series, axis=1), rows, why)
