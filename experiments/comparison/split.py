"""The effect of a mix, shared out over its clauses: every mix of some of them is lived under the same luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.comparison.pairs import Settings, pair_answers
from experiments.comparison.players import coalition, players
from experiments.comparison.shapley import Shares, coalitions_of, orders_of, shares

if TYPE_CHECKING:
    from sim.scenarios import Scenario

SPLIT = ("retail_total", "credit", "growth_gap", "vintage_12", "over_indebted", "fiscal_cost_total")
"""Measures that are shared out."""

SEEDS, QUICK_SEEDS = 4, 3
"""Seeds of a split, and of one by two orders."""

TOGETHER = 24
"""Mixes that are lived beside one base: more would hold too much memory at once."""

QUICK, MOST_QUICK = 2, 24
"""Orders, and most players, where no full split is asked for."""


def mixes_needed(base: Scenario, scenario: Scenario, orders: int) -> int:
    """Mixes that a split lives for each seed, the base not counted; 0 = none is made."""
    count = len(players(base, scenario))
    if count < 2 or orders < 2 or (orders == QUICK and count > MOST_QUICK):
        return 0
    return len(_mixes(count, orders)) - 1


def mixes_run(base: Scenario, scenario: Scenario, orders: int) -> list[Scenario]:
    """The mixes that a split runs for each seed, the base not among them, those of few clauses first."""
    levers = players(base, scenario)
    names = tuple(levers)
    mixes = _mixes(len(names), orders)
    return [coalition(base, scenario, {names[k]: levers[names[k]] for k in mix}) for mix in mixes if mix]


def seeds_of(orders: int) -> int:
    """Seeds of a split by so many orders."""
    return QUICK_SEEDS if orders == QUICK else SEEDS


def _mixes(count: int, orders: int) -> list[frozenset[int]]:
    return coalitions_of(count, orders_of(count, orders), apart=orders > QUICK)


def split_effect(
    base: Scenario,
    scenario: Scenario,
    orders: int,
    seeds: int,
    settings: Settings,
    threads: int,
    progress: Callable[[int], None] = lambda _: None,
) -> Shares:
    """Shares of every player of a mix in its effects on SPLIT. progress : called with mixes lived so far."""
    levers = players(base, scenario)
    names = tuple(levers)
    taken = orders_of(len(names), orders)
    mixes = _mixes(len(names), orders)
    others = [mix for mix in mixes if mix]
    count = -(-len(others) // TOGETHER)
    parts = [others[k::count] for k in range(count)]
    jobs = [(seed, part) for seed in range(1, seeds + 1) for part in parts]
    found = {mix: np.full((seeds, len(SPLIT)), np.nan) for mix in mixes}

    def live(job: tuple[int, list[frozenset[int]]]) -> NDArray[np.float64]:
        seed, part = job
        scenarios = [base, *(coalition(base, scenario, {names[k]: levers[names[k]] for k in mix}) for mix in part)]
        answers = pair_answers(scenarios, seed, None, settings._replace(few=True))
        place = {row.name: k for k, row in enumerate(answers[0].rows)}
        return np.array([[one.rows[place[name]].value for name in SPLIT] for one in answers])

    done = 0
    with ThreadPoolExecutor(threads) as pool:
        for (seed, part), values in zip(jobs, pool.map(live, jobs), strict=True):
            for mix, one in zip((frozenset[int](), *part), values, strict=True):
                found[mix][seed - 1] = one
            done += len(part)
            progress(done)
    return shares(found, len(names), taken)


def split_table(
    scenarios: Sequence[Scenario],
    orders: int,
    settings: Settings,
    threads: int,
    progress: Callable[[int, int, str], None] | None = None,
) -> dict[str, Any]:
    """Shares of every scenario in which more than one player differs from the base, the first, as variables of a
    comparison; empty where there is none."""
    base, *others = scenarios
    wanted = [mixes_needed(base, other, orders) for other in others]
    seeds = seeds_of(orders)
    most, done = sum(wanted) * seeds, 0
    found: list[tuple[tuple[str, ...], Shares] | None] = [None]

    def lived(mixes: int) -> None:
        if progress:
            progress(done + mixes, most, "mix")

    for other, mixes in zip(others, wanted, strict=True):
        made = split_effect(base, other, orders, seeds, settings, threads, lived) if mixes else None
        found.append((tuple(players(base, other)), made) if made else None)
        done += mixes * seeds
    return _as_table(found, seeds) if any(found) else {}


def _as_table(found: Sequence[tuple[tuple[str, ...], Shares] | None], seeds: int) -> dict[str, Any]:
    """Shares of all scenarios in arrays [scenario, player, shared]; NaN where a player has no part in a scenario.
    found : players and shares, the base first; None where none was made."""
    names = list(dict.fromkeys(name for one in found if one for name in one[0]))
    kinds = {
        "share": "mean",
        "share_error": "error",
        "share_half": "half",
        "share_alone": "alone",
        "share_last": "last",
    }
    tables = {kind: np.full((len(found), len(names), len(SPLIT)), np.nan) for kind in kinds}
    for k, one in enumerate(found):
        if one:
            places = [names.index(name) for name in one[0]]
            for kind, field in kinds.items():
                tables[kind][k, places] = getattr(one[1], field)
    dims = ("scenario", "player", "shared")
    return {
        **{kind: (dims, table) for kind, table in tables.items()},
        "player": ("player", names),
        "shared": ("shared", list(SPLIT)),
        "split_seeds": ((), seeds),
    }
