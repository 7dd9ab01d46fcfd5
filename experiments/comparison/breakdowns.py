"""Who and what is behind an effect: by sector, product, type of lender, life stage and income."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from experiments.comparison.rows import Row, ratio, summed
from experiments.comparison.spans import Span
from sim.policy.vocabulary import LENDER_TYPES, PRODUCTS, QUINTILES, SECTORS, SEGMENTS

if TYPE_CHECKING:
    import xarray as xr

BY_LENDER = {
    "credit": ("credit_balance", "CNY", "credit", "consumption credit"),
    "defaults": ("defaults", "1", "risk", "accounts that reach 91 days overdue, 12 months"),
    "approvals": ("approvals", "1", "households", "loans approved, 12 months"),
}
"""By product and type of lender: variable, unit, theme, meaning. Balances of the month looked at, counts of a year."""


def breakdowns(run: xr.Dataset, span: Span) -> Iterator[Row]:
    """Rows of every table, always in the same order."""
    yield from _sectors(run, span)
    yield from _lending(run, span)
    yield from _people(run, span)


def _sectors(run: xr.Dataset, span: Span) -> Iterator[Row]:
    sold = run["retail_sales"].sum("channel").transpose("month", "sector").to_numpy().sum(axis=0)
    period = span.words(span.end, months=span.end + 1)
    for name, value in zip(SECTORS, sold, strict=True):
        yield Row(f"retail/sector/{name}", float(value), "CNY", period, "goods", "retail sales", "sector", name)


def _lending(run: xr.Dataset, span: Span) -> Iterator[Row]:
    types = run["lender_type"].to_numpy().astype(str)
    for name, (variable, unit, theme, meaning) in BY_LENDER.items():
        table = run[variable].transpose("month", "product", "lender").to_numpy()
        stock = unit == "CNY"
        period = span.words(span.at) if stock else span.words(span.at, months=12)
        parts = {
            "product": dict(zip(PRODUCTS, table.sum(axis=2).T, strict=True)),
            "lender_type": {kind: table[:, :, types == kind].sum(axis=(1, 2)) for kind in LENDER_TYPES},
        }
        for kind, items in parts.items():
            for item, series in items.items():
                value = float(series[span.at]) if stock else summed(series, span.year_to(span.at))
                yield Row(f"{name}/{kind}/{item}", value, unit, period, theme, meaning, kind, item)


def _people(run: xr.Dataset, span: Span) -> Iterator[Row]:
    at, whole = span.words(span.at), span.words(span.end, months=span.end + 1)
    year = span.words(span.at, months=12)
    for kind, other, items in (
        ("segment", "quintile", SEGMENTS),
        ("quintile", "segment", tuple(str(fifth + 1) for fifth in range(QUINTILES))),
    ):
        retail, credit, late, burdened, granted = (
            _by(run, variable, kind, other)
            for variable in (
                "retail_sales_by_group",
                "credit_balance_by_group",
                "delinquent_balance_by_group",
                "households_over_indebted",
                "approvals_by_group",
            )
        )
        for k, item in enumerate(items):
            place = (kind, item)
            sold, owed, bad = float(retail[:, k].sum()), float(credit[span.at, k]), float(late[span.at, k])
            over, loans = float(burdened[span.at, k]), summed(granted[:, k], span.year_to(span.at))
            share = ratio(bad, owed)
            yield Row(f"retail/{kind}/{item}", sold, "CNY", whole, "goods", "retail sales to residents", *place)
            yield Row(f"credit/{kind}/{item}", owed, "CNY", at, "credit", "consumption credit", *place)
            text = "balance 91+ days overdue over balance"
            yield Row(f"ratio_90_plus/{kind}/{item}", share, "fraction", at, "risk", text, *place)
            text = "households with debt service above half of income"
            yield Row(f"over_indebted/{kind}/{item}", over, "1", at, "households", text, *place)
            text = "loans approved, 12 months"
            yield Row(f"approvals/{kind}/{item}", loans, "1", year, "households", text, *place)


def _by(run: xr.Dataset, variable: str, kind: str, other: str) -> np.ndarray:
    """A variable by group, [month, item]; arms of a trial are added."""
    table = run[variable]
    return table.sum([other, *(["arm"] if "arm" in table.dims else [])]).transpose("month", kind).to_numpy()
