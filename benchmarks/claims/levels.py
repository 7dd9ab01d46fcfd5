"""Levels at the centre of the priors, beside what is published: all reported, pass or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.claims.registry import Row, Settings, claim, judged
from benchmarks.runs import SAMPLE

if TYPE_CHECKING:
    import pandas as pd

SPENDING, SPENDING_WITHIN = 0.595, 0.05
"""Spending over disposable income per head, Shanghai; how near."""

YEARS = (2022, 2023, 2024, 2025)


def published() -> pd.DataFrame:
    """Model beside published figures of the usual run."""
    from benchmarks.runs import actual
    from calibration.published import published_table

    return published_table(actual())


@claim("levels", must_hold=False)
def resident_spending(settings: Settings) -> Iterator[Row]:
    """Resident spending over disposable income, housing included."""
    from benchmarks.runs import actual

    run = actual()
    spent = run["resident_spending"].sum("sector") + run["housing_services"].sum(["segment", "quintile"])
    by_year = spent.groupby("month.year").sum() / run["income"].sum(["segment", "quintile"]).groupby("month.year").sum()
    shares = [float(by_year.sel(year=year)) for year in YEARS]
    low, high = SPENDING * (1 - SPENDING_WITHIN), SPENDING * (1 + SPENDING_WITHIN)
    figure = ", ".join(f"{year} {share:.3f}" for year, share in zip(YEARS, shares, strict=True))
    what = "resident spending over disposable income, housing included, every year"
    yield judged(what, figure, f"{SPENDING} within {SPENDING_WITHIN:.0%}", met=all(low <= s <= high for s in shares))


@claim("levels", must_hold=False)
def resident_retail(settings: Settings) -> Iterator[Row]:
    """Residents' part of retail sales inside the prior of the external share, which is never tuned by month."""
    from benchmarks.runs import actual
    from sim.parameters import parameters

    run, external = actual(), parameters()["external_share"]
    of_year = run.sel(month="2025")
    resident = float(of_year["retail_sales_by_group"].sum())
    retail, spent = float(of_year["retail_sales"].sum()), float(of_year["resident_spending"].sum())
    low, high = (1 - external.value - 2 * external.spread, 1 - external.value + 2 * external.spread)
    share = resident / retail
    figure = f"{share:.3f} (in-retail part of resident spending without housing {resident / spent:.3f})"
    bar = f"{low:.2f} to {high:.2f} (1 - external share, 2 sd)"
    yield judged("residents' part of retail sales, 2025", figure, bar, met=low <= share <= high)


@claim("levels", must_hold=False)
def cars(settings: Settings) -> Iterator[Row]:
    """New cars within a tenth, and the new-energy share within 3 points, of registrations."""
    table = published()
    for row in chosen(table, ("new_cars", "nev_cars")):
        off = row["difference"] / row["published"]
        what = f"{row['statistic'].lower()}, {row['period']}"
        figure = f"{row['model'] / 1e3:,.0f} k against {row['published'] / 1e3:,.0f} k ({off:+.0%})"
        yield judged(what, figure, "within 10%", met=abs(off) <= 0.10)
    yield from within(chosen(table, ("nev_share",)), 0.03)


@claim("levels", must_hold=False)
def card_utilisation(settings: Settings) -> Iterator[Row]:
    """Card balance over line within 3 points."""
    yield from within(chosen(published(), ("card_utilisation",)), 0.03)


def chosen(table: pd.DataFrame, operators: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows of the published table that one of these operators answers."""
    from calibration.targets import read_targets
    from sim.data.statistics import load_statistics

    wanted = {target.id for target in read_targets(load_statistics()) if target.operator in operators}
    return [dict(zip(table.columns, row, strict=True)) for row in table.to_numpy() if row[1] in wanted]


def within(rows: list[dict[str, Any]], most: float) -> Iterator[Row]:
    """Shares that lie so near to the published ones."""
    for row in rows:
        figure = f"{row['model']:.1%} against {row['published']:.1%}"
        met = abs(row["difference"]) <= most
        yield judged(f"{row['statistic'].lower()}, {row['period']}", figure, f"within {most * 100:.0f} pp", met=met)


@claim("levels", must_hold=False)
def overdue(settings: Settings) -> Iterator[Row]:
    """Balances 90 and more days overdue by type of lender inside the stylised fact F30."""
    from benchmarks.runs import actual
    from calibration.facts import read_facts
    from calibration.operators import OPERATORS

    months = (np.datetime64("2024-12", "M"), np.datetime64("2025-06", "M"))
    measured = (
        ("card", "card_90_plus"),
        ("platform", "platform_90_plus"),
        ("auto", "auto_finance_90_plus"),
    )
    for (lender, operator), bound in zip(measured, read_facts()["F30"].bounds, strict=True):
        shares = [OPERATORS[operator].measure(actual(), month, month) for month in months]
        figure = ", ".join(f"{month} {share:.1%}" for month, share in zip(months, shares, strict=True))
        bar = f"{bound.low:.1%} to {bound.high:.1%} (F30)"
        yield judged(f"90+ days overdue, {lender}", figure, bar, met=all(bound.holds(share) for share in shares))


@claim("levels", must_hold=False)
def national_debt(settings: Settings) -> Iterator[Row]:
    """Debt participation and debt service, owners weighted as in the national survey (96% of urban households)."""
    from calibration.facts import Setting, read_facts
    from calibration.facts.debt import at_end_of_2022
    from calibration.facts.worlds import World

    found = at_end_of_2022(World(Setting("centre", None, "prior", 1), SAMPLE))
    for what, key, share in (
        ("households in debt", "F17", found.participation),
        ("debt service over income", "F20", found.service),
    ):
        bound = read_facts()[key].bounds[0]
        figure = f"{share.national:.1%} (city's own mix {share.city:.1%})"
        bar = f"{bound.low:.0%} to {bound.high:.0%} ({key})"
        yield judged(f"{what}, reweighted to urban China, 2022-12", figure, bar, met=bound.holds(share.national))
