"""With constant paths, no programme and turnover on, ratios stay where they are: year 10 against year 2 after the
burn-in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.claims.registry import Row, Settings, claim, judged, reported

if TYPE_CHECKING:
    from benchmarks.runs import Constant

EARLY, LATE = 24 + 12, 24 + 108
"""First months of year 2 and of year 10, after the burn-in of 24 months that every run has."""
WITHIN, WITHIN_LATE = 0.02, 0.05
"""Largest change; of balances more than 60 days past due."""


def runs(settings: Settings) -> dict[str, Constant]:
    """Runs with constant paths at central parameters and at random sets of them."""
    from benchmarks.runs import constant

    sets = {"central": None, **{f"draw {draw}": draw for draw in range(1, settings.draws + 1)}}
    return {name: constant(settings.large, draw) for name, draw in sets.items()}


@claim("steady")
def steady_state(settings: Settings) -> Iterator[Row]:
    """Twelve ratios change by less than 2% (past 60 days 5%) from year 2 to year 10."""
    from benchmarks.ratios import RATIOS, ratios

    found = {name: [ratios(run.result, first) for first in (EARLY, LATE)] for name, run in runs(settings).items()}
    for name, ratio in RATIOS.items():
        change = {which: late[name] / early[name] - 1 for which, (early, late) in found.items()}
        bar = WITHIN_LATE if ratio.late else WITHIN
        what = f"steady state, {settings.large:,} households: {name}"
        early, late = (values[name] for values in found["central"])
        central = change.pop("central")
        figure = f"{early:.4f} to {late:.4f} ({central:+.1%})"
        yield judged(f"{what}, centre of the priors", figure, f"< {bar:.0%}", met=abs(central) < bar)
        if change:
            figure = ", ".join(f"{value:+.1%}" for value in change.values())
            met = all(abs(value) < bar for value in change.values())
            yield judged(f"{what}, {len(change)} random sets", figure, f"< {bar:.0%}", met=met)


@claim("steady")
def wealth_drift(settings: Settings) -> Iterator[Row]:
    r"""Liquid wealth over yearly income with its analytic drift.

    .. math:: w' = s + n - e - g w

    s : saving of those who stay; n : wealth that newcomers bring; e : wealth that leaves with estates, all over yearly
    income; g : growth of income, 0 with constant paths. Committed saving leaves liquid wealth for deposits, pensions
    and property that no column holds: with g = 0 nothing stops wealth that includes it, which grows by c a year.
    """
    from benchmarks.wealth import drift

    for name, run in runs(settings).items():
        w = drift(run, EARLY, LATE)
        figure = (
            f"{w.early:.3f} to {w.late:.3f}; a year {w.observed:+.4f}, by formula {w.drift:+.4f} = "
            f"s {w.saved:+.4f} + n {w.brought:.4f} - e {w.left:.4f}; committed saving c {w.committed:.3f}"
        )
        yield reported(f"liquid wealth over yearly income, year 2 to year 10, {name}", figure)
