"""Members of the model's own forecast: a draw of the parameters, a seed, and one path of every state.

A member is run as known at the origin, its states are conditioned on what had been released, one path is drawn, and the
path is run through the model by the outside paths `demand`, `external_level` and `repayment_stress`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.operators import CARD, LONG_PRODUCTS
from calibration.skill.readings import MONTHS, SERIES, Reading, month_number, weights
from calibration.states import arrears, credit, retail
from calibration.windows import BASE_FACTOR
from sim.data.exogenous import path_list

if TYPE_CHECKING:
    import xarray as xr

    from calibration.states.gaussian import Gaussian
    from sim.scenarios import Scenario

Floats = NDArray[np.float64]

Readings = Mapping[str, Sequence[Reading]]
"""By series."""

RUN_FROM = month_number("2022-01")
"""Where runs begin among the months of readings."""

PULSE_MONTH, DEMAND_PULSE, STRESS_STEP = "2022-10", 0.05, 0.3
"""When responses are measured; size of the pulse in demand (share) and of the lasting step in stress (log-odds)."""

DEMAND_LAGS, STRESS_LAGS = 4, 20
"""Months after which a response counts as over; what remains is luck."""

SHUT = ((("2022-03", "2022-06"), 0.08), (("2022-12", "2023-01"), 0.03))
"""Months of closure -> sd of what the assumed opening of sectors leaves in a month's log sales (assumption)."""


@dataclass(frozen=True)
class Path:
    """What is read off a run, by month, 2022-01 on.  retail : log sales, CNY, base of 2020 to 2024.  arrears : log
    share of card balances 181+ days overdue.  short, long : log balances of consumption credit by contract."""

    retail: Floats
    arrears: Floats
    short: Floats
    long: Floats

    @property
    def balance(self) -> Floats:
        """Log consumption credit."""
        return np.asarray(np.logaddexp(self.short, self.long))


@dataclass(frozen=True)
class Responses:
    """demand : [lag] of log sales to a pulse of log demand.  outside : [month] to the log outside level.  stress :
    [lag] of log arrears to a pulse in log-odds."""

    demand: Floats
    outside: Floats
    stress: Floats


@dataclass(frozen=True)
class Forecast:
    """By series one value a reading asked for: as run, and as the closed form of the states has it."""

    run: dict[str, Floats]
    linear: dict[str, Floats]


Live = Callable[["Scenario"], Path]
"""Runs a scenario with a member's parameters and luck."""


def read_path(run: xr.Dataset) -> Path:
    """What the backtest needs of a run."""
    sales = run["retail_sales"].sum(["sector", "channel"]).to_numpy() / BASE_FACTOR
    late = run["delinquent_balance"].sel(product=list(CARD), bucket="181+").sum(["product", "lender"]).to_numpy()
    cards = run["credit_balance"].sel(product=list(CARD)).sum(["product", "lender"]).to_numpy()
    share = np.divide(late, cards, out=np.zeros(len(cards)), where=cards > 0.0)
    balance = run["credit_balance"].sum("lender")
    long = balance.sel(product=list(LONG_PRODUCTS)).sum("product").to_numpy()
    short = balance.sum("product").to_numpy() - long
    least = LEAST_PART * (short + long)
    logs = (np.log(np.maximum(part, least)) for part in (short, long))
    return Path(np.log(sales), np.log(np.maximum(share, LEAST_SHARE)), *logs)


LEAST_SHARE, LEAST_PART = 1e-4, 1e-4
"""Least share of overdue balances, and least part of short or of long contracts in consumption credit, that is told
from none in a sample of households."""


def responses(live: Live, scenario: Scenario) -> Responses:
    """How a member answers the outside paths, each against the run without it."""
    plain = live(scenario)
    pulse = {"times": 1.0 + DEMAND_PULSE, "from": PULSE_MONTH, "to": PULSE_MONTH}
    month = month_number(PULSE_MONTH) - RUN_FROM
    demand = live(scenario.with_exogenous({"demand": pulse})).retail - plain.retail
    outside = live(scenario.with_exogenous({"external_level": {"times": 1.0 + DEMAND_PULSE}})).retail - plain.retail
    step = {"add": STRESS_STEP, "from": PULSE_MONTH}
    stress = live(scenario.with_exogenous({"repayment_stress": step})).arrears - plain.arrears
    size = np.log1p(DEMAND_PULSE)
    return Responses(
        demand[month : month + DEMAND_LAGS] / size,
        outside / size,
        np.diff(stress[month - 1 : month + STRESS_LAGS]) / STRESS_STEP,
    )


