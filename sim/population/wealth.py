"""Homes, mortgages, liquid buffers, cars and other durables of the fitted population."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.policy.vocabulary import DURABLES, QUINTILES, SEGMENTS, Tenure
from sim.population.levels import by_fifth, clipped, f4, outstanding
from sim.population.marginals import Marginals

Array = NDArray[np.float64]
FIFTHS = tuple(str(q) for q in range(QUINTILES))
CARS = ("nev", "ice", "used")
HOUSE_SPREAD, MORTGAGE_SPREAD = 0.6, 0.35
POINTS = 33


class Wealth(NamedTuple):
    """g: group, q: quintile; float32 throughout.

    mean_income (CNY/month), spending (share of it), elasticity: ordinary spending over income. hand_to_mouth [g,
    tenure]. buffer_target, buffer_spread, buffer_small: month of income, log points, month of income. house [q]:
    mean CNY of an owner; house_spread. mortgage: original loan in months of income; mortgage_spread, mortgage_rate
    (1/year), mortgage_term (month). car [g, 3]: cumulative shares of nev, ice, used (the rest has none). plate:
    share of fuel cars. bidding: share of those without a plate. first_car [q]: month. interval [durable, 33]:
    quantiles of the length-biased time between two purchases, month. payment_ceiling, payment_spread.
    """

    mean_income: np.float32
    spending: np.float32
    elasticity: np.float32
    hand_to_mouth: NDArray[np.float32]
    buffer_target: np.float32
    buffer_spread: np.float32
    buffer_small: np.float32
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


def _hand_to_mouth(m: Marginals, p: Mapping[str, float], weight: Array, by_group: NDArray[np.int64]) -> Array:
    """Probabilities [g, tenure]: owners together hold the wealthy share, the others the poor one."""
    pattern = m.vector("hand_to_mouth_quintile", FIFTHS)[by_group[1]][:, None]
    pattern = pattern * m.vector("hand_to_mouth_tenure", [t.name.lower() for t in Tenure])
    chance = np.zeros_like(weight)
    for name, columns in (("wealthy", slice(0, 2)), ("poor", slice(2, 4))):
        target = p[f"hand_to_mouth_{name}"] * p["hand_to_mouth_offset"]
        chance[:, columns] = clipped(pattern[:, columns], weight[:, columns], target)
    return chance


def wealth_tables(
    m: Marginals,
    p: Mapping[str, float],
    share: Array,
    tenure: Array,
    by_group: NDArray[np.int64],
    grid: tuple[Array, Array],
    mean_income: float,
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
    kinds = m.vector("car_kind", CARS)
    car = clipped(pattern, share, cars)[:, None] * np.cumsum(kinds)
    intervals = [length_biased(m.value("durable_mean", d), m.value("durable_shape", d)) for d in DURABLES]
    return Wealth(
        mean_income=np.float32(f4(mean_income)),
        spending=np.float32(p["ordinary_share"]),
        elasticity=np.float32(p["spending_elasticity"]),
        hand_to_mouth=f4(_hand_to_mouth(m, p, weight, by_group)),
        buffer_target=np.float32(p["buffer_target"]),
        buffer_spread=np.float32(p["buffer_spread"]),
        buffer_small=np.float32(p["buffer_small"]),
        house=f4(house),
        house_spread=np.float32(HOUSE_SPREAD),
        mortgage=np.float32(f4(mortgage)),
        mortgage_spread=np.float32(MORTGAGE_SPREAD),
        mortgage_rate=np.float32(rate),
        mortgage_term=np.float32(term),
        car=f4(car),
        plate=np.float32(p["fuel_plate_share"]),
        bidding=np.float32(f4(p["bidding_share"] / (1 - p["fuel_plate_share"] * cars * (1 - kinds[0])))),
        first_car=f4(m.vector("first_car_wait", FIFTHS)),
        interval=f4(np.array(intervals)),
        payment_ceiling=np.float32(p["payment_ceiling"]),
        payment_spread=np.float32(p["payment_ceiling_spread"]),
    )
