"""Forecasts that know nothing of households: no change, AR(1), exponential smoothing and ARIMA.

No change and AR(1) live by month behind the same irregular windows as the published figures: the monthly state is
conditioned on windows, joint months and differences (`states.gaussian`). Their persistence and the size of their shocks
are not fixed but weighed over a grid by how well they explain what was known, so that few figures give wide forecasts.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calibration.skill.readings import MONTHS, Reading, month_number, weights
from calibration.states.gaussian import Gaussian, constant, joined, process

Floats = NDArray[np.float64]

DISTURBED = (
    (("2020-01", "2020-06"), 0.3), (("2022-03", "2022-06"), 0.3), (("2022-12", "2023-01"), 0.06),
)  # fmt: skip
"""Months in which the city was closed or ill -> sd of a month's log sales that no rival is asked to explain
(assumption)."""

LEAST_POINTS = 10
"""Figures from which on exponential smoothing and ARIMA are fitted."""


@dataclass(frozen=True)
class Outlook:
    """What a rival assumes of a series before it sees any.  level, level_sd : long-run level.  season_sd : of a
    calendar month's departure.  shocks : lowest and highest sd of monthly shocks that are weighed.  sums : as in
    `readings.Kind`.  disturbed : whether `DISTURBED` counts."""

    level: float
    level_sd: float
    season_sd: float
    shocks: tuple[float, float]
    sums: bool = False
    disturbed: bool = False


OUTLOOKS: dict[str, Outlook] = {
    "retail": Outlook(25.7, 0.5, 0.08, (0.003, 0.08), disturbed=True),
    "consumption_credit_growth": Outlook(0.06, 0.06, 0.0, (0.001, 0.02)),
    "card_overdue_180": Outlook(-4.5, 0.5, 0.0, (0.005, 0.1)),
    "loans_medium_long": Outlook(0.0, 20.0, 0.0, (1.0, 20.0), sums=True),
    "loans_short": Outlook(0.0, 5.0, 0.0, (0.5, 10.0), sums=True),
}
"""Priors of the rivals (assumptions): wide around the size that a series has; growth of loans as the model's own,
6 +- 6 pp."""

PERSISTENCE = np.array([0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98])
SHOCKS = 9


def no_change(
    series: str, known: Sequence[Reading], asked: Sequence[Reading], luck: np.random.Generator, size: int
) -> Floats:
    """Draws [size, asked] of a random walk by month: the level of the season stays as it is."""
    return _windows(series, known, asked, luck, size, np.array([1.0]))


def ar1(
    series: str, known: Sequence[Reading], asked: Sequence[Reading], luck: np.random.Generator, size: int
) -> Floats:
    """Draws [size, asked] of an AR(1) by month around a constant level and season."""
    return _windows(series, known, asked, luck, size, PERSISTENCE)


def _windows(
    series: str, known: Sequence[Reading], asked: Sequence[Reading], luck: np.random.Generator, size: int, phis: Floats
) -> Floats:
    outlook = OUTLOOKS[series]
    seen, wanted = _rows(known, outlook), _rows(asked, outlook)
    values = np.array([reading.value - log_months(reading, sums=outlook.sums) for reading in known])
    noise, ahead = _noise(known, outlook), _noise(asked, outlook)
    posteriors, densities = [], []
    for phi in phis:
        for shock in np.geomspace(*outlook.shocks, SHOCKS):
            state = prior(outlook, float(phi), float(shock))
            posterior, density = state.observe(seen, values, noise)
            posteriors.append(posterior.through(wanted))
            densities.append(density)
    chance = np.exp(np.array(densities) - max(densities))
    counts = luck.multinomial(size, chance / chance.sum())
    drawn = [
        posterior.sample(luck, int(count))
        for posterior, count in zip(posteriors, counts, strict=True) if count
    ]  # fmt: skip
    sample = np.concatenate(drawn) + [log_months(reading, sums=outlook.sums) for reading in asked]
    return np.asarray(sample + ahead * luck.standard_normal(sample.shape), np.float64)


def prior(outlook: Outlook, phi: float, shock: float) -> Gaussian:
    """Month states, long-run level and twelve months of the calendar: [MONTHS + 13]."""
    months = process(MONTHS, phi, shock)
    level = constant(outlook.level, outlook.level_sd)
    return joined(months, level, constant(0.0, outlook.season_sd, 12))


def _rows(readings: Sequence[Reading], outlook: Outlook) -> Floats:
    rows = []
    calendar = np.eye(12)[np.arange(MONTHS) % 12]
    for reading in readings:
        row = weights(reading, sums=outlook.sums)
        rows.append(np.concatenate([row, [row.sum()], row @ calendar]))
    return np.array(rows).reshape(len(readings), MONTHS + 13)


def _noise(readings: Sequence[Reading], outlook: Outlook) -> Floats:
    return np.array([np.hypot(reading.noise, disturbance(reading, counts=outlook.disturbed)) for reading in readings])


def log_months(reading: Reading, *, sums: bool) -> float:
    """By how much the log of a window's sales lies above the mean of its months' logs, to first order: log n."""
    return 0.0 if sums or reading.against else float(np.log(len(reading.months)))


def disturbance(reading: Reading, *, counts: bool) -> float:
    """What closures add to the error of a log window: sd."""
    if not counts:
        return 0.0
    row, size = np.abs(weights(reading, sums=False)), np.zeros(MONTHS)
    for (first, last), sd in DISTURBED:
        size[month_number(first) : month_number(last) + 1] = sd
    return float(np.linalg.norm(row * size))


def exponential_smoothing(
    series: str, known: Sequence[Reading], asked: Sequence[Reading], luck: np.random.Generator, size: int
) -> Floats | None:
    """Draws [size, asked] of simple exponential smoothing (ETS) by quarter, None where points do not allow it.
    Fitted in its other form, ARIMA(0, 1, 1), which does without the quarters that were not published."""
    return _fitted((0, 1, 1), series, known, asked, luck, size)


def arima(
    series: str, known: Sequence[Reading], asked: Sequence[Reading], luck: np.random.Generator, size: int
) -> Floats | None:
    """Draws [size, asked] of an ARIMA(1, 1, 1) by quarter, None where points do not allow it."""
    return _fitted((1, 1, 1), series, known, asked, luck, size)


def _fitted(
    order: tuple[int, int, int], series: str, known: Sequence[Reading], asked: Sequence[Reading],
    luck: np.random.Generator, size: int,
) -> Floats | None:  # fmt: skip
    from statsmodels.tsa.arima.model import ARIMA

    quarters = _quarters(series, known)
    if quarters is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ahead = [reading.last // 3 - quarters.last for reading in asked]
        told = ARIMA(quarters.values, order=order).fit().get_forecast(max(ahead))
    mean, sd = (np.asarray(part)[np.array(ahead) - 1] for part in (told.predicted_mean, told.se_mean))
    return np.asarray(mean + sd * luck.standard_normal((size, len(asked))), np.float64)


class Quarters(NamedTuple):
    """values : by quarter, NaN where nothing was published.  last : number of the last, month // 3."""

    values: Floats
    last: int


def _quarters(series: str, known: Sequence[Reading]) -> Quarters | None:
    """Quarter ends of a series of stocks; None for windows and for too few."""
    stocks = [reading for reading in known if reading.first == reading.last and reading.last % 3 == 2]
    if series == "retail" or OUTLOOKS[series].sums or len(stocks) < LEAST_POINTS:
        return None
    first, last = stocks[0].last // 3, stocks[-1].last // 3
    values = np.full(last - first + 1, np.nan)
    values[[reading.last // 3 - first for reading in stocks]] = [reading.value for reading in stocks]
    return Quarters(values, last)


RIVALS = {"no_change": no_change, "ar1": ar1, "ets": exponential_smoothing, "arima": arima}
"""Rival by the name it has in the table."""
