"""Published figures that a run is compared with: which of them a vintage fits, and which it is judged by.

The split follows by rule from targets.csv and the days of release.

A figure declared `fit` is fitted by the vintages that see it and held out from earlier ones. No month is used twice:
among figures of one quantity the earlier in the list keeps its months, one that shares a month with it is only shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from calibration.declared import SPLITS, TARGETS, Target, every_target, read_targets, retail_targets
from sim.data.releases import RULES
from sim.data.statistics import FOLDER, load_statistics
from sim.data.vintages import PACKAGE, seen_by
from sim.engine.cache import remembered
from sim.errors import UsageError, did_you_mean

__all__ = ["TARGETS", "Target", "every_target", "read_targets", "retail_targets", "shipped_targets", "targets"]

QUANTITIES = {"retail_first_base": "retail", "retail_revised": "retail", "retail_growth": "retail"}
"""Operators that measure the same quantity in another form; every other operator is a quantity of its own."""


def targets(vintage: str | None = PACKAGE, split: str | None = None) -> tuple[Target, ...]:
    """Targets of a vintage with its split: `fit` (known by then), `hold_out` (published later, or held out for good)
    and `shown`; those of one split where asked for, else all. In the order of the list, windows of retail sales first.

    vintage : a month or a day, see `sim.data.vintages`; None and `PACKAGE` see every figure.  split : one of `SPLITS`.

    Raises UsageError for an unknown split or vintage.
    """
    if split is not None and split not in SPLITS:
        raise UsageError(f"there is no split {split!r:.60}.", remedy=did_you_mean(split, SPLITS))
    return tuple(target for target in _of_vintage(vintage or PACKAGE) if split in (None, target.split))


@cache
def shipped_targets() -> tuple[Target, ...]:
    """Every target with the statistics that come with the package: looked up once a version of both, then kept."""
    files = sorted((*FOLDER.glob("*.csv"), RULES, *TARGETS.parent.glob("*.csv"), *TARGETS.parent.glob("*.py")))
    text = b"\0".join(part for file in files for part in (file.name.encode(), file.read_bytes()))
    kept = remembered(text, lambda: [_plain(target) for target in every_target(load_statistics())])
    return tuple(_whole(row) for row in kept)


def _plain(target: Target) -> dict[str, Any]:
    days = {name: str(getattr(target, name)) for name in ("first", "last", "released")}
    return {**vars(target), "value": float(target.value), "moves": list(target.moves), **days}


def _whole(row: dict[str, Any]) -> Target:
    days = {name: np.datetime64(row[name]) for name in ("first", "last", "released")}
    return Target(**{**row, "moves": tuple(row["moves"]), **days})


@cache
def _of_vintage(vintage: str) -> tuple[Target, ...]:
    last_day = seen_by(vintage)
    if last_day is None:
        return _disjoint(shipped_targets(), "fit", ())
    fitted = _disjoint(every_target(load_statistics(vintage=vintage), whole=False), "fit", ())
    known = {target.id for target in fitted}
    late = [target for target in shipped_targets() if target.id not in known]
    used = [target for target in fitted if target.split != "shown"]
    return (*fitted, *_disjoint(late, "hold_out", used))


def _disjoint(found: Iterable[Target], split: str, used: Iterable[Target]) -> tuple[Target, ...]:
    """Targets declared `fit` in the split given; those that share a month of a quantity with an earlier one, shown."""
    taken = _months_by_quantity(used)
    result = []
    for target in found:
        months, there = _months(target), taken.setdefault(_quantity(target), set())
        if target.split == "shown":
            result.append(target)
        elif months & there:
            result.append(replace(target, split="shown"))
        else:
            there |= months
            result.append(replace(target, split=split if target.split == "fit" else target.split))
    return tuple(result)


def _months_by_quantity(used: Iterable[Target]) -> dict[str, set[np.datetime64]]:
    taken: dict[str, set[np.datetime64]] = {}
    for target in used:
        taken.setdefault(_quantity(target), set()).update(_months(target))
    return taken


def _quantity(target: Target) -> str:
    return QUANTITIES.get(target.operator, target.operator)


def _months(target: Target) -> set[np.datetime64]:
    return set(np.arange(target.first, target.last + 1))
