r"""What drives retail sales besides the model: demand of residents, level of outside buyers, base, season.

.. math:: \log R_t = \log R^{run}_t + \sum_j r_j d_{t-j} + s_t E_t + base + season_{month(t)}

d is an AR(1), E a local level, their shocks correlated; neither drifts beyond the origin. r is the response of the
run's own sales to a pulse of demand and s that to the level of outside buyers, so that the states can be conditioned in
closed form and then fed to the run through the outside paths `demand` = exp d and `external_level` = exp E.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.states.gaussian import Gaussian, autoregression, constant, joined

Floats = NDArray[np.float64]

BASE_SD, SEASON_SD, OUTSIDE_START_SD = 0.3, 0.03, 0.05
"""Prior spread of the log base (the level of a run is not calibrated), of a calendar month's log departure from the
national season, of outside buyers in the first month (assumptions)."""


@dataclass(frozen=True)
class Persistence:
    """phi : of demand, per month.  demand_sd, outside_sd : of monthly log shocks.  correlation : of the two shocks."""

    phi: float
    demand_sd: float
    outside_sd: float
    correlation: float


MIDDLE = Persistence(phi=0.92, demand_sd=0.008, outside_sd=0.012, correlation=0.6)
"""Middle of the priors (assumptions: no series of the city tells demand and outside buyers apart)."""


def persistence(luck: np.random.Generator) -> Persistence:
    """A draw of the priors around `MIDDLE`: phi with a standard deviation of 0.03, shocks log-normal with a spread of
    25%, correlation uniform within 0.3 to either side."""
    phi = float(np.clip(luck.normal(MIDDLE.phi, 0.03), 0.5, 0.99))
    demand, outside = np.array([MIDDLE.demand_sd, MIDDLE.outside_sd]) * np.exp(0.25 * luck.standard_normal(2))
    correlation = luck.uniform(MIDDLE.correlation - 0.3, MIDDLE.correlation + 0.3)
    return Persistence(phi, float(demand), float(outside), float(correlation))


def movements(months: int, drawn: Persistence, start_sd: float = OUTSIDE_START_SD) -> Gaussian:
    """Log demand by month, then the log level of outside buyers by month: [2 months]. start_sd : of the level before
    the first month."""
    demand = autoregression(months, drawn.phi) * drawn.demand_sd
    level = autoregression(months, 1.0) * drawn.outside_sd
    cross = drawn.correlation * demand @ level.T
    together = np.block([[demand @ demand.T, cross], [cross.T, level @ level.T + start_sd**2]])
    return Gaussian(np.zeros(2 * months), together)


def retail_prior(months: int, drawn: Persistence) -> Gaussian:
    """Demand by month, outside level by month, base, season of twelve calendar months: [2 months + 13]."""
    return joined(movements(months, drawn), constant(0.0, BASE_SD), constant(0.0, SEASON_SD, 12))


def retail_rows(weights: Floats, response: Floats, loading: Floats, first_calendar: int = 0) -> Floats:
    """Rows of readings over the states. weights : [n, month] of the log months in a reading; response : [lag] of log
    sales to demand; loading : [month] to the outside level; first_calendar : month of the year of the first month."""
    months = weights.shape[1]
    calendar = np.eye(12)[(first_calendar + np.arange(months)) % 12]
    parts = (
        weights @ carried(response, months), weights * loading, weights.sum(axis=1, keepdims=True), weights @ calendar
    )  # fmt: skip
    return np.concatenate(parts, axis=1)


def carried(response: Floats, months: int) -> Floats:
    """How a month depends on pulses up to it [month, pulse]. response : [lag], 0 beyond."""
    lag = np.subtract.outer(np.arange(months), np.arange(months))
    inside = (lag >= 0) & (lag < len(response))
    return np.where(inside, response[np.clip(lag, 0, len(response) - 1)], 0.0)
