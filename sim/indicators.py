"""Indicators: named functions of a run to one number a month, the same in tables, figures, comparison and page.

`indicator("credit_growth", run)` gives a series over the run's months, in the unit of `INDICATORS[name]`. Months that
cannot be told (the first twelve of a growth, a ratio over nothing) are NaN. Growth is on the year, fractions not
percent. The run is read as it is: nothing is simulated, nothing rounded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import ResultError, UsageError, did_you_mean
from sim.policy.vocabulary import BUCKETS

if TYPE_CHECKING:
    import xarray as xr

YEAR = 12
LATE = BUCKETS[1:]
NINETY = ("91-180", "181+")
CARDS = ("card", "card_instalment")

Series = NDArray[np.float64]
"""One number a month: [month]."""


class Indicator(NamedTuple):
    """A measure with its unit and meaning.  needs : variables of the run."""

    measure: Callable[[xr.Dataset], Series]
    unit: str
    meaning: str
    meaning_zh: str
    needs: tuple[str, ...]


INDICATORS: dict[str, Indicator] = {}
"""Every indicator by name."""


def indicator(name: str, run: xr.Dataset) -> xr.DataArray:
    """An indicator of a run by month, with `units`, `long_name` and `long_name_zh`. Raises UsageError for an unknown
    name and ResultError where the run lacks a variable."""
    import xarray as xr

    if name not in INDICATORS:
        raise UsageError(f"there is no indicator '{name}'.", remedy=did_you_mean(name, sorted(INDICATORS)))
    found = INDICATORS[name]
    absent = [variable for variable in found.needs if variable not in run.variables]
    if absent:
        raise ResultError(f"indicator '{name}' needs {', '.join(absent)}.", remedy="Simulate again with this version.")
    labels = {"units": found.unit, "long_name": found.meaning, "long_name_zh": found.meaning_zh}
    try:
        series = found.measure(run)
    except (KeyError, ValueError) as problem:
        what = f"indicator '{name}' finds {', '.join(found.needs)} without the labels it needs ({problem})."
        raise ResultError(what, remedy="Simulate again with this version.") from None
    return xr.DataArray(series, dims="month", coords={"month": run["month"]}, name=name, attrs=labels)


def _register(name: str, unit: str, meaning: str, meaning_zh: str, *needs: str) -> Callable[[Any], Any]:
    def keep(measure: Callable[[xr.Dataset], Series]) -> Callable[[xr.Dataset], Series]:
        INDICATORS[name] = Indicator(measure, unit, meaning, meaning_zh, needs)
        return measure

    return keep


# ---------------------------------------------------------------- growth


@_register("retail_growth", "fraction", "retail sales of the month, y/y", "零售额当月同比", "retail_sales")
def retail_growth(run: xr.Dataset) -> Series:
    """Retail sales of the month over those of the month a year before, less 1."""
    return _on_the_year(total(run, "retail_sales"))


@_register("retail_growth_12m", "fraction", "retail sales of 12 months, y/y", "零售额近12月同比", "retail_sales")
def retail_growth_12m(run: xr.Dataset) -> Series:
    """Retail sales of the twelve months to the month over those of the twelve months before, less 1."""
    return _on_the_year(_last_12(total(run, "retail_sales")))


@_register("retail_growth_ytd", "fraction", "retail sales of the year to date, y/y", "零售额累计同比", "retail_sales")
def retail_growth_ytd(run: xr.Dataset) -> Series:
    """Retail sales from January to the month over those of the same months a year before, less 1. As published."""
    number = run["month"].dt.month.to_numpy()
    sums = np.cumsum(total(run, "retail_sales"))
    before = np.array([sums[k - n] if k >= n else 0.0 for k, n in enumerate(number)])
    covered = np.arange(len(number)) >= number - 1
    return _on_the_year(np.where(covered, sums - before, np.nan))


@_register(
    "credit_growth", "fraction", "consumption credit without mortgages, y/y", "消费信贷余额同比", "credit_balance"
)
def credit_growth(run: xr.Dataset) -> Series:
    """Balance of consumption credit without mortgages at the month over that a year before, less 1."""
    return _on_the_year(total(run, "credit_balance"))


@_register(
    "credit_growth_here",
    "fraction",
    "consumption credit booked in the city, y/y",
    "本市入账消费信贷同比",
    "credit_booked_here",
)
def credit_growth_here(run: xr.Dataset) -> Series:
    """Balance of consumption credit that lenders book in the city at the month over that a year before, less 1. The
    city's statistics count what is booked in it; what outsiders owe to its lenders is not modelled."""
    return _on_the_year(total(run, "credit_booked_here"))


