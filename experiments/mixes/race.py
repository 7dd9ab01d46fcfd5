"""A race among finalists on fresh luck: who is told to be worse is dropped, who cannot be told apart stays as a set.

A mix is dropped where it breaks a limit, or where another one that keeps all limits (to 2 % of each) beats it in
every objective, by one-sided paired Student-t bounds at `error` over the number of such tests and of stages
(Bonferroni). A mix that keeps the limits and that none truly beats in every objective is dropped only where one of
these bounds errs, so that the set left holds every such mix, with one objective the best, with a chance of at least 1
- error. Source: subset selection, Gupta, Technometrics 7 (1965); racing, Maron and Moore, Artificial Intelligence
Review 11 (1997).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.comparison.intervals import paired_interval
from experiments.mixes.objectives import Aims
from experiments.points.evaluate import Answers

Values = NDArray[np.float64]

ERROR = 0.05

SLACK = 0.02
"""Part of a limit by which a mix may miss it and still beat others: the best mixes lie at the limit itself."""

Lived = Callable[[Sequence[int], Sequence[int]], Answers]
"""Answers of finalists (by place) at fresh pairs (by number), the same pairs for all."""


class Raced(NamedTuple):
    """answers : [finalist, pair, output], NaN where a finalist was dropped before.  kept : in the set [finalist].
    dropped_for : why a finalist was dropped: the place of the one that beats it, or a limit; empty where it was not.
    pairs : lived by those kept."""

    answers: Answers
    kept: NDArray[np.bool_]
    dropped_for: tuple[str, ...]
    pairs: int


def raced(lived: Lived, names: Sequence[str], aims: Aims, stages: Sequence[int], error: float = ERROR) -> Raced:
    """Race finalists. names : theirs.  stages : pairs lived in all by the end of each stage, growing, 2 at least."""
    count = len(names)
    kept = np.ones(count, np.bool_)
    why = [""] * count
    parts: list[tuple[NDArray[np.int64], Answers]] = []
    done = 0
    level = error / (max(count * (count - 1) + 2 * count * len(aims.limits), 1) * len(stages))
    for pairs in stages:
        places = np.flatnonzero(kept)
        parts.append((places, lived(places.tolist(), range(done, pairs))))
        done = pairs
        answers = gathered(parts, count)
        for place, reason in _dropped(answers, places, names, aims, level):
            kept[place], why[place] = False, reason
        if kept.sum() <= 1:
            break
    return Raced(gathered(parts, count), kept, tuple(why), done)


def gathered(parts: Sequence[tuple[NDArray[np.int64], Answers]], count: int) -> Answers:
    """The answers of the stages as one table over all finalists."""
    outputs = parts[0][1].outputs
    tables = []
    for side in ("base", "policy"):
        columns = []
        for places, answers in parts:
            table = np.full((count, *getattr(answers, side).shape[1:]), np.nan)
            table[places] = getattr(answers, side)
            columns.append(table)
        tables.append(np.concatenate(columns, axis=1))
    return Answers(outputs, *tables)


def _dropped(
    answers: Answers, places: NDArray[np.int64], names: Sequence[str], aims: Aims, level: float
) -> list[tuple[int, str]]:
    """Finalists that this stage drops, each with the reason."""
    chosen = Answers(answers.outputs, answers.base[places], answers.policy[places])
    scores, excess = aims.scores(chosen), aims.excess(chosen)
    found = []
    keeping = [k for k, one in enumerate(excess) if _above_zero(SLACK - one, level).all()]
    for one, place in enumerate(places):
        broken = _above_zero(excess[one], level)
        if broken.any():
            found.append((int(place), f"breaks {list(aims.limits)[int(broken.argmax())]}"))
            continue
        for other in keeping:
            if other != one and _above_zero(scores[one] - scores[other], level).all():
                found.append((int(place), f"worse than {names[places[other]]}"))
                break
    return found


def _above_zero(values: Values, level: float) -> NDArray[np.bool_]:
    """Is the mean told to lie above 0, one-sided at `level`? values : [pair, ...]."""
    pairs = np.arange(len(values))
    found = paired_interval(values, pairs, 1.0 - 2.0 * level)
    told: NDArray[np.bool_] = np.asarray(found.mean - found.half > 0)
    return told
