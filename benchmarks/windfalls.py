"""A windfall for everybody: what households spend of it within a year, same luck with and without."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BEFORE, AFTER = 30, 12
"""Months lived before the windfall, and months over which spending is watched: constant paths, no programme."""


class Response(NamedTuple):
    """Extra spending over the windfall, population means.  whole : everybody; fifths : by liquid wealth over income
    before the windfall, lowest first."""

    whole: float
    fifths: tuple[float, ...]


def response(households: int, amount: float, *, of_income: bool = False) -> Response:
    """Marginal propensity to consume within twelve months, durables included.

    amount : CNY, or months of income of each household.  Same measure as facts F01 to F03.
    """
    spent, liquid, income = _spending(households, 0.0, of_income=False)
    more = _spending(households, amount, of_income=of_income)[0]
    windfall = amount * income if of_income else np.full(households, amount)
    extra = (more - spent)[BEFORE:].sum(axis=0)
    fifth = np.argsort(np.argsort(liquid / income)) * 5 // households
    parts = tuple(float(extra[fifth == k].sum() / windfall[fifth == k].sum()) for k in range(5))
    return Response(float(extra.sum() / windfall.sum()), parts)


def _spending(
    households: int, amount: float, *, of_income: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Spending [month, household], and liquid wealth and income [household] before the windfall, by household."""
    from sim.build import build
    from sim.panel import Panel
    from sim.population.synthesis import column
    from sim.running import run
    from sim.scenarios import load_scenario

    scenario = load_scenario("shanghai/no_policy").with_months(last="2022-01")
    months = BEFORE + AFTER
    built = build(scenario, households, 1, None, burn_in=months)
    economy, panel = built.economy, Panel(built.economy.homes, households, months + 1)
    series = run(built, 2, last=BEFORE, panel=panel)[:2]
    homes = economy.homes
    order = np.argsort(column(homes, "household"))
    liquid, income = (column(homes, name)[order].astype(np.float64) for name in ("deposits", "income"))
    filled = np.arange(homes["deposits"].shape[1]) < homes["rows"][:, None]
    given = homes["income"].astype(float) * amount if of_income else np.full(homes["income"].shape, amount)
    fen = np.where(filled, np.floor(given * 100), 0).astype(np.int64)
    homes["deposits"] += fen
    economy.before["deposits"] += fen.sum()
    run(built, 2, first=BEFORE, last=months, series=series, panel=panel)
    spending = panel.tables["panel_spending"] + panel.tables["panel_tickets"]
    return spending[:months], liquid / 100.0, income