@_register(
    "growth_gap",
    "fraction",
    "credit growth less growth of retail sales of the year to date",
    "信贷增速减零售累计增速",
    "credit_balance",
    "retail_sales",
)
def growth_gap(run: xr.Dataset) -> Series:
    """`credit_growth` less `retail_growth_ytd`: the opinion wants the two in step at the end of 2026; in a December
    the year to date is the year. 0 = in step, above 0 = credit grows faster."""
    gap: Series = credit_growth(run) - retail_growth_ytd(run)
    return gap


# ---------------------------------------------------------------- risk


@_register(
    "ratio_90_plus", "fraction", "balance 91+ days overdue over balance", "逾期90天以上占比", "delinquent_balance"
)
def ratio_90_plus(run: xr.Dataset) -> Series:
    """Stock of consumption credit 91 and more days overdue over the whole stock."""
    return _late(run, NINETY)


def _register_buckets() -> None:
    for bucket in LATE:
        name = f"delinquency_{bucket.replace('-', '_').replace('+', '_plus')}"
        text = (f"balance {bucket} days overdue over balance", f"逾期{bucket}天占比")
        _register(name, "fraction", *text, "delinquent_balance")(lambda run, bucket=bucket: _late(run, (bucket,)))


_register_buckets()


@_register(
    "loss_rate",
    "1/year",
    "charged off and sold less recovered, 12 months, over mean balance",
    "年化损失率",
    "charge_off",
    "sold",
    "recoveries",
    "credit_balance",
)
def loss_rate(run: xr.Dataset) -> Series:
    """Charge-offs and sales less recoveries of the twelve months to the month over the mean balance of these months."""
    lost = total(run, "charge_off") + total(run, "sold") - total(run, "recoveries")
    return _ratio(_last_12(lost), _last_12(total(run, "credit_balance")) / YEAR)


# ---------------------------------------------------------------- households


@_register(
    "debt_service_share", "fraction", "debt service over disposable income", "偿债收入比", "debt_service", "income"
)
def debt_service_share(run: xr.Dataset) -> Series:
    """Debt service paid, mortgages included, over disposable income of all households, in the month."""
    return _ratio(total(run, "debt_service"), total(run, "income"))


def _register_shares() -> None:
    for name, variable, meaning, meaning_zh in (
        (
            "hand_to_mouth_share",
            "hand_to_mouth",
            "households with under half a month of spending in cash",
            "月光户占比",
        ),
        ("over_indebted_share", "over_indebted", "households with debt service above half of income", "过度负债户占比"),
        ("penetration", "with_debt", "households in debt, transactors left out", "负债户占比"),
    ):
        some = f"households_{variable}"
        keep = _register(name, "fraction", f"{meaning}, over all", meaning_zh, some, "households")
        keep(lambda run, some=some: _ratio(total(run, some), total(run, "households")))


_register_shares()


@_register(
    "deposits_over_income", "month", "liquid wealth over a month's income", "流动资产收入比", "deposits", "income"
)
def deposits_over_income(run: xr.Dataset) -> Series:
    """Liquid wealth over mean monthly income of the twelve months to the month (of the months there are, at first)."""
    income = total(run, "income")
    count = np.minimum(np.arange(1, len(income) + 1), YEAR)
    sums = np.cumsum(income)
    before = np.concatenate([np.zeros(YEAR), sums])[: len(sums)]
    return _ratio(total(run, "deposits"), (sums - before) / count)