def pooled(members: Sequence[Responses]) -> list[Responses]:
    """The members' own answers of the same month and to outside buyers; what comes later, and the size of the answer to
    stress, from the mean over members: of one member alone it is mostly luck. Of stress only the size is measured: an
    account is 180 days overdue after half a year, and as many fall due in each month of a year (assumption)."""
    later = np.mean([member.demand for member in members], axis=0)
    lasting = np.mean([np.cumsum(member.stress)[STRESS_SETTLED:] for member in members])
    size = float(np.clip(lasting, *STRESS_BOUNDS))
    stress = np.concatenate([np.zeros(STRESS_DELAY), np.full(STRESS_MONTHS, size / STRESS_MONTHS)])
    return [Responses(np.append(member.demand[:1], later[1:]), member.outside, stress) for member in members]


STRESS_DELAY, STRESS_MONTHS, STRESS_SETTLED = 6, 24, 12
"""Months from a missed instalment to 180 days; over which a lasting step unfolds; lag from which its size is taken."""

STRESS_BOUNDS = (0.7, 1.5)
"""Least and largest lasting answer of log arrears to log-odds that is believed. Of 20,000 households a lasting step of
0.3, 0.6 or 1 moves the log share of card balances half a year overdue by 0.65 to 1 of it, about 0.8, reached after two
years; what few households show after one year is less, and mostly luck."""


def forecast(
    live: Live, scenario: Scenario, answers: Responses, known: Readings, asked: Readings, now: int,
    luck: np.random.Generator,
) -> Forecast:  # fmt: skip
    """One member's values of the readings asked for, given those known. scenario : as known at the origin; now : its
    month, counted as in `readings`."""
    plain = live(scenario)
    stress = _stress_sd(known["card_overdue_180"], answers)
    known = {series: [r for r in listed if r.first - r.against >= RUN_FROM] for series, listed in known.items()}
    states = {
        "retail": retail_states(plain, answers, known["retail"], luck),
        "card_overdue_180": arrears_states(plain, answers, known["card_overdue_180"], stress),
        "consumption_credit_growth": growth_states(plain, known["consumption_credit_growth"], now),
    }
    drawn = {series: state.sample(luck, 1)[0] for series, state in states.items()}
    months = len(plain.retail)
    moved = scenario.with_exogenous(
        {
            "demand": _written("demand", np.exp(drawn["retail"][:months])),
            "external_level": _written("external_level", np.exp(drawn["retail"][months : 2 * months])),
            "repayment_stress": _written("repayment_stress", drawn["card_overdue_180"][:months]),
        }
    )
    lived = live(moved)
    run: dict[str, Floats] = {}
    linear: dict[str, Floats] = {}
    base, season = drawn["retail"][2 * months], drawn["retail"][2 * months + 1 :][np.arange(months) % 12]
    for series, rows in (("retail", retail_design(plain, answers, asked["retail"])),
                         ("card_overdue_180", arrears_design(answers, asked["card_overdue_180"], months))):  # fmt: skip
        linear[series] = _offsets(plain, asked[series]) + rows @ drawn[series]
    run["retail"] = np.array([_window(lived.retail + base + season, reading) for reading in asked["retail"]])
    offset = drawn["card_overdue_180"][-1]
    run["card_overdue_180"] = np.array([lived.arrears[_place(r.last)] + offset for r in asked["card_overdue_180"]])
    gap = drawn["consumption_credit_growth"]
    for kept, path in ((run, lived), (linear, plain)):
        growth = [_growth(path, r) + gap[_place(r.last)] + gap[-1] for r in asked["consumption_credit_growth"]]
        kept["consumption_credit_growth"] = np.array(growth)
    flows = loan_flows(lived, known, asked, now, luck)
    run |= flows
    linear |= flows
    noise = {
        series: [reading.noise for reading in asked[series]] * luck.standard_normal(len(asked[series]))
        for series in run
    }
    return Forecast(
        {series: run[series] + noise[series] for series in run},
        {series: linear[series] + noise[series] for series in run},
    )


def retail_states(plain: Path, answers: Responses, known: Sequence[Reading], luck: np.random.Generator) -> Gaussian:
    """States behind retail sales given the windows known."""
    prior = retail.retail_prior(len(plain.retail), retail.persistence(luck))
    values = np.array([r.value for r in known]) - _offsets(plain, known)
    noise = np.array([np.hypot(r.noise, _shut(plain, r)) for r in known])
    return prior.observe(retail_design(plain, answers, known), values, noise)[0]


def retail_design(plain: Path, answers: Responses, readings: Sequence[Reading]) -> Floats:
    """Rows of retail windows over the states."""
    return retail.retail_rows(_weights(plain, readings), answers.demand, answers.outside)


def arrears_states(plain: Path, answers: Responses, known: Sequence[Reading], sd: float) -> Gaussian:
    """Stress and offset given the shares known. sd : of monthly shocks to stress."""
    prior = arrears.arrears_prior(len(plain.arrears), sd)
    values = np.array([r.value for r in known]) - _offsets(plain, known)
    rows = arrears_design(answers, known, len(plain.arrears))
    return prior.observe(rows, values, np.full(len(known), ARREARS_NOISE))[0]


