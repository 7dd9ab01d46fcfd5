"""Loans by month of disbursement: the part that goes bad by an age, and the loss to be expected on a yuan lent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.comparison.rows import Row, ratio
from experiments.comparison.spans import Span

if TYPE_CHECKING:
    import xarray as xr

DATED = ("card_instalment", "consumer_loan", "platform_loan", "auto_loan", "education_loan")
"""Products with a day of disbursement; cards and pay-later are running accounts."""

AGES = (12, 18)
"""Months since disbursement at which a cohort is looked at."""


class Cohorts(NamedTuple):
    """Dated loans.  lent : CNY, [month of disbursement, product].  bad : of it 91 days overdue, CNY, [.., age, ..]."""

    lent: np.ndarray
    bad: np.ndarray
    loss: np.ndarray
    """Loss given default by product, fraction."""


def cohort_rows(run: xr.Dataset, span: Span) -> Iterator[Row]:
    """Part 90+ at 12 and 18 months of the loans of a year; expected loss; and the same by year of disbursement."""
    loans = _cohorts(run)
    years = np.array([month[:4] for month in span.months])
    for age in AGES:
        last = span.cohort(age)
        chosen = np.arange(len(years)) if last < 0 else np.arange(last - 11, last + 1)
        share = float("nan") if last < 0 else gone_bad(loans, chosen, age)
        period = f"lent {span.words(last, months=12)}" if last >= 0 else "the run is too short"
        meaning = f"of dated loans, the part that has reached 91 days overdue {age} months after it was lent"
        yield Row(f"vintage_{age}", share, "fraction", period, "risk", meaning)
        if age == max(AGES):
            expected = float("nan") if last < 0 else expected_loss(loans, chosen, age)
            text = f"part of dated loans 91 days overdue within {age} months, times the loss given default"
            yield Row("expected_loss", expected, "fraction", period, "risk", f"expected loss per yuan lent: {text}")
    for age in AGES:
        for year in np.unique(years):
            chosen = np.flatnonzero(years == year)
            if len(chosen) < 12:
                continue
            seen = chosen[-1] + age <= span.end
            share = gone_bad(loans, chosen, age) if seen else float("nan")
            meaning = f"part 90+ at {age} months of dated loans by year of disbursement"
            name, period = f"vintage_{age}/year/{year}", f"lent {year}"
            yield Row(name, share, "fraction", period, "risk", meaning, "year", str(year))


def gone_bad(loans: Cohorts, months: np.ndarray, age: int) -> float:
    """Part of what was lent in some months that has reached 91 days by an age."""
    return ratio(float(loans.bad[months, : age + 1].sum()), float(loans.lent[months].sum()))


def expected_loss(loans: Cohorts, months: np.ndarray, age: int) -> float:
    """The same, each product weighted by its loss given default."""
    bad = loans.bad[months, : age + 1].sum(axis=(0, 1))
    return ratio(float(bad @ loans.loss), float(loans.lent[months].sum()))


def _cohorts(run: xr.Dataset) -> Cohorts:
    names = list(DATED)
    lent = run["originations"].sel(product=names).sum("lender").transpose("month", "product")
    bad = run["vintage_90_plus"].sel(product=names).transpose("vintage", "age", "product")
    loss = run["loss_given_default"].sel(product=names)
    return Cohorts(lent.to_numpy(), bad.to_numpy(), loss.to_numpy())
