"""A rule of legality, what breaks it, and limits that change on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sim.levers.base import Lever


class Breach(NamedTuple):
    """A lever that a rule forbids, or warns of.  lever : its id.  what : follows its name in a sentence.  remedy : what
    to do.  refused : whether the scenario is refused; else it is warned of."""

    lever: str
    what: str
    remedy: str
    refused: bool


Check = Callable[[Lever, Sequence[Lever]], Iterator[Breach]]
"""Breaches by one lever among all that are in force together."""


class Rule(NamedTuple):
    """name : as in messages.  title, title_zh : what it demands.  source : document and article.  rows : instruments of
    the table `policy_instruments`.  severity : refuse, warn or both, and when.  binds : whether it speaks of a kind of
    lever.  check : finds breaches."""

    name: str
    title: str
    title_zh: str
    source: str
    rows: tuple[str, ...]
    severity: str
    binds: Callable[[type[Lever]], bool]
    check: Check


Steps = tuple[tuple[date, float], ...]
"""A limit from each day on, in order of time; before the first day nothing is limited."""


def only(*keys: str) -> Callable[[type[Lever]], bool]:
    """A rule that speaks of levers of these keys."""
    return lambda lever: lever.key in keys


def until(lever: Lever) -> date:
    """The last day in force."""
    return lever.end or date.max


def bound_from(lever: Lever, day: date) -> bool:
    """Whether a lever is in force on a day or later."""
    return until(lever) >= day


def limits(lever: Lever, steps: Steps) -> Iterator[tuple[date, float]]:
    """Limits that hold on a day on which the lever is in force, each with the day it began."""
    for k, (begin, limit) in enumerate(steps):
        following = steps[k + 1][0] if k + 1 < len(steps) else date.max
        if bound_from(lever, begin) and lever.start < following:
            yield begin, limit


def exceeded(lever: Lever, value: float, steps: Steps) -> tuple[date, float] | None:
    """The first limit that a value of the lever exceeds, and since when it holds; None where it keeps to all."""
    return next(((begin, limit) for begin, limit in limits(lever, steps) if value > limit + 1e-9), None)


def follows_law(lever: Lever | type[Lever]) -> bool:
    """Whether a lever is a rule of the country itself rather than an act under it."""
    return lever.authority == "national"
