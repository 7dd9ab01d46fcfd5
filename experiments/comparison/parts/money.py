"""Who bears and who gains, and what additional spending was paid from: first order, no income multiplier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from experiments.comparison.rows import Row, summed
from experiments.comparison.spans import Span
from sim.indicators import total

if TYPE_CHECKING:
    import xarray as xr

MAKERS = ("nev", "ice", "digital", "appliances")
"""Sectors whose discounts makers bear (assumption); elsewhere merchants do."""

BEARERS = {
    "government": "paid by public programmes, negative",
    "lenders": "profit of lenders",
    "merchants": "asked above list prices, less own discounts, instalment fees and aid never paid to them",
    "makers": "discounts in sectors of makers, negative (cars, digital, appliances: assumption)",
    "households": "aid, interest subsidies, discounts and gifts, less interest paid and prices above list",
}

AID = ("subsidy", "interest_subsidy", "transfer")
"""Cash flows by which public money reaches households."""

SOURCES = {
    "public_aid": "public aid, transfers and interest subsidies",
    "gifts": "gifts of lenders with car loans",
    "net_borrowing": "lent and charged, less repaid",
    "interest": "interest, fees and collections paid, negative",
    "deposits": "drawn from deposits",
    "saving": "put into time deposits, pensions and property, negative",
    "diverted": "borrowed and put into property, securities or prepaid mortgages, negative",
    "income_and_rest": "income, less rent and mortgages, and what people bring and take along",
}


def money_parts(run: xr.Dataset, span: Span) -> Iterator[Row]:
    """Incidence over the whole run, sources of spending to the month looked at, cost of defaults, tax, complaints."""
    months = slice(0, span.end + 1)
    whole, so_far = span.words(span.end, months=span.end + 1), span.words(span.at, months=span.at + 1)
    for item, value in _borne(run, months).items():
        yield Row(f"gain/bearer/{item}", value, "CNY", whole, "parts", BEARERS[item], "bearer", item)
    for item, value in _sources(run, slice(0, span.at + 1)).items():
        yield Row(f"spending/source/{item}", value, "CNY", so_far, "parts", SOURCES[item], "source", item)
    gone = (run["charge_off"] + run["sold"]).transpose("month", "product", ...)
    by_product = gone.to_numpy().reshape(*gone.shape[:2], -1).sum(axis=(0, 2))
    lost = float(by_product @ run["loss_given_default"].to_numpy())
    yield Row("default_cost_total", lost, "CNY", whole, "risk", "charged off and sold, times the loss given default")
    meaning = "value-added tax in retail sales and tax on new cars (estimate; never taken off the cost)"
    yield Row("tax_total", summed(total(run, "tax_on_sales"), months), "CNY", whole, "cost", meaning)
    aided = summed(total(run, "aided_originations"), slice(0, span.at + 1))
    yield Row("aided_loans_to_date", aided, "CNY", so_far, "parts", "loans paid out with a subsidised rate")
    trapped = float(total(run, "households_in_debt_spiral")[span.at])
    meaning = "over-indebted households that borrowed cash this month or the month before"
    yield Row("debt_spiral", trapped, "1", span.words(span.at), "households", meaning)
    refused = total(run, "applications") - total(run, "approvals")
    occasions = summed(refused + total(run, "defaults"), span.year_to(span.at))
    meaning = "occasions to complain: applications refused and new defaults, 12 months (proxy, unweighted)"
    yield Row("complaints_proxy", occasions, "1", span.words(span.at, months=12), "households", meaning)


def _borne(run: xr.Dataset, months: slice) -> dict[str, float]:
    def of(name: str, sectors: tuple[str, ...] | None = None) -> float:
        table = run[name] if sectors is None else run[name].sel(sector=list(sectors))
        return summed(table.transpose("month", ...).to_numpy().reshape(len(run["month"]), -1).sum(axis=1), months)

    discount, makers, markup = of("ticket_discount"), of("ticket_discount", MAKERS), of("ticket_markup")
    fees = of("co_funded") * float(run["instalment_fee"])
    aid = sum(_cash(run, name, months) for name in AID)
    return {
        "government": -of("fiscal_cost"),
        "lenders": of("lender_profit"),
        "merchants": markup - (discount - makers) - fees - of("unfunded_claims"),
        "makers": -makers,
        "households": aid + discount + of("lender_gifts") - markup - of("interest"),
    }


def _sources(run: xr.Dataset, months: slice) -> dict[str, float]:
    spent = -sum(_cash(run, name, months) for name in ("spending", "tickets", "tax", "plates", "batteries", "away"))
    aid = sum(_cash(run, name, months) for name in AID)
    flows = (("originations", 1), ("repayments", -1), ("prepayments", -1), ("refinanced", -1))
    borrowed = sum(sign * summed(total(run, name), months) for name, sign in flows)
    paid = -summed(total(run, "interest") + total(run, "recoveries"), months)
    deposits = total(run, "deposits")
    last = months.stop - 1
    drawn = float(deposits[0] - deposits[last])
    found = {
        "public_aid": aid,
        "gifts": summed(total(run, "lender_gifts"), months),
        "net_borrowing": borrowed,
        "interest": paid,
        "deposits": drawn,
        "saving": _cash(run, "saving", months),
        "diverted": _cash(run, "diverted", months),
    }
    return {**found, "income_and_rest": spent - sum(found.values())}


def _cash(run: xr.Dataset, flow: str, months: slice) -> float:
    values: np.ndarray = run["household_cash"].sel(cash_flow=flow).to_numpy()
    return summed(values, months)
