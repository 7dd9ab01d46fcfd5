"""From a race to one labelled dataset: scores with intervals, the set, chances of keeping the limits, regret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.comparison.intervals import Interval, paired_interval
from experiments.comparison.ranking import told_apart
from experiments.mixes.objectives import OBJECTIVES
from experiments.mixes.race import Raced
from experiments.mixes.robust import chance_of_keeping, regret
from experiments.mixes.search import Searched
from experiments.points.factors import values_at

if TYPE_CHECKING:
    import xarray as xr

    from experiments.mixes.study import MixStudy

Values = NDArray[np.float64]

MIX = ("mix", "objective")


def mixes_result(
    study: MixStudy,
    names: tuple[str, ...],
    shares: Values,
    baseline: NDArray[np.bool_],
    race: Raced,
    futures: Values,
    found: Searched,
) -> xr.Dataset:
    """Everything about the mixes that ran the race, over `mix`, `objective`, `pair`, `limit` and `output`.

    `lever_value` [mix, lever]; `score` [mix, pair, objective] in the objective's own direction, `mean`, `low`, `high`;
    `against_split` with low and high: paired difference to the equal split; `kept` (in the set), `dropped_for`;
    `like_best` [mix, objective]: in the set and not told from its best;
    `keeps`, `keeps_low`, `keeps_high`: chance of keeping all limits; `advisable`: in the set with a chance of at least
    the one asked for; `regret_mean`, `regret_most`; `base`, `policy` [mix, pair, output]; `future` [pair, uncertainty];
    `tried_score` [tried, objective]: all mixes of the search, on its own luck. Attributes `advised`, `leading`: the mix
    with the best mean of the first objective among the advisable ones, and in the set.
    """
    import xarray as xr

    aims = study.aims
    signs = np.array([OBJECTIVES[name].sign for name in aims.objectives], np.float64)
    scores, excess = aims.scores(race.answers), aims.excess(race.answers)
    chance, missed = chance_of_keeping(excess), regret(np.where(race.kept[:, None, None], scores, np.nan))
    levels = [_interval(one * signs) for one in scores]
    apart = [_interval((one - scores[0]) * signs) for one in scores]
    advisable = race.kept & (np.nan_to_num(chance.value, nan=0.0) >= study.written.chance)
    data: dict[str, Any] = {
        "lever_value": (("mix", "lever"), values_at(study.levers, shares)),
        "baseline": ("mix", baseline),
        "score": (("mix", "pair", "objective"), scores * signs),
        "kept": ("mix", race.kept),
        "dropped_for": ("mix", list(race.dropped_for)),
        "advisable": ("mix", advisable),
        "keeps": ("mix", chance.value),
        "keeps_low": ("mix", chance.low),
        "keeps_high": ("mix", chance.high),
        "like_best": (MIX, _like_best(scores, race.kept)),
        "regret_mean": (MIX, _over_pairs(np.nanmean, missed)),
        "regret_most": (MIX, _over_pairs(np.nanmax, missed)),
        "base": (("mix", "pair", "output"), race.answers.base),
        "policy": (("mix", "pair", "output"), race.answers.policy),
        "future": (("pair", "uncertainty"), futures),
        "tried_score": (("tried", "objective"), found.scores * signs),
        "tried_feasible": ("tried", found.feasible()),
        "tried_share": (("tried", "lever"), found.shares),
        "limit_value": ("limit", list(aims.limits.values())),
    }
    for name, intervals in (("", levels), ("against_split_", apart)):
        data[f"{name}mean"] = (MIX, np.stack([one.mean for one in intervals]))
        data[f"{name}low"] = (MIX, np.stack([one.mean - one.half for one in intervals]))
        data[f"{name}high"] = (MIX, np.stack([one.mean + one.half for one in intervals]))
    written = study.written
    return xr.Dataset(
        data,
        coords={
            "mix": list(names),
            "lever": [factor.name for factor in study.levers],
            "lever_unit": ("lever", [factor.unit for factor in study.levers]),
            "objective": list(aims.objectives),
            "objective_unit": ("objective", [OBJECTIVES[name].unit for name in aims.objectives]),
            "objective_sign": ("objective", signs),
            "limit": list(aims.limits),
            "output": list(race.answers.outputs),
            "uncertainty": [factor.name for factor in study.uncertain],
            "uncertainty_unit": ("uncertainty", [factor.told_in for factor in study.uncertain]),
            "pair": np.arange(1, race.pairs + 1),
        },
        attrs={
            "title": written.title,
            "title_zh": written.title_zh,
            "at": written.at,
            "base": written.base,
            "error": written.race.error,
            "chance": written.chance,
            "advised": _first_of(names, scores, advisable),
            "leading": _first_of(names, scores, race.kept) or _first_of(names, scores, np.ones_like(race.kept)),
        },
    )


def _interval(values: Values) -> Interval:
    """Student-t interval over the pairs that were lived. values : [pair, objective]."""
    lived = values[np.isfinite(values).all(axis=1)]
    if not len(lived):
        nothing = np.full(values.shape[1:], np.nan)
        return Interval(nothing, nothing, nothing)
    return paired_interval(lived, np.arange(len(lived)))


def _like_best(scores: Values, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mixes of the set that no other of the set is told to beat in an objective, [mix, objective]."""
    like = np.zeros(scores[:, 0].shape, np.bool_)
    places = np.flatnonzero(kept)
    pairs = np.arange(scores.shape[1])
    for k in range(scores.shape[2] if len(places) else 0):
        signs = told_apart(scores[places, :, k], pairs)
        like[places, k] = ~(signs == 1).any(axis=1)
    return like


def _over_pairs(made: Any, missed: Values) -> Values:
    """A summary over pairs [mix, objective]; NaN for mixes that are not in the set."""
    out = np.full((missed.shape[0], missed.shape[2]), np.nan)
    for k, one in enumerate(missed):
        if np.isfinite(one).any():
            out[k] = made(one, axis=0)
    return out


def _first_of(names: tuple[str, ...], scores: Values, chosen: NDArray[np.bool_]) -> str:
    """The chosen mix with the best mean of the first objective over the pairs that it lived; empty where there is none
    whose score can be told."""
    means = np.full(len(names), np.inf)
    for k in np.flatnonzero(chosen):
        lived = scores[k, :, 0][np.isfinite(scores[k, :, 0])]
        means[k] = lived.mean() if len(lived) else np.inf
    return names[int(means.argmin())] if np.isfinite(means).any() else ""
