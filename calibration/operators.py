"""From a run to a published statistic: which months, which flows and stocks, which ratio.

An operator is a pure function of a run (`xarray.Dataset`) and of the first and last month of a period (datetime64[M]).
It returns one number in the unit of the statistic, NaN for a ratio over nothing. Flows are summed over the period;
stocks and ratios are taken at its last month. The run's retail level stands on the base in use since 2025; on the base
of 2020 to 2024 it is larger.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from calibration.windows import BASE_FACTOR
from sim.errors import ResultError

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

CARD = ("card", "card_instalment")
"""The payment statistics count bill and purchase instalments in the card balance."""

LONG_PRODUCTS = ("consumer_loan", "auto_loan", "education_loan")
"""Products whose contracts count as medium- and long-term (over a year). Cards with their instalments, BNPL and
platform loans are short-term: the central bank counts card loans so, and 97% of the contracts of the largest platform
lender run for a year at most (ant_cf_share_contracts_le_12m, credit_lenders.csv)."""

CONSUMER_LOAN_SHORT = 0.1
"""Part of banks' consumer loans with contracts of at most a year: an assumption. National short-term consumption loans
(10.2 tn at 2024-12) are 8.7 tn of cards and 1.5 tn of the rest, which platforms and BNPL nearly fill."""

OPERATING_SHORT = 0.45
"""Part of operating loans with contracts of at most a year: an assumption; no split is published for the city."""

OVERDUE_90 = ("91-180", "181+")

Month: TypeAlias = "np.datetime64[Any]"
"""A month as datetime64[M]."""

Measure: TypeAlias = "Callable[[xr.Dataset, Month, Month], float]"


@dataclass(frozen=True)
class Operator:
    """A measure with what it needs: variables of the run, and months before the period (12 for growth on the year)."""

    measure: Measure
    needs: tuple[str, ...]
    before: int = 0


def retail_revised(run: xr.Dataset, first: Month, last: Month) -> float:
    """Total retail sales (社会消费品零售总额) of the period on the base in use since 2025: CNY."""
    return _sum(run["retail_sales"], first, last)


def retail_first_base(run: xr.Dataset, first: Month, last: Month) -> float:
    """Total retail sales of the period on the base of 2020 to 2024: CNY. Source: `windows.BASE_FACTOR`."""
    return _sum(run["retail_sales"], first, last) / BASE_FACTOR


def retail_growth(run: xr.Dataset, first: Month, last: Month) -> float:
    """Retail sales of the period over those of the same months a year before, less 1: fraction, free of the base."""
    return _growth(run["retail_sales"], first, last)


def consumption_credit_growth(run: xr.Dataset, first: Month, last: Month) -> float:
    """Growth on the year of consumption credit without mortgages (不含住房的消费性贷款) at the month: fraction."""
    return _ratio(_at(run["credit_balance"], last), _at(run["credit_balance"], _earlier(last, 12))) - 1.0


def card_utilisation(run: xr.Dataset, first: Month, last: Month) -> float:
    """Card balance over card line (授信使用率) at the month: fraction. The balance has transactors and instalments."""
    return _ratio(_balance(run, last, CARD), _at(run["card_line"], last))


def card_overdue_180(run: xr.Dataset, first: Month, last: Month) -> float:
    """Card balance 180 and more days overdue (逾期半年) over the card balance at the month: fraction."""
    return overdue_share(run, last, CARD, None, ("181+",))


def card_share(run: xr.Dataset, first: Month, last: Month) -> float:
    """Card balance over all consumption credit without mortgages at the month: fraction."""
    return _ratio(_balance(run, last, CARD), _at(run["credit_balance"], last))


def lender_share(lender_type: str) -> Measure:
    """Share of one type of lender in consumption credit without mortgages at the month: fraction."""

    def share(run: xr.Dataset, first: Month, last: Month) -> float:
        return _ratio(_at(_of_lender(run["credit_balance"], lender_type), last), _at(run["credit_balance"], last))

    return share


def overdue(
    products: tuple[str, ...], lender_type: str | None = None, buckets: tuple[str, ...] = OVERDUE_90
) -> Measure:
    """Share of a balance in given buckets of days overdue at the month: fraction. Default: 90 days and more."""

    def share(run: xr.Dataset, first: Month, last: Month) -> float:
        return overdue_share(run, last, products, lender_type, buckets)

    return share


def overdue_share(
    run: xr.Dataset, month: Month, products: tuple[str, ...], lender_type: str | None, buckets: tuple[str, ...]
) -> float:
    """Balance of products, of one type of lender or of all, in given buckets over their whole balance: fraction."""
    late = run["delinquent_balance"].sel(bucket=list(buckets), product=_products(run, products))
    whole = run["credit_balance"].sel(product=_products(run, products))
    if lender_type is not None:
        late, whole = _of_lender(late, lender_type), _of_lender(whole, lender_type)
    return _ratio(_at(late, month), _at(whole, month))


def household_loan_flow(run: xr.Dataset, first: Month, last: Month) -> float:
    """Change of all household loans (住户贷款增加额) over the period, with mortgages and operating loans: CNY. The
    city's figure counts loans booked in the city, so loans of lenders that book elsewhere are left out."""
    return _household_loans(run, last) - _household_loans(run, _earlier(first, 1))


