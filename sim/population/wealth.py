"""Homes, mortgages, liquid buffers, cars and other durables of the fitted population."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.data import DATA
from sim.data.city import SECTOR_TABLE
from sim.data.tables import rows
from sim.policy.vocabulary import DURABLES, QUINTILES, SEGMENTS, Tenure
from sim.population.levels import by_fifth, clipped, f4, outstanding
from sim.population.marginals import Marginals
from sim.population.settled import CENTRAL, Settled

Array = NDArray[np.float64]
FIFTHS = tuple(str(q) for q in range(QUINTILES))
CARS = ("nev", "ice", "used")
HOUSE_SPREAD, MORTGAGE_SPREAD = 0.6, 0.35
POINTS = 33
NEVER = 12_000.0
"""Longest wait for a first car, month."""
HAND_TO_MOUTH = (0.02, 0.48)
"""Liquid wealth of hand-to-mouth households: from and to, months of income."""
Grid = tuple[Array, Array]
TYPES = ("others", "inclined")


class Wealth(NamedTuple):
    """g: group, q: quintile; float32 throughout.

    mean_income (CNY/month), spending (share of it), elasticity: ordinary spending over income. hand_to_mouth [g,
    tenure]. buffer_target, buffer_spread, buffer_small: month of income, log points, month of income. buffer_held
    [inclined to borrow]: liquid wealth of those who are not hand-to-mouth over the buffer that they aim at. house [q]:
    mean CNY of an owner; house_spread. mortgage: original loan in months of income; mortgage_spread, mortgage_rate
    (1/year), mortgage_term (month). car [g, 3]: cumulative shares of nev, ice, used (the rest has none). plate:
    share of fuel cars. bidding: share of those without a plate. first_car [g]: mean wait of a household without a
    car, month. car_overdue: of those without and with a car, whose planned date has passed. car_given_up: planned
    dates at which a car is given up. car_saved_up (over car_price, CNY), saving_horizon (month): cash ready for a
    car. interval [durable, 33]: quantiles of the length-biased time between two purchases, month. payment_ceiling,
    payment_spread.
    """

    mean_income: np.float32
    spending: np.float32
    elasticity: np.float32
    hand_to_mouth: NDArray[np.float32]
    buffer_target: np.float32
    buffer_spread: np.float32
    buffer_small: np.float32
    buffer_held: NDArray[np.float32]
    house: NDArray[np.float32]
    house_spread: np.float32
    mortgage: np.float32
    mortgage_spread: np.float32
    mortgage_rate: np.float32
    mortgage_term: np.float32
    car: NDArray[np.float32]
    plate: np.float32
    bidding: np.float32
    first_car: NDArray[np.float32]
    car_overdue: NDArray[np.float32]
    car_given_up: np.float32
    car_saved_up: np.float32
    car_price: np.float32
    saving_horizon: np.float32
    interval: NDArray[np.float32]
    payment_ceiling: np.float32
    payment_spread: np.float32


def length_biased(mean: float, shape: float, points: int = POINTS) -> Array:
    """Quantiles of the interval that covers a given moment of a Weibull renewal process, from 0 to 1.

    Its density is t f(t) / mean; what is left of it is a uniform part of it.  mean : month.
    """
    from math import gamma

    scale = mean / gamma(1 + 1 / shape)
    t = np.linspace(0, 4 * mean, 20_001)
    density = t * (t / scale) ** (shape - 1) * np.exp(-((t / scale) ** shape))
    share = np.concatenate([[0], np.cumsum(0.5 * (density[1:] + density[:-1]))])
    share /= share[-1]
    wanted = np.linspace(0, 1, points)
    wanted[-1] = 0.9995
    return np.interp(wanted, share, t)


def first_car_wait(car: Array, interval: float, given_up: float, unplanned: float) -> Array:
    r"""Mean wait [g] of households without a car at which as many get a first one as give theirs up, month.

    .. math:: (1 + x) (1 - c) / W = c q / T

    car : c [g], share with a car.  interval : T, month.  given_up : q, of planned dates.  unplanned : x, purchases over
    planned ones.
    """
    wait = (1 + unplanned) * (1 - car) * interval / np.maximum(car * given_up, 1e-9)
    return np.clip(wait, 1.0, NEVER)


def lifted(
    car: Array, wait: Array, interval: Array, p: Mapping[str, float], price: float, overdue: Array, grid: Grid
) -> Array:
    """Share [g, fifth] of households whose cash for a car makes up for what hand-to-mouth households lack of half a
    month of income. car, wait [g].  interval : quantiles of the car's.  grid : incomes [fifth, point], weights."""
    horizon = p["saving_horizon"]
    to_go = np.arange(int(np.ceil(horizon)))
    ready = p["car_saved_up"] * price * (1 - to_go / horizon)
    over = ready[:, None, None] / grid[0]
    enough = np.clip((HAND_TO_MOUTH[1] - 0.5 + over) / (HAND_TO_MOUTH[1] - HAND_TO_MOUTH[0]), 0, 1) @ grid[1]
    u = (np.arange(200) + 0.5) / 200
    left = np.interp(u, np.linspace(0, 1, POINTS), interval)[:, None] * (1 - u)
    due = np.array([((left >= k) & (left < k + 1)).mean() for k in to_go]) * (1 - p["car_given_up"]) * (1 - overdue[1])
    first = np.exp(-to_go / wait[:, None]) * (1 - np.exp(-1 / wait[:, None])) * (1 - overdue[0])
    found: Array = car[:, None] * (due @ enough) + (1 - car[:, None]) * (first @ enough)
    return found


