"""What a run is asked in a comparison: one number a measure, of the city. Breakdowns are in `breakdowns`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from experiments.comparison.breakdowns import breakdowns
from experiments.comparison.cohorts import cohort_rows
from experiments.comparison.parts import parts
from experiments.comparison.rows import Row, ratio, summed
from experiments.comparison.spans import Span
from sim.errors import ResultError
from sim.indicators import indicator, total
from sim.policy.vocabulary import PAYERS

if TYPE_CHECKING:
    import xarray as xr

SALES = {
    "retail": ("retail_sales", "retail sales of consumer goods, residents and others"),
    "service": ("service_sales", "resident spending outside retail sales"),
}

LEVELS = {
    "credit_growth": ("credit_growth", "credit", "consumption credit on the year"),
    "retail_growth": ("retail_growth_ytd", "credit", "retail sales of the year to date on the year"),
    "growth_gap": ("growth_gap", "credit", "credit growth less retail growth; 0 = in step"),
    "ratio_90_plus": ("ratio_90_plus", "risk", "balance 91+ days overdue over balance"),
    "debt_service": ("debt_service_share", "households", "debt service over disposable income, all households"),
    "hand_to_mouth": ("hand_to_mouth_share", "households", "households with under half a month of spending in cash"),
    "over_indebted_share": ("over_indebted_share", "households", "households with debt service above half of income"),
}
"""Measures that are an indicator at a month: name, indicator, theme, meaning."""

COUNTS = {
    "applications": "applications for loans",
    "approvals": "loans approved",
    "rationed": "borrowers refused because their expected loss does not fit under the rate cap",
}


def measures(run: xr.Dataset, span: Span) -> list[Row]:
    """Every measure of a run, always in the same order. run : with `loss_given_default` [product] and
    `instalment_fee`, fractions."""
    return [
        *_sales(run, span),
        *_credit(run, span),
        *_levels(run, span),
        *_hazard(run, span),
        *cohort_rows(run, span),
        *_households(run, span),
        *_cost(run, span),
        *parts(run, span),
        *breakdowns(run, span),
    ]


def few_measures(run: xr.Dataset, span: Span) -> list[Row]:
    """The measures that a split shares out over clauses, and what comes with them: a tenth of the time of all."""
    gap = float(_series("growth_gap", run)[span.at])
    return [
        *_sales(run, span),
        *_credit(run, span),
        Row("growth_gap", gap, "fraction", span.words(span.at), "credit", "credit growth less retail growth"),
        *cohort_rows(run, span),
        Row("over_indebted", float(total(run, "households_over_indebted")[span.at]), "1", span.words(span.at), "", ""),
        *_cost(run, span),
    ]


def _sales(run: xr.Dataset, span: Span) -> Iterator[Row]:
    for name, (variable, meaning) in SALES.items():
        sold = total(run, variable)
        year, whole = span.words(span.at, months=12), span.words(span.end, months=span.end + 1)
        yield Row(f"{name}_year", summed(sold, span.year_to(span.at)), "CNY", year, "goods", f"{meaning}, 12 months")
        yield Row(f"{name}_total", float(sold.sum()), "CNY", whole, "goods", f"{meaning}, all months of the run")


def _credit(run: xr.Dataset, span: Span) -> Iterator[Row]:
    balance = total(run, "credit_balance")
    meaning = "residents' consumption credit without mortgages"
    yield Row("credit", float(balance[span.at]), "CNY", span.words(span.at), "credit", meaning)
    yield Row("credit_end", float(balance[span.end]), "CNY", span.words(span.end), "credit", meaning)


def _levels(run: xr.Dataset, span: Span) -> Iterator[Row]:
    for name, (source, theme, meaning) in LEVELS.items():
        series = _series(source, run)
        for suffix, place in (("", span.at), ("_end", span.end)):
            yield Row(f"{name}{suffix}", float(series[place]), "fraction", span.words(place), theme, meaning)
            if name == "growth_gap":
                text = "distance of the gap from 0, whatever its sign"
                distance = abs(float(series[place]))
                yield Row(f"growth_gap_distance{suffix}", distance, "fraction", span.words(place), theme, text)


def _series(name: str, run: xr.Dataset) -> np.ndarray:
    try:
        return indicator(name, run).to_numpy()
    except ResultError:
        return np.full(len(run["month"]), np.nan)


def _hazard(run: xr.Dataset, span: Span) -> Iterator[Row]:
    year = span.year_to(span.at)
    indebted = summed(total(run, "households_with_debt"), year) / 12
    hazard = ratio(summed(total(run, "defaults"), year), indebted)
    meaning = "accounts that reach 91 days overdue in 12 months, for each household in debt"
    yield Row("default_hazard", hazard, "1/year", span.words(span.at, months=12), "risk", meaning)


def _households(run: xr.Dataset, span: Span) -> Iterator[Row]:
    burdened = float(total(run, "households_over_indebted")[span.at])
    meaning = "households with debt service above half of income"
    yield Row("over_indebted", burdened, "1", span.words(span.at), "households", meaning)
    for name, meaning in COUNTS.items():
        counted = summed(total(run, name), span.year_to(span.at))
        yield Row(name, counted, "1", span.words(span.at, months=12), "households", f"{meaning}, 12 months")


def _cost(run: xr.Dataset, span: Span) -> Iterator[Row]:
    paid = run["fiscal_cost"].sum("lever").transpose("month", "payer")
    so_far, whole = span.words(span.at, months=span.at + 1), span.words(span.end, months=span.end + 1)
    meaning = "paid by public programmes, waived tax included"
    by_month = paid.sum("payer").to_numpy()
    yield Row("fiscal_cost", float(by_month[: span.at + 1].sum()), "CNY", so_far, "cost", meaning)
    yield Row("fiscal_cost_total", float(by_month.sum()), "CNY", whole, "cost", meaning)
    for payer in PAYERS:
        part = float(paid.sel(payer=payer).sum())
        yield Row(f"fiscal_cost_{payer}", part, "CNY", whole, "cost", f"{meaning}: borne by the {payer} budget")