def household_short_flow(run: xr.Dataset, first: Month, last: Month) -> float:
    """Change of short-term household loans (住户短期贷款) over the period: consumption loans of short contracts, cards
    included, and short operating loans, booked in the city: CNY. Split by product: `LONG_PRODUCTS`."""
    return _short_loans(run, last) - _short_loans(run, _earlier(first, 1))


def household_medium_long_flow(run: xr.Dataset, first: Month, last: Month) -> float:
    """Change of medium- and long-term household loans (住户中长期贷款) over the period: mortgages, long operating and
    long consumption loans, booked in the city: CNY."""
    return household_loan_flow(run, first, last) - household_short_flow(run, first, last)


def household_loan_growth(run: xr.Dataset, first: Month, last: Month) -> float:
    """Growth on the year of all household loans booked in the city, with mortgages and operating loans: fraction."""
    return _ratio(_household_loans(run, last), _household_loans(run, _earlier(last, 12))) - 1.0


def _new_cars(run: xr.Dataset, kinds: list[str], first: Month, last: Month) -> float:
    cars = run["cars_sold"] + run["fleet_cars"]
    return _sum(cars.sel(sector=kinds), first, last)


def new_cars(run: xr.Dataset, first: Month, last: Month) -> float:
    """New passenger cars sold in the period to households and firms, as registrations count them: vehicles."""
    return _new_cars(run, ["nev", "ice"], first, last)


def nev_cars(run: xr.Dataset, first: Month, last: Month) -> float:
    """New-energy cars (新能源汽车) sold in the period: vehicles."""
    return _new_cars(run, ["nev"], first, last)


def used_cars(run: xr.Dataset, first: Month, last: Month) -> float:
    """Used cars sold in the period: vehicles."""
    return _sum(run["cars_sold"].sel(sector=["used_car"]), first, last)


def nev_share(run: xr.Dataset, first: Month, last: Month) -> float:
    """New-energy cars over all new cars of the period: fraction."""
    return _ratio(nev_cars(run, first, last), new_cars(run, first, last))


def debt_participation(run: xr.Dataset, first: Month, last: Month) -> float:
    """Households with debt (mortgages count, transactors do not) over all, mean of the period: fraction."""
    return _ratio(_sum(run["households_with_debt"], first, last), _sum(run["households"], first, last))


def debt_service_share(run: xr.Dataset, first: Month, last: Month) -> float:
    """Payments due on debt over disposable income, both summed over all households and the period: fraction."""
    return _ratio(_sum(run["debt_service"], first, last), _sum(run["income"], first, last))


def _sum(flow: xr.DataArray, first: Month, last: Month) -> float:
    return float(flow.sel(month=slice(first, last)).sum())


def _at(stock: xr.DataArray, month: Month) -> float:
    return float(stock.sel(month=month).sum())


def _growth(flow: xr.DataArray, first: Month, last: Month) -> float:
    return _ratio(_sum(flow, first, last), _sum(flow, _earlier(first, 12), _earlier(last, 12))) - 1.0


def _ratio(part: float, whole: float) -> float:
    """Part over whole; NaN over nothing: a small sample may hold no such account."""
    return part / whole if whole else float("nan")


def _earlier(month: Month, months: int) -> Month:
    return month.astype("datetime64[M]") - np.timedelta64(months, "M")


