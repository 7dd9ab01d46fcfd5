"""Replacement, pull-forward and trade-in: facts F11 to F14."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.facts.registry import experiment
from calibration.facts.table import Bound
from calibration.facts.worlds import TRADE_IN, World, over
from sim.policy.vocabulary import Car, Sector

SCRAPPAGE = {"kind": "scrappage", "nev_rate": 0.18, "ice_rate": 0.18, "from": "2023-07", "to": "2023-09"}
"""Part of the price, as in the programme that was studied; three months."""

PROGRAMME, LATER = 3, 12
"""Months of the programme, and after it."""

NEW_CARS = (Sector.NEV, Sector.ICE)
EARLY, LATE = slice("2024-09", "2025-02"), slice("2025-09", "2026-06")
"""The first two quarters of the trade-in with treasury bonds, and from a year after its start on."""

YEARS_OLD, YEARS_YOUNG = (12, 16), (4, 8)


@experiment("F11", "hazard at ages 12 to 16 over 4 to 8")
def replacement_by_age(world: World) -> tuple[float, ...]:
    """Cars replaced or given up in a month by age, over two years; households that leave are left out."""
    fork = world.fork()
    gone, held = np.zeros(2), np.zeros(2)
    for _ in range(24):
        age, car, base = fork.read("car_age") / 2.0, fork.read("car"), fork.read("base_income")
        fork.live(1)
        ended = (fork.read("car_age") / 2.0 < age) | (fork.read("car") == Car.NONE)
        known = (car != Car.NONE) & (fork.read("base_income") == base)
        for k, (low, high) in enumerate((YEARS_OLD, YEARS_YOUNG)):
            of_age = known & (age >= low) & (age < high)
            held[k] += of_age.sum()
            gone[k] += (of_age & ended).sum()
    return (over(over(gone[0], held[0]), over(gone[1], held[1])),)


@experiment("F12", "net extra cars to 12 months after, over those of the programme")
def payback(world: World) -> tuple[float, ...]:
    """A scrappage subsidy of three months, with three times the sample: few cars are bought in a month."""
    size, last = 3 * world.households, "2024-09"
    extra = cars(world.tried(last, size, car_subsidy=SCRAPPAGE)) - cars(world.tried(last, size))
    return (over(float(extra[: PROGRAMME + LATER].sum()), float(extra[:PROGRAMME].sum())),)


def cars(books: NDArray[Any]) -> NDArray[np.float64]:
    """New cars sold by month."""
    sold: NDArray[np.float64] = books["units"][:, 0, list(NEW_CARS)].sum(axis=1).astype(np.float64)
    return sold


@experiment("F13", "cars", "appliances")
def additional(world: World) -> tuple[float, ...]:
    """Sales of 2024 with trade-in less those without, over sales with aid."""
    with_aid, without = world.actual.sel(month="2024"), world.no_trade_in.sel(month="2024")
    shares = []
    for sectors in (["nev", "ice"], ["appliances"]):
        extra = (with_aid["tickets_sold"] - without["tickets_sold"]).sel(sector=sectors).sum().item()
        aided = (with_aid["tickets_aided"] - without["tickets_aided"]).sel(sector=sectors).sum().item()
        shares.append(over(extra, aided))
    return tuple(shares)


@experiment("F14", "first two quarters", "from a year after the start", also={"late less first": Bound(-np.inf, 0.0)})
def multiplier(world: World) -> tuple[float, ...]:
    """Retail sales with trade-in less those without, per CNY that it cost the public, taxes left out."""
    with_aid, without = world.actual, world.no_trade_in
    levers = [name for name in _levers(world) if name in with_aid["lever"].to_numpy()]
    found = []
    for span in (EARLY, LATE):
        extra = (with_aid["retail_sales"] - without["retail_sales"]).sel(month=span).sum().item()
        found.append(over(extra, with_aid["fiscal_cost"].sel(month=span, lever=levers).sum().item()))
    return found[0], found[1], found[1] - found[0]


def _levers(world: World) -> list[str]:
    levers = world.setting.scenario("shanghai/actual").levers
    return [lever.id for lever in levers if lever.key in TRADE_IN]
