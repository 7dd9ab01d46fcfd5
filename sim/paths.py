"""Outside paths of a run: months of the burn-in are held at the terms of the month before history begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from sim.agents.world import Paths
from sim.data.exogenous import ITEMS, load_exogenous, path_list
from sim.data.seasons import load_seasons
from sim.errors import ScenarioError
from sim.policy.vocabulary import SECTORS
from sim.scenarios.records import ExogenousChange

BASE_INCOME = 78_027.0
"""Disposable income per head of 2021, CNY (grade B): wages are measured against it."""

PLATES = ((-24, 13_000.0), (12, 12_000.0), (24, 9_000.0), (36, 5_000.0), (41, 4_159.0), (84, 4_159.0))
"""Private plates auctioned a month at month numbers: 11,000-18,000 in 2020-2022 (grade C), 4,159 in 2025-06 (grade A);
between them a straight line (assumption)."""

PLATE_PRICE = 92_400.0
"""Warning price of the auction, 2025-06 (grade A); winning prices lie close to it."""

MORTGAGE_YEARS = 20.0

UNREAD = ("cpi_yoy", "lpr_5y", "residents", "house_price")
"""Paths that are in the data and that no behaviour reads yet."""

Changes = Mapping[str, Sequence[ExogenousChange]]
"""Changes of outside paths by name, made in their order."""

NONE: Changes = MappingProxyType({})


class Outside(NamedTuple):
    """What comes from outside: the paths that a month reads, and by name the arrays behind them."""

    paths: Paths
    raw: dict[str, np.ndarray]
    """Months of the run, with the scenario's changes."""
    before: dict[str, np.ndarray]
    """The same months without them."""


def month_numbers(first_month: int, burn_in: int, months: int) -> np.ndarray:
    """Calendar month numbers of a run, burn-in first (0 = 2022-01)."""
    return np.arange(first_month - burn_in, first_month + months)


def build_paths(
    first_month: int, burn_in: int, months: int, p: np.record, scale: float, changes: Changes = NONE
) -> Outside:
    """Paths over burn-in and run, and the raw exogenous arrays of the run's months.

    During the burn-in everything is held at the month before the run, seasons and bonus months go on. changes : of the
    scenario, from the first month of the run on. Raises ScenarioError for a change that cannot be made.
    """
    numbers = month_numbers(first_month, burn_in, months)
    known = load_exogenous(first_month - 1, months + 1)
    raw = changed_paths(known, changes, first_month)
    held = np.maximum(numbers - (first_month - 1), 0)

    def path(name: str, factor: float = 1.0) -> np.ndarray:
        return (raw[name][held] * factor).astype(np.float32)

    wage = raw["income_per_head"][held] / BASE_INCOME
    calendar = np.mod(numbers, 12)
    share = load_exogenous(0, 12)["wage_share"][calendar]
    share[burn_in:] = raw["wage_share"][1:]
    seasons = load_seasons()
    rate = raw["existing_mortgage_rate"]
    year = np.maximum(numbers, 0) / 12.0
    cumulative = np.floor(
        np.cumsum(np.interp(numbers, [month for month, _ in PLATES], [plates for _, plates in PLATES]) / scale) + 1e-9
    )
    paths = Paths(
        wage_index=wage.astype(np.float32),
        wage_growth=np.maximum(wage / np.concatenate([wage[:1].repeat(12), wage])[:-12] - 1.0, 0.0).astype(np.float32),
        unemployment=path("unemployment_rate"),
        bonus=(share * 12.0).astype(np.float32),
        lpr=path("lpr_1y"),
        mortgage_rate=path("existing_mortgage_rate"),
        mortgage_rate_factor=_instalment(rate[held]) / _instalment(rate[:1]),
        outside_return=path("outside_return"),
        deposit_rate=path("outside_return", 0.6),
        deferral=path("repayment_deferral"),
        stress=path("repayment_stress"),
        demand=path("demand"),
        car_price=path("car_price"),
        nev_appeal=(p.nev_trend_2022 + p.nev_trend_growth * year).astype(np.float32),
        plate_price=np.full(len(numbers), PLATE_PRICE, np.float32),
        plate_quota=np.diff(cumulative, prepend=0.0).astype(np.int64),
        new_year=(calendar == 0).astype(np.uint8),
        season=seasons[:, calendar].T.astype(np.float32),
        opening=raw["opening"][held].astype(np.float32),
    )
    return Outside(paths, *({name: values[1:] for name, values in table.items()} for table in (raw, known)))


