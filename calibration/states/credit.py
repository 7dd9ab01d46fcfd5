"""Stocks of household loans that are published as changes only, and the growth of the country's consumption loans.

Mortgages, operating loans and consumption loans up to a year and beyond are log local linear trends; consumption loans
go the way of the run, about a growth that is believed at the origin. The total of 2024-12 and its parts are priors,
never figures that were seen.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calibration.operators import OPERATING_SHORT
from calibration.states.gaussian import Gaussian, constant, joined, process, trend

Floats = NDArray[np.float64]

TOTAL, TOTAL_SD = 3_100.0, 0.10
"""Household loans of the city at 2024-12, 1e9 CNY (grade C: a prior), and its log spread."""

SHARES = (0.455, 0.291, 0.123, 0.131)
"""Mortgages, operating, consumption up to a year, consumption beyond without mortgages: of the country's household
loans at 2024-12 (credit_national.csv: 37.68, 24.15, 10.20, 10.81 of 82.84 tn; B, derived)."""

CONCENTRATION = 40.0
"""Of the Dirichlet distribution of the city's shares: half of 80, which doubles the variance (assumption)."""

LEVEL_SD, SLOPE_SD, SLOPE_START_SD = 0.003, 0.0008, 0.006
"""Monthly log shocks to level and slope, and spread of the first slope: about 7% a year (assumptions)."""

GROWTH = (0.06, 0.06)
"""Growth on the year of consumption loans at an origin, before any is seen: mean and sd (assumption)."""

GROWTH_OFFSET_SD, GROWTH_STEP_SD = 0.3, 0.003
"""Growth of the country less that of the run: first month, so wide that `GROWTH` decides, and monthly steps
(assumption)."""

CONSUMPTION_SLOPE_SD = 0.02
"""Spread of the first slope of consumption loans about the run's own, so wide that `GROWTH` decides (assumption)."""


class Stocks(NamedTuple):
    """Levels that turn log changes into CNY: mortgages, operating, short, long, 1e9 CNY."""

    mortgage: float
    operating: float
    short: float
    long: float


def stocks(luck: np.random.Generator) -> Stocks:
    """A draw of the levels at 2024-12."""
    total = TOTAL * float(np.exp(TOTAL_SD * luck.standard_normal()))
    return Stocks(*(float(part) for part in total * luck.dirichlet(CONCENTRATION * np.array(SHARES))))


def loan_prior(short: Floats, long: Floats) -> Gaussian:
    """Log stocks by month, in the order of `Stocks`: [4 months]. short, long : log balances of the run by month."""
    months = len(short)
    lent = trend(months, LEVEL_SD, SLOPE_SD, 0.0, SLOPE_START_SD)
    consumed = trend(months, LEVEL_SD, SLOPE_SD, 0.0, CONSUMPTION_SLOPE_SD)
    own = (Gaussian(path - path[0], consumed.cov) for path in (short, long))
    return joined(lent, lent, *own)


def believed_growth(month: int, months: int) -> tuple[Floats, Floats, Floats]:
    """`GROWTH` of both kinds of consumption loans over the year to a month: rows over the log stocks, values, noise.
    month : 12 at least."""
    rows = np.zeros((2, 4, months))
    rows[[0, 1], [2, 3], month] = 1.0
    rows[[0, 1], [2, 3], month - 12] = -1.0
    mean, sd = GROWTH
    return rows.reshape(2, 4 * months), np.full(2, np.log1p(mean)), np.full(2, sd)


def flow_row(first: int, last: int, months: int, levels: Stocks, *, short: bool) -> Floats:
    """What a change over months first..last takes of the log stocks, 1e9 CNY: level x (log of the last month - log of
    the month before the first), to first order. short : loans up to a year, else beyond."""
    change = np.zeros(months)
    change[last] += 1.0
    if first > 0:
        change[first - 1] -= 1.0
    part = OPERATING_SHORT if short else 1.0 - OPERATING_SHORT
    own = (0.0, part * levels.operating, levels.short, 0.0) if short else (
        levels.mortgage, part * levels.operating, 0.0, levels.long,
    )  # fmt: skip
    return np.concatenate([level * change for level in own])


def growth_prior(months: int) -> Gaussian:
    """Growth of the country less that of the run by month: [months + 1], steps and start."""
    return joined(process(months, 1.0, GROWTH_STEP_SD), constant(0.0, GROWTH_OFFSET_SD))