def _products(run: xr.Dataset, products: tuple[str, ...]) -> list[str]:
    absent = [name for name in products if name not in run["product"].values]
    if absent:
        what = f"the run has no product {absent[0]!r}."
        raise ResultError(
            what, remedy="Simulate again with this version: products are named in sim/policy/vocabulary.py."
        )
    return list(products)


def _balance(run: xr.Dataset, month: Month, products: tuple[str, ...]) -> float:
    return _at(run["credit_balance"].sel(product=_products(run, products)), month)


def _household_loans(run: xr.Dataset, month: Month) -> float:
    return sum(_at(run[name], month) for name in _LOANS)


def _short_loans(run: xr.Dataset, month: Month) -> float:
    here = run["credit_booked_here"]
    short = [name for name in here["product"].values if name not in LONG_PRODUCTS]
    loans = _at(here.sel(product=_products(run, ("consumer_loan",))), month)
    operating = _at(run["operating_loan_balance"], month)
    return _at(here.sel(product=short), month) + CONSUMER_LOAN_SHORT * loans + OPERATING_SHORT * operating


def _of_lender(amount: xr.DataArray, lender_type: str) -> xr.DataArray:
    """Lenders of one type: by the coordinate `lender_type` along `lender`, or by name where lenders are types."""
    types = amount.coords.get("lender_type", amount["lender"])
    chosen = (types == lender_type).values
    if not chosen.any():
        raise ResultError(f"the run has no lender of type {lender_type!r}.", remedy="See sim/policy/vocabulary.py.")
    return amount.isel(lender=np.flatnonzero(chosen))


_BALANCES = ("credit_balance", "delinquent_balance")
_LOANS = ("credit_booked_here", "mortgage_balance", "operating_loan_balance")

OPERATORS: dict[str, Operator] = {
    "retail_revised": Operator(retail_revised, ("retail_sales",)),
    "retail_first_base": Operator(retail_first_base, ("retail_sales",)),
    "retail_growth": Operator(retail_growth, ("retail_sales",), before=12),
    "consumption_credit_growth": Operator(consumption_credit_growth, ("credit_balance",), before=12),
    "card_utilisation": Operator(card_utilisation, ("credit_balance", "card_line")),
    "card_overdue_180": Operator(card_overdue_180, _BALANCES),
    "card_share": Operator(card_share, ("credit_balance",)),
    "consumer_finance_share": Operator(lender_share("consumer_finance"), ("credit_balance",)),
    "auto_finance_share": Operator(lender_share("auto_finance"), ("credit_balance",)),
    "card_90_plus": Operator(overdue(CARD), _BALANCES),
    "consumer_finance_90_plus": Operator(overdue(("platform_loan", "bnpl"), "consumer_finance"), _BALANCES),
    "platform_90_plus": Operator(overdue(("platform_loan",), "platform"), _BALANCES),
    "auto_finance_90_plus": Operator(overdue(("auto_loan",), "auto_finance"), _BALANCES),
    "auto_31_60": Operator(overdue(("auto_loan",), None, ("31-60",)), _BALANCES),
    "auto_61_90": Operator(overdue(("auto_loan",), None, ("61-90",)), _BALANCES),
    "platform_31_60": Operator(overdue(("platform_loan",), "consumer_finance", ("31-60",)), _BALANCES),
    "platform_61_90": Operator(overdue(("platform_loan",), "consumer_finance", ("61-90",)), _BALANCES),
    "household_loan_flow": Operator(household_loan_flow, _LOANS, before=1),
    "household_short_flow": Operator(household_short_flow, (_LOANS[0], _LOANS[2]), before=1),
    "household_medium_long_flow": Operator(household_medium_long_flow, _LOANS, before=1),
    "household_loan_growth": Operator(household_loan_growth, _LOANS, before=12),
    "new_cars": Operator(new_cars, ("cars_sold", "fleet_cars")),
    "nev_cars": Operator(nev_cars, ("cars_sold", "fleet_cars")),
    "used_cars": Operator(used_cars, ("cars_sold",)),
    "nev_share": Operator(nev_share, ("cars_sold", "fleet_cars")),
    "debt_participation": Operator(debt_participation, ("households_with_debt", "households")),
    "debt_service_share": Operator(debt_service_share, ("debt_service", "income")),
}
"""Operator by its name in targets.csv."""
