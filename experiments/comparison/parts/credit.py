"""Parts of the balance and of its growth: what new loans paid for, repayment, longer terms, what left the books.

The balance at a month is the opening balance plus these flows, and growth over twelve months is their sum over the
balance a year before, exactly. What longer terms add is an estimate and is taken out of scheduled repayment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.comparison.cohorts import DATED
from experiments.comparison.rows import Row, ratio, summed
from experiments.comparison.spans import YEAR, Span
from sim.indicators import indicator, total

if TYPE_CHECKING:
    import xarray as xr

RUNNING = ("card", "bnpl")
"""Accounts without a term, on which purchases are charged."""

FLOWS = {
    "new_purchases": "large tickets net of aid: loans that went with purchases",
    "replacing_cash": "large tickets paid from own cash or on the card, negative: loans that took their place",
    "diverted": "lent and put into property, securities or prepaid mortgages",
    "other_loans": "lent for other spending, net of refinancing",
    "card_and_pay_later": "charged on cards and pay-later, less what was paid back",
    "scheduled_repayment": "scheduled repayment of loans, had terms been the base's",
    "longer_terms": "not yet repaid because terms are longer than the base's, estimate",
    "prepayment": "repaid early",
    "charge_off": "charged off",
    "sold": "sold to collectors",
    "interest_and_moves": "unpaid interest, estates, newcomers less those who leave",
}
"""Flows that make up the change of the balance, CNY, those out of it negative."""


class Lending(NamedTuple):
    """Dated loans of a run. lent : CNY.  term : month, NaN where nothing was lent.  rate : 1/year. All [month,
    product]."""

    lent: NDArray[np.float64]
    term: NDArray[np.float64]
    rate: NDArray[np.float64]


def credit_parts(run: xr.Dataset, span: Span) -> Iterator[Row]:
    """Flows to the month looked at, CNY; the same of its last year over the balance before it, as parts of the gap."""
    so_far, year = slice(0, span.at + 1), span.year_to(span.at)
    period = span.words(span.at, months=span.at + 1)
    for item, value in _flows(run, so_far).items():
        yield Row(f"credit/flow/{item}", value, "CNY", period, "parts", FLOWS[item], "flow", item)
    refinanced = summed(total(run, "refinanced"), so_far)
    meaning = "balances repaid by another loan: substitution between products and lenders"
    yield Row("refinanced_to_date", refinanced, "CNY", period, "parts", meaning)
    period = span.words(span.at, months=YEAR)
    before = float(total(run, "credit_balance")[span.at - YEAR]) if span.at >= YEAR else float("nan")
    for item, value in _flows(run, year).items():
        part = ratio(value, before) if value >= 0 else -ratio(-value, before)
        yield Row(f"gap/flow/{item}", part, "fraction", period, "parts", FLOWS[item], "flow", item)
    grown = float(indicator("retail_growth_ytd", run)[span.at]) if span.at >= YEAR else float("nan")
    meaning = "growth of retail sales, taken off"
    yield Row("gap/flow/retail_growth", -grown, "fraction", period, "parts", meaning, "flow", "retail_growth")
    yield from _other_gaps(run, span)


def _flows(run: xr.Dataset, months: slice) -> dict[str, float]:
    """Flows of some months by name of FLOWS; none of them yet due to longer terms. NaN where there are no months."""

    def of(name: str, products: Sequence[str] | None = None) -> float:
        table = run[name] if products is None else run[name].sel(product=list(products))
        return summed(table.transpose("month", ...).to_numpy().reshape(len(run["month"]), -1).sum(axis=1), months)

    tickets, at_tills = of("ticket_sales") - of("ticket_aid"), of("ticket_loans")
    diverted = -summed(run["household_cash"].sel(cash_flow="diverted").to_numpy(), months)
    return {
        "new_purchases": tickets,
        "replacing_cash": at_tills - tickets,
        "diverted": diverted,
        "other_loans": of("originations", DATED) - at_tills - diverted - of("refinanced"),
        "card_and_pay_later": of("originations", RUNNING) - of("repayments", RUNNING),
        "scheduled_repayment": -of("repayments", DATED),
        "longer_terms": summed(np.zeros(len(run["month"])), months),
        "prepayment": -of("prepayments"),
        "charge_off": -of("charge_off"),
        "sold": -of("sold"),
        "interest_and_moves": of("accrued") - of("settled"),
    }


def _other_gaps(run: xr.Dataset, span: Span) -> Iterator[Row]:
    """The gap as the mean of two years, and at the month looked at before charge-offs and sales."""
    gap = indicator("growth_gap", run).to_numpy() if len(run["month"]) > YEAR else np.full(len(run["month"]), np.nan)
    mean = float(gap[span.at - 2 * YEAR + 1 : span.at + 1].mean()) if span.at >= 2 * YEAR - 1 else float("nan")
    period = span.words(span.at, months=2 * YEAR)
    yield Row("growth_gap_mean", mean, "fraction", period, "credit", "mean of the gap over 24 months")
    gone = summed(total(run, "charge_off") + total(run, "sold"), span.year_to(span.at))
    before = float(total(run, "credit_balance")[span.at - YEAR]) if span.at >= YEAR else float("nan")
    meaning = "the gap with what was charged off and sold in the year added back"
    gross = float(gap[span.at]) + ratio(gone, before)
    yield Row("growth_gap_gross", gross, "fraction", span.words(span.at), "credit", meaning)
    meaning = "the gap without what terms longer than the base's keep outstanding"
    level = float(gap[span.at])
    yield Row("growth_gap_same_terms", level, "fraction", span.words(span.at), "credit", meaning)


def lending_of(run: xr.Dataset) -> Lending:
    """Dated loans of a run, lenders added up; terms and rates weighted by volume."""
    lent, term, rate = (
        run[name].sel(product=list(DATED)).transpose("month", "product", "lender").to_numpy().astype(np.float64)
        for name in ("originations", "term", "apr")
    )
    whole = lent.sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        weighted = [np.where(whole > 0, np.nansum(table * lent, axis=2) / whole, np.nan) for table in (term, rate)]
    return Lending(whole, *weighted)


def outstanding(lent: NDArray[np.float64], term: NDArray[np.float64], rate: NDArray[np.float64], at: int) -> float:
    """What level annuities leave outstanding at a month of the run, CNY. lent, term, rate : [month, product]."""
    age = at - np.arange(at + 1)[:, None]
    monthly = np.where(np.isfinite(rate[: at + 1]), np.maximum(rate[: at + 1], 1e-6), 1e-6) / 12.0
    months = np.where(np.isfinite(term[: at + 1]), term[: at + 1], 1.0)
    left = (1.0 - (1.0 + monthly) ** (age - months)) / (1.0 - (1.0 + monthly) ** -months)
    return float((lent[: at + 1] * np.where(age < months, left, 0.0)).sum())


def longer_terms(run: Lending, base: Lending, at: int) -> float:
    """Balance that differs because terms do, CNY: mean over both orders of changing terms and volumes (Shapley value of
    two). Months in which one of them lent nothing have no difference of terms. at : place of the month; < 0 = 0."""
    if at < 0:
        return 0.0
    both = np.isfinite(run.term) & np.isfinite(base.term)
    own, other = (np.where(both, one.term, np.nan) for one in (run, base))
    rate = np.where(both, base.rate, np.nan)
    return 0.5 * sum(
        outstanding(lent, own, rate, at) - outstanding(lent, other, rate, at) for lent in (run.lent, base.lent)
    )


def with_terms(rows: list[Row], run: Lending, base: Lending, span: Span, before: float) -> list[Row]:
    """The rows of a run with the part of longer terms filled in, and taken out of scheduled repayment and of the gap at
    the same terms. before : balance a year before the month looked at, CNY."""
    now, past = longer_terms(run, base, span.at), longer_terms(run, base, span.at - YEAR)
    grown = (now - past) / before if before > 0 else float("nan")
    added = {
        "credit/flow/longer_terms": now,
        "credit/flow/scheduled_repayment": -now,
        "gap/flow/longer_terms": grown,
        "gap/flow/scheduled_repayment": -grown,
        "growth_gap_same_terms": -grown,
    }
    return [row._replace(value=row.value + added[row.name]) if row.name in added else row for row in rows]
