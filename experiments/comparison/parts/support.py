"""Which sectors a scenario aids by name, and so which of its effects lie inside and outside of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.comparison.rows import Row
from sim.levers import Horizon
from sim.policy.groups import group_table
from sim.policy.programmes import Pays
from sim.policy.vocabulary import SECTORS

if TYPE_CHECKING:
    from sim.levers import Lever
    from sim.scenarios import Scenario

OF_ONE_SECTOR = {"plate_free": "nev"}
"""Terms without sectors that aid one all the same."""


def changed_levers(base: Scenario, scenario: Scenario) -> list[Lever]:
    """Levers that one has and the other has not, or not so, in order of id."""
    ours, theirs = ({lever.id: lever for lever in one.levers} for one in (base, scenario))
    names = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    return [lever for name in names for lever in (ours.get(name), theirs.get(name)) if lever is not None]


def supported(base: Scenario, scenario: Scenario) -> tuple[str, ...]:
    """Sectors named by levers that differ: price cuts, purchase aid, offers at their tills. Empty where none is, or
    where all are."""
    months = tuple(range(scenario.first_month, scenario.last_month + 1))
    trials = tuple(sorted({*base.trials, *scenario.trials}))
    horizon = Horizon(months, group_table(len(trials)), trials)
    found: set[str] = set()
    for lever in changed_levers(base, scenario):
        for month in months:
            if lever.share(month) > 0:
                found |= {OF_ONE_SECTOR.get(one.term, one.item or "") for one in lever.adjustments(month)}
        for row in lever.programmes(horizon):
            found |= set(row.sectors) if row.pays != Pays.RATE_POINTS else set()
    named = tuple(sector for sector in SECTORS if sector in found)
    return named if len(named) < len(SECTORS) else ()


DERIVED = (
    Row("retail_pulled_forward", 0.0, "CNY", "", "parts", "effect to the month looked at that is gone by the end"),
    Row("retail_supported", 0.0, "CNY", "", "parts", "effect in sectors that the scenario aids by name, whole run"),
    Row("retail_elsewhere", 0.0, "CNY", "", "parts", "effect in all other sectors, whole run"),
    Row("aided_anyway_to_date", 0.0, "CNY", "", "parts", "sales with aid that were no additional tickets by then"),
    Row("aided_anyway_total", 0.0, "CNY", "", "parts", "sales with aid that are no additional tickets at the end"),
)
"""Parts that only a difference has: the base's are 0."""


def derived(
    values: NDArray[np.float64], rows: list[Row], sectors: list[tuple[str, ...]]
) -> tuple[NDArray[np.float64], list[Row]]:
    """Values and rows with DERIVED added. values : [.., scenario, pair, measure], the base first.  sectors : aided by
    name, of each scenario after the base; a scenario without any has no sum inside and outside of them (NaN)."""
    place = {row.name: k for k, row in enumerate(rows)}
    effect = values - values[..., :1, :, :]

    def of(name: str) -> NDArray[np.float64]:
        found: NDArray[np.float64] = effect[..., place[name]]
        return found

    inside = np.zeros_like(of("retail_total"))
    for k, named in enumerate(sectors, start=1):
        one = [effect[..., k, :, place[f"retail/sector/{sector}"]] for sector in named]
        inside[..., k, :] = sum(one) if one else np.nan
    anyway = [of(f"aided_{span}") - of(f"tickets_{span}") for span in ("to_date", "total")]
    added = (of("retail_to_date") - of("retail_total"), inside, of("retail_total") - inside, *anyway)
    wholes = ("retail_to_date", "retail_total", "retail_total", "aided_to_date", "aided_total")
    named_rows = [row._replace(period=rows[place[whole]].period) for row, whole in zip(DERIVED, wholes, strict=True)]
    return np.concatenate([values, np.stack(added, axis=-1)], axis=-1), [*rows, *named_rows]
