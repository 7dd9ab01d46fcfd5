"""What is bought, when, and with coupons: facts F08, F09, F15, F16."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.facts.registry import experiment
from calibration.facts.windfalls import spending
from calibration.facts.worlds import World, over
from sim.books.flows import Cash, Group
from sim.calendar import month_index
from sim.panel import Panel
from sim.policy.groups import Groups, group_table
from sim.policy.vocabulary import QUINTILES, Sector
from sim.running import run

YEAR = 12

FOOD, SERVICES = 0, 2
"""Classes of ordinary spending."""

COUPON: dict[str, Any] = {"sectors": ["dining"], "face": 25, "threshold": 100, "from": "2023-07", "to": "2023-07"}
"""A quarter of the bill, as in the studies; one month, one for every household that fetches it."""

EVERYBODY = 1e8
FOLLOWED = 10_000
"""Coupons handed out, and households followed one by one."""


@experiment("F08", "food", "services")
def engel_slopes(world: World) -> tuple[float, ...]:
    """Slope of log spending on a class of goods on log spending on all, a household, over the fifths of income, in a
    year: what the source, a demand system, calls income is expenditure."""
    year = world.calm[:YEAR]
    groups = group_table()
    households = year["groups"][:, Group.HOUSEHOLDS].sum(axis=0)
    bought = np.stack([_by_fifth(kind, groups) for kind in year["classes"].sum(axis=0)])
    each = np.log(bought / _by_fifth(households, groups))
    whole = np.log(bought.sum(axis=0) / _by_fifth(households, groups))
    return tuple(float(np.polyfit(whole, each[kind], 1)[0]) for kind in (FOOD, SERVICES))


def _by_fifth(values: NDArray[Any], groups: Groups) -> NDArray[np.float64]:
    return np.bincount(groups.quintile, values[: len(groups.quintile)], QUINTILES).astype(np.float64)


@experiment("F09", "April", "October to December", "June")
def seasons(world: World) -> tuple[float, ...]:
    """Retail sales of 2023 in the city as it was, over their monthly mean."""
    sales = world.actual["retail_sales"].sum(["sector", "channel"]).sel(month="2023").to_numpy()
    shape = sales / sales.mean()
    return float(shape[3]), float(shape[9:].mean()), float(shape[5])


@experiment("F15", "extra spending per 1 of coupons, in their month")
def coupons(world: World) -> tuple[float, ...]:
    """Spending with aid, over the aid; what the coupon pays is part of the bill, as in the studies."""
    books = world.tried(last="2023-07", voucher={**COUPON, "quota": EVERYBODY})
    extra = spending(books)[0] - spending(world.untried)[0]
    paid = books["cash"][0, Cash.SUBSIDY].sum() - world.untried["cash"][0, Cash.SUBSIDY].sum()
    return (over(float(extra), float(paid)),)


@experiment("F16", "extra spending of those above the threshold less those below, CNY a household")
def infra_marginal(world: World) -> tuple[float, ...]:
    """Those whose usual spending on dining is above the threshold of a coupon that half of them reach."""
    count = min(FOLLOWED, world.households)
    without = _spent(world, count, {})
    dining = _share_of_dining(world)
    usual = without[0] * dining
    threshold = float(np.median(usual))
    coupon = {**COUPON, "threshold": threshold, "face": threshold / 4, "quota": EVERYBODY}
    extra = _spent(world, count, {"voucher": coupon})[1] - without[1]
    above = usual > threshold
    return (float(extra[above].mean() - extra[~above].mean()),)


def _spent(world: World, count: int, levers: dict[str, Any]) -> NDArray[np.float64]:
    """Ordinary spending in the month before the coupon and in its month, of the households followed, CNY."""
    built = world.trial(last="2023-07", **levers)
    panel = Panel(built.economy.homes, count, built.burn_in + built.months)
    run(built, 1, panel=panel)
    month = built.burn_in + month_index(COUPON["from"]) - built.first_month
    table: NDArray[np.float64] = panel.tables["panel_spending"][month - 1 : month + 1]
    return table


def _share_of_dining(world: World) -> float:
    """Dining in ordinary spending: every household's is taken to be the mean one."""
    cash = world.untried["cash"][0, Cash.SPENDING]
    return over(float(cash[Sector.DINING]), float(cash.sum()))
