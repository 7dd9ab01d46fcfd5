"""Arrears: by month of disbursement beside the stock, because a stock that grows fast hides its bad loans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FuncFormatter

from experiments.comparison.cohorts import DATED
from experiments.figures.points import points
from experiments.figures.style import (
    INK,
    PALETTE,
    by_month,
    canvas,
    in_per_cent,
    legend_below,
    months_of,
    say_empty,
    styled,
)  # fmt: skip
from sim.indicators import CARDS, NINETY

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STOCKS = {
    "cards": CARDS,
    "consumer loans of banks": ("consumer_loan",),
    "platform loans": ("platform_loan",),
    "pay later": ("bnpl",),
    "auto loans": ("auto_loan",),
    "education loans": ("education_loan",),
}
"""Lines of the right panel: what is called how, and the products in it."""


LOWEST, TICKS = 0.002, (0.003, 0.01, 0.03, 0.1, 0.3)
"""Least share drawn, and the shares that are written at the axis."""


@styled
def arrears(run: xr.Dataset) -> Figure:
    """Left: of what was lent in a year, the part that has reached 91 days overdue, by age. Right: 91+ over balance."""
    figure, (left, right) = canvas(
        "Loans 91 and more days overdue: by year of disbursement, and in the stock",
        "逾期90天以上：按放款年份累计与存量占比",
        "Left: loans with a day of disbursement (no cards, no pay later); lines end where the youngest loans of the "
        "year end.  Right: balance 91+ days overdue\nover balance, until charge-off or sale. Squares: cards of the "
        "whole country, 180+ days (grade B), to be set beside the dashed line.",
        panels=2,
    )
    _vintages(left, run)
    _stocks(right, run)
    return figure


def cumulated(run: xr.Dataset) -> dict[int, np.ndarray]:
    """Part of what was lent in a year that has reached 91 days, by age in months; ages that all its months reached."""
    names = [name for name in DATED if name in run["product"].to_numpy()]
    reached = run["vintage_90_plus"].sel(product=names).sum("product").transpose("vintage", "age").to_numpy()
    lent = run["originations"].sel(product=names).sum(["product", "lender"]).to_numpy()
    years = run["month"].dt.year.to_numpy()
    lines = {}
    for year in np.unique(years):
        chosen = np.flatnonzero(years == year)
        ages = min(len(years) - chosen[-1], reached.shape[1])
        if lent[chosen].sum() > 0:
            lines[int(year)] = np.cumsum(reached[chosen, :ages].sum(axis=0)) / lent[chosen].sum()
    return lines


def _vintages(axes: Axes, run: xr.Dataset) -> None:
    axes.set_title("cumulated, of what was lent", fontsize=10, color=INK, loc="left")
    for (year, line), colour in zip(cumulated(run).items(), PALETTE, strict=False):
        if len(line) > 1:
            axes.plot(np.arange(len(line)), line, color=colour, linewidth=1.8, label=f"lent in {year}")
    if not axes.lines:
        say_empty(axes)
    axes.set_xlabel("months since disbursement")
    axes.set_xlim(0, None)
    axes.set_ylim(0, None)
    in_per_cent(axes, 1)
    legend_below(axes, 2, drop=0.16)


def _stocks(axes: Axes, run: xr.Dataset) -> None:
    title = f"in the stock (logarithmic scale from {LOWEST:.1%}; gap: nothing overdue)"
    axes.set_title(title, fontsize=10, color=INK, loc="left")
    months = months_of(run)
    for (name, products), colour in zip(STOCKS.items(), PALETTE, strict=False):
        _line(axes, months, _share(run, products, NINETY), color=colour, linewidth=1.6, label=name)
    late = _share(run, CARDS, ("181+",))
    _line(axes, months, late, color=PALETTE[0], linewidth=1.2, linestyle="--", label="cards, 181+ days")
    country = points(run, "Card 180+ days overdue")
    if country:
        days = [point.after - np.timedelta64(31, "D") for point in country]
        axes.plot(days, [point.published for point in country], "s", color=INK, markersize=5,
                  label="cards, 180+, published")  # fmt: skip
    axes.set_yscale("log")
    highest = max(0.05, 1.3 * axes.dataLim.y1)
    axes.set_ylim(LOWEST, highest)
    axes.set_yticks([tick for tick in TICKS if tick < highest])
    axes.minorticks_off()
    by_month(axes, months)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{share * 100:g}%"))
    legend_below(axes, 2)


def _line(axes: Axes, months: np.ndarray, share: np.ndarray, **style: Any) -> None:
    """A line with gaps where the share is zero, which has no place on a logarithmic axis; a month between two gaps is a
    point."""
    above = np.where(share > 0, share, np.nan)
    there = np.concatenate([[False], share > 0, [False]])
    alone = there[1:-1] & ~there[:-2] & ~there[2:]
    axes.plot(months, above, **style)
    axes.plot(months[alone], above[alone], ".", color=style["color"])


def _share(run: xr.Dataset, products: tuple[str, ...], buckets: tuple[str, ...]) -> np.ndarray:
    held = run["delinquent_balance"].sel(product=[name for name in products if name in run["product"].to_numpy()])
    whole = held.sum(["product", "lender", "bucket"]).to_numpy()
    late = held.sel(bucket=list(buckets)).sum(["product", "lender", "bucket"]).to_numpy()
    return np.where(whole > 0, late / np.where(whole > 0, whole, 1.0), np.nan)