def _hand_to_mouth(
    m: Marginals, p: Mapping[str, float], weight: Array, by_group: NDArray[np.int64], saved: Array
) -> Array:
    """Probabilities [g, tenure]: owners together hold the wealthy share, the others the poor one, less those whom the
    cash for a car lifts out of it. saved [g]: their part."""
    weight = weight * (1 - saved[:, None])
    pattern = m.vector("hand_to_mouth_quintile", FIFTHS)[by_group[1]][:, None]
    pattern = pattern * m.vector("hand_to_mouth_tenure", [t.name.lower() for t in Tenure])
    chance = np.zeros_like(weight)
    for name, columns in (("wealthy", slice(0, 2)), ("poor", slice(2, 4))):
        target = p[f"hand_to_mouth_{name}"] * p["hand_to_mouth_offset"]
        chance[:, columns] = clipped(pattern[:, columns], weight[:, columns], target)
    return chance


def car_price() -> float:
    """Mean price of a new-energy car at the wages of 2021, CNY: for which households save."""
    prices = {row["sector"]: row["price"] for _, row in rows(DATA / "shanghai" / "sectors.csv", SECTOR_TABLE)}
    return float(prices["nev"])


def wealth_tables(
    m: Marginals,
    p: Mapping[str, float],
    share: Array,
    tenure: Array,
    by_group: NDArray[np.int64],
    grid: Grid,
    mean_income: float,
    opening: Settled = CENTRAL,
) -> Wealth:
    """All tables of wealth. share [g], tenure [g, t given g]: of households; grid: incomes and weights."""
    segment, quintile = by_group[0], by_group[1]
    weight = share[:, None] * tenure
    owners = by_fifth(quintile, weight[:, :2].sum(1))
    house = m.vector("house_quintile", FIFTHS)
    level = m.value("housing_assets", "mean") * 1e4 / 0.96 * p["house_price_offset"]
    house *= level * owners.sum() / (owners @ house)
    rate, term = m.value("mortgage_rate", "opening"), m.value("mortgage_term", "months")
    ages = np.arange(1.0, term + 1)
    original = p["household_loans"] * 1e8 * p["mortgage_loan_share"] / outstanding(rate, ages, term).mean()
    mortgaged: Array = p["city_households"] * by_fifth(quintile, weight[:, Tenure.MORTGAGED])
    incomes = grid[0] @ grid[1]
    mortgage = float(original / (mortgaged @ incomes))
    pattern = m.vector("car_segment", SEGMENTS)[segment] * m.vector("car_quintile", FIFTHS)[quintile]
    cars = m.value("car_stock") * 1e6 * p["private_car_share"] / p["city_households"]
    cars *= opening("car_stock")
    kinds = m.vector("car_kind", CARS)
    if opening.factor:
        kinds = kinds * [opening("car_kind", kind) for kind in CARS]
        kinds /= kinds.sum()
    plate = min(p["fuel_plate_share"] * opening("fuel_plate_share"), 1.0)
    owning = clipped(pattern, share, cars)
    car = owning[:, None] * np.cumsum(kinds)
    intervals = [length_biased(m.value("durable_mean", d), m.value("durable_shape", d)) for d in DURABLES]
    overdue = m.vector("durable_overdue", ("first_car", "car"))
    wait = first_car_wait(owning, m.value("durable_mean", "car"), p["car_given_up"], p["upgrade_share"])
    price = car_price()
    saved = lifted(owning, wait, intervals[DURABLES.index("car")], p, price, overdue, grid)
    saved = saved[np.arange(len(quintile)), quintile]
    return Wealth(
        mean_income=np.float32(f4(mean_income)),
        spending=np.float32(p["ordinary_share"]),
        elasticity=np.float32(p["spending_elasticity"]),
        hand_to_mouth=f4(_hand_to_mouth(m, p, weight, by_group, saved)),
        buffer_target=np.float32(p["buffer_target"]),
        buffer_spread=np.float32(p["buffer_spread"]),
        buffer_small=np.float32(p["buffer_small"]),
        buffer_held=f4(m.vector("buffer_held", TYPES) * [opening("buffer_held", k) for k in TYPES]),
        house=f4(house),
        house_spread=np.float32(HOUSE_SPREAD),
        mortgage=np.float32(f4(mortgage)),
        mortgage_spread=np.float32(MORTGAGE_SPREAD),
        mortgage_rate=np.float32(rate),
        mortgage_term=np.float32(term),
        car=f4(car),
        plate=np.float32(plate),
        bidding=np.float32(f4(p["bidding_share"] / (1 - plate * cars * (1 - kinds[0])))),
        first_car=f4(wait),
        car_overdue=f4(overdue),
        car_given_up=np.float32(p["car_given_up"]),
        car_saved_up=np.float32(p["car_saved_up"]),
        car_price=np.float32(price),
        saving_horizon=np.float32(p["saving_horizon"]),
        interval=f4(np.array(intervals)),
        payment_ceiling=np.float32(p["payment_ceiling"]),
        payment_spread=np.float32(p["payment_ceiling_spread"]),
    )