def _stress_sd(known: Sequence[Reading], answers: Responses) -> float:
    """Size of monthly shocks to stress from all that is known of the series, years before the run included."""
    if len(known) < 3:
        return LEAST_STRESS_SD
    found = arrears.stress_sd([r.last for r in known], [r.value for r in known], answers.stress)
    return max(found, LEAST_STRESS_SD)


ARREARS_NOISE, LEAST_STRESS_SD = 0.08, 0.01
"""Sd of what luck of a sample of some thousand households leaves in log arrears of a month; least monthly stress
(assumptions)."""


def arrears_design(answers: Responses, readings: Sequence[Reading], months: int) -> Floats:
    """Rows of arrears over stress and offset."""
    points = np.zeros((len(readings), months))
    points[np.arange(len(readings)), [_place(r.last) for r in readings]] = 1.0
    return arrears.arrears_rows(points, answers.stress)


def growth_states(plain: Path, known: Sequence[Reading], now: int) -> Gaussian:
    """Growth of the country less that of the run given what is known, and what is believed of growth at the origin."""
    known = [*known, Reading("consumption_credit_growth", now, now, *credit.GROWTH)]
    months = len(plain.retail)
    rows = np.zeros((len(known), months + 1))
    rows[np.arange(len(known)), [_place(r.last) for r in known]] = 1.0
    rows[:, -1] = 1.0
    values = np.array([r.value - _growth(plain, r) for r in known])
    return credit.growth_prior(months).observe(rows, values, np.array([r.noise for r in known]))[0]


def loan_flows(path: Path, known: Readings, asked: Readings, now: int, luck: np.random.Generator) -> dict[str, Floats]:
    """A draw of the changes of household loans asked for, given those known, and what is believed of the growth of
    consumption loans over the year before the origin."""
    levels, months = credit.stocks(luck), len(path.short)

    def rows(readings: Readings) -> tuple[Floats, Floats, Floats]:
        listed = [(r, name == "loans_short") for name in FLOWS for r in readings[name]]
        table = [credit.flow_row(_place(r.first), _place(r.last), months, levels, short=short) for r, short in listed]
        values, noise = [r.value for r, _ in listed], [r.noise for r, _ in listed]
        return np.array(table).reshape(len(listed), 4 * months), np.array(values), np.array(noise)

    prior = credit.loan_prior(path.short, path.long)
    prior = prior.observe(*credit.believed_growth(_place(now), months))[0]
    wanted = rows(asked)[0] @ prior.observe(*rows(known))[0].sample(luck, 1)[0]
    counts = [len(asked[name]) for name in FLOWS]
    return dict(zip(FLOWS, np.split(wanted, np.cumsum(counts)[:-1]), strict=True))


FLOWS = tuple(name for name, kind in SERIES.items() if kind.sums)


def _place(month: int) -> int:
    return month - RUN_FROM


def _window(log_sales: Floats, reading: Reading) -> float:
    """Log of a window's sales, or its log growth."""

    def total(months: NDArray[np.int64]) -> float:
        return float(np.logaddexp.reduce(log_sales[months - RUN_FROM]))

    return total(reading.months) - (total(reading.months - reading.against) if reading.against else 0.0)


def _offsets(plain: Path, readings: Sequence[Reading]) -> Floats:
    """What the run alone says of readings of retail or arrears."""
    return np.array([
        _window(plain.retail, r) if r.series == "retail" else plain.arrears[_place(r.last)] for r in readings
    ])  # fmt: skip


def _growth(path: Path, reading: Reading) -> float:
    at = _place(reading.last)
    return float(np.expm1(path.balance[at] - path.balance[at - 12]))


def _weights(plain: Path, readings: Sequence[Reading]) -> Floats:
    profile = np.ones(MONTHS)
    end = RUN_FROM + len(plain.retail)
    profile[RUN_FROM:end] = np.exp(plain.retail - plain.retail.mean())
    rows = [weights(r, sums=False, profile=profile)[RUN_FROM:end] for r in readings]
    return np.array(rows).reshape(len(readings), len(plain.retail))


def _shut(plain: Path, reading: Reading) -> float:
    size = np.zeros(len(plain.retail))
    for (first, last), sd in SHUT:
        size[_place(month_number(first)) : _place(month_number(last)) + 1] = sd
    return float(np.linalg.norm(_weights(plain, [reading])[0] * size))


def _written(name: str, values: Floats) -> dict[str, object]:
    """A path month by month, held inside the bounds that a run takes: the closed form knows none, so that what is cut
    off counts in the error of linearising."""
    path = next(series for series in path_list() if series.name == name)
    return {"values": tuple(float(value) for value in np.clip(values, path.low, path.high))}