# ---------------------------------------------------------------- lending and goods


@_register("approval_rate", "fraction", "loan applications approved", "贷款批准率", "approvals", "applications")
def approval_rate(run: xr.Dataset) -> Series:
    """Loans approved over loans applied for in the month."""
    return _ratio(total(run, "approvals"), total(run, "applications"))


@_register("mean_apr", "1/year", "rate of balances outstanding", "存量平均利率", "apr_outstanding", "credit_balance")
def mean_apr(run: xr.Dataset) -> Series:
    """Annual rate of consumption credit outstanding, weighted by balance; cards paid in full carry no rate."""
    return _weighted(run, "apr_outstanding", "credit_balance")


@_register("mean_apr_new", "1/year", "rate of new contracts", "新发放平均利率", "apr", "originations")
def mean_apr_new(run: xr.Dataset) -> Series:
    """Annual rate of the contracts of the month, weighted by volume."""
    return _weighted(run, "apr", "originations")


@_register("mean_term", "month", "term of new contracts", "新发放平均期限", "term", "originations")
def mean_term(run: xr.Dataset) -> Series:
    """Months to run of the contracts of the month, weighted by volume."""
    return _weighted(run, "term", "originations")


@_register(
    "card_utilisation", "fraction", "card balance over card line", "信用卡授信使用率", "credit_balance", "card_line"
)
def card_utilisation(run: xr.Dataset) -> Series:
    """Balance on cards, instalments included, over the lines of cards."""
    held = run["credit_balance"].sel(product=[name for name in CARDS if name in run["product"].to_numpy()])
    return _ratio(_summed(held), total(run, "card_line"))


@_register("nev_share", "fraction", "new-energy cars over new cars", "新能源车占新车比", "cars_sold")
def nev_share(run: xr.Dataset) -> Series:
    """New-energy cars over all new cars sold to households in the month."""
    cars = run["cars_sold"]
    return _ratio(_summed(cars.sel(sector=["nev"])), _summed(cars.sel(sector=["nev", "ice"])))


# ---------------------------------------------------------------- how they are made


def total(run: xr.Dataset, name: str) -> Series:
    """A variable by month, summed over everything else."""
    return _summed(run[name])


def _summed(values: xr.DataArray) -> Series:
    ordered = values.transpose("month", ...).to_numpy()
    return np.asarray(ordered.reshape(len(ordered), -1).sum(axis=1), np.float64)


def _ratio(part: Series, whole: Series) -> Series:
    """part / whole, NaN where whole is not above 0."""
    above = whole > 0
    return np.where(above, part / np.where(above, whole, 1.0), np.nan)


def _on_the_year(level: Series) -> Series:
    """Change over the value twelve months before; NaN in the first twelve."""
    before = np.concatenate([np.full(YEAR, np.nan), level])[: len(level)]
    return _ratio(level, before) - 1.0


def _last_12(flow: Series) -> Series:
    """Sum of the twelve months to each; NaN in the first eleven."""
    sums = np.cumsum(flow)
    before = np.concatenate([np.full(YEAR - 1, np.nan), [0.0], sums])[: len(sums)]
    since: Series = sums - before
    return since


def _late(run: xr.Dataset, buckets: tuple[str, ...]) -> Series:
    late = run["delinquent_balance"]
    return _ratio(_summed(late.sel(bucket=list(buckets))), _summed(late))


def _weighted(run: xr.Dataset, name: str, weight: str) -> Series:
    """Mean of a variable with NaN where nothing is, weighted by another one."""
    values, weights = run[name].transpose("month", ...), run[weight].transpose("month", ...).to_numpy()
    numbers = values.to_numpy()
    told = np.isfinite(numbers)
    size = (len(numbers), -1)
    shares = np.where(told, weights, 0.0).reshape(size)
    return _ratio((np.where(told, numbers, 0.0).reshape(size) * shares).sum(axis=1), shares.sum(axis=1))