def changed_paths(known: dict[str, np.ndarray], changes: Changes, first_month: int) -> dict[str, np.ndarray]:
    """Paths with a scenario's changes. known : [month] from the month before the run, which no change reaches;
    first_month : number of the run's first month. Raises ScenarioError."""
    raw = dict(known)
    series = {path.name: path for path in path_list()}
    for name, listed in changes.items():
        if name in UNREAD:
            what = f"no behaviour reads the outside path '{name}' yet, so that changing it would do nothing."
            raise ScenarioError(what, place=f"exogenous.{name}", remedy="Leave it out of the scenario.")
        path, run = series[name], known[name][1:]
        for change in listed:
            run = change.apply(run, first_month, ITEMS[path.items])
        outside = (run < path.low) | (run > path.high)
        if outside.any():
            what = f"'{name}' reaches {run[outside][0]:g}, outside {path.low:g} to {path.high:g} ({path.unit})."
            remedy = "Write changes in the unit of the path: 'add: 0.01' adds a percentage point to a rate."
            raise ScenarioError(what, place=f"exogenous.{name}", remedy=remedy)
        raw[name] = np.concatenate([known[name][:1], run])
    if "income_per_head" in changes:
        level = raw["income_per_head"]
        raw["income_growth"] = np.concatenate([known["income_growth"][:1], level[1:] / level[:-1] - 1.0])
    return raw


def _instalment(rate: np.ndarray) -> np.ndarray:
    """Instalment of a 20-year mortgage of one CNY at these rates (a rate per year), by repeated division."""
    monthly = rate / 12.0
    growth = np.ones_like(monthly)
    for _ in range(int(MORTGAGE_YEARS * 12)):
        growth = growth / (1.0 + monthly)
    return (monthly / (1.0 - growth)).astype(np.float32)


def external_retail(p: np.record, raw: dict[str, np.ndarray], first_month: int, months: int) -> np.ndarray:
    """Retail sales to visitors, outside buyers and institutions: float64 [month, sector, channel], CNY of the city.

    Their yearly sum on the 2025 base is `external_share` x `retail_base`; the split over kinds and sectors is an
    assumption. Nothing here depends on the households, so every retail effect is scaled by it.
    """
    total = float(p.external_share) * float(p.retail_base) / 12.0
    seasons = load_seasons()[:, np.mod(np.arange(first_month, first_month + months), 12)].T
    level = raw["external_level"]
    table = np.zeros((months, len(SECTORS), 2))
    for kind, (weight, channel, shares) in EXTERNAL.items():
        for sector, share in shares.items():
            k = SECTORS.index(sector)
            table[:, k, channel] += total * weight * share * raw[kind] * level * seasons[:, k] * raw["opening"][:, k]
    return table


def event_visitors(spending: np.ndarray, in_retail: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What visitors whom policy brings spend in the city, by month and sector: (retail sales, services), CNY.

    spending : term `visitor_spending` [month, group, sector], the same for all groups that a lever is meant for: those
    from outside belong to none.  in_retail : part of a sector's sales that is retail [sector]. They buy in shops.
    """
    spent = spending.max(axis=1).astype(np.float64)
    return spent * in_retail, spent * (1.0 - in_retail)


EXTERNAL = {
    "visitors": (0.22, 0, {"apparel": 0.30, "dining": 0.30, "daily_goods": 0.20, "digital": 0.10, "culture": 0.10}),
    "outside_online": (0.40, 1, {"daily_goods": 0.35, "apparel": 0.25, "digital": 0.20, "appliances": 0.15,
                                 "furniture": 0.05}),
    "institutions": (0.38, 0, {"daily_goods": 0.28, "fuel_other": 0.36, "digital": 0.19, "nev": 0.035, "ice": 0.035,
                               "dining": 0.10}),
}  # fmt: skip
"""Kind of outside buyer: weight (visitor consumption 2021 grade B, the rest assumed), channel (0 store, 1 online),
shares of sectors (assumption)."""
