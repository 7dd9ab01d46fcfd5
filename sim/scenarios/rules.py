"""What a set of levers must keep to: clear stacks, and trials that agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from sim.levers import Horizon, Lever
from sim.policy.groups import group_table
from sim.policy.programmes import Pays, Programme

LARGEST_TRIALS = 2
"""Keys of trials in a scenario: two keys make four arms."""

_PRICE = frozenset({Pays.PRICE_SHARE, Pays.FIXED_AMOUNT, Pays.VOUCHER})


class Clash(NamedTuple):
    """Two levers that cannot stand together as they are. lever : id of the one at fault; what, remedy : sentences."""

    lever: str
    what: str
    remedy: str


def first_clash(levers: Sequence[Lever]) -> Clash | None:
    """The first breach among levers, in order of id, or None."""
    return _trial_clash(levers) or _stack_clash(levers)


def _trial_clash(levers: Sequence[Lever]) -> Clash | None:
    shares: dict[str, float] = {}
    for lever in levers:
        if lever.trial is None:
            continue
        key, share = lever.trial.key, lever.trial.share
        if shares.setdefault(key, share) != share:
            what = f"trial '{key}' has a share of {share:g} here and of {shares[key]:g} elsewhere."
            return Clash(lever.id, what, "Give levers of one trial the same share, or another key.")
        if len(shares) > LARGEST_TRIALS:
            what = f"trial '{key}' is one too many."
            return Clash(lever.id, what, "Keep at most two trial keys: they make four arms.")
    return None


def _stack_clash(levers: Sequence[Lever]) -> Clash | None:
    trials = tuple(sorted({lever.trial.key for lever in levers if lever.trial}))
    horizon = Horizon((), group_table(len(trials)), trials)
    rows = [(lever, row) for lever in levers for row in lever.programmes(horizon)]
    for (one, row), (other, another) in combinations(rows, 2):
        if row.stack == another.stack or (one.stack and other.stack) or not _same_days(one, other):
            continue
        shared = _shared_items(row, another)
        if shared and (row.groups & another.groups).any():
            what = f"'{one.id}' and '{other.id}' pay for {shared[0]} at the same time, and not both name a stack."
            remedy = "Give both one 'stack' (the better one pays), or each its own 'stack' (they add up)."
            return Clash(other.id, what, remedy)
    return None


def _same_days(one: Lever, other: Lever) -> bool:
    return one.start <= (other.end or date.max) and other.start <= (one.end or date.max)


def _shared_items(row: Programme, another: Programme) -> list[str]:
    """Sectors, or for rate points products, in which both pay in the same way."""
    if row.pays != another.pays and not {row.pays, another.pays} <= _PRICE:
        return []
    sectors = sorted({*row.sectors} & {*another.sectors})
    if row.pays != Pays.RATE_POINTS:
        return sectors
    return sorted({*row.products} & {*another.products}) if sectors else []
