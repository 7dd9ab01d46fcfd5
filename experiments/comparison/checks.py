"""What cannot be compared, said before anything is run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.scenarios import Scenario


def refuse(
    named: Mapping[str, Scenario],
    households: int,
    seeds: int,
    draws: int,
    precision: float | None,
    threads: int | None,
    orders: int = 0,
) -> None:
    """Raise UsageError where scenarios cannot be compared, or settings are none. named : the base first."""
    from sim.calendar import month_date
    from sim.parameters import MOST_DRAWS

    (first, base), *others = named.items()
    if not others:
        raise UsageError(f"there is nothing to compare with '{first}'.", remedy="Name one scenario or more.")
    for name, scenario in others:
        if scenario.first_month != base.first_month:
            months = [str(month_date(one.first_month))[:7] for one in (base, scenario)]
            what = f"'{first}' begins in {months[0]}, '{name}' in {months[1]}: they do not share their first months."
            raise UsageError(what, remedy="Give both the same first month.")
    if not 100 <= households <= 20_000_000:
        raise UsageError(f"{households} households cannot be run.", remedy="Choose 100 to 20 million.")
    if not 1 <= draws <= MOST_DRAWS:
        raise UsageError(f"{draws} draws cannot be run.", remedy=f"Choose 1 to {MOST_DRAWS}.")
    if seeds < 1 or (draws == 1 and seeds < 2):
        remedy = "Ask for 2 at least (--seeds), or for several draws of the parameters (--draws)."
        raise UsageError(f"{seeds} seeds are too few for an interval.", remedy=remedy)
    if precision is not None and (precision <= 0 or seeds * draws < 4):
        what = "a precision must be above 0, and its rule needs 4 pairs at least."
        raise UsageError(what, remedy="Ask for --precision 0.1 with --seeds 4 or more.")
    if orders < 0 or orders % 2:
        raise UsageError(f"{orders} orders cannot be paired.", remedy="Ask for an even number: 2, 32, or 0 for none.")
    if threads is not None and threads < 1:
        raise UsageError(f"{threads} threads cannot run anything.", remedy="Ask for one at least.")


def refuse_month(base: Scenario, at: str) -> None:
    """Raise UsageError where the month looked at is none, or lies before the run."""
    from sim.calendar import month_date, month_index

    try:
        place = month_index(at)
    except ValueError:
        raise UsageError(f"'{at}' is no month.", remedy="Write a month as 2026-12.") from None
    if place < base.first_month:
        first = str(month_date(base.first_month))[:7]
        raise UsageError(f"{at} lies before the first month, {first}.", remedy="Look at a later month (--at).")
