"""Consumption credit on the year beside retail sales: the distance that the opinion wants closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.points import points
from experiments.figures.style import (
    FAINT,
    INK,
    MODEL,
    PUBLISHED,
    SECOND,
    by_month,
    canvas,
    in_per_cent,
    legend_below,
    months_of,
    say_empty,
    styled,
)  # fmt: skip
from sim.indicators import indicator

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

WIDEST = 0.6
"""Growth beyond this is cut off."""


@styled
def credit_growth(run: xr.Dataset) -> Figure:
    """Growth of consumption credit and of retail sales of the year to date, the gap between them, and the growth of
    the whole country's credit for orientation."""
    months = months_of(run)
    credit, retail = (indicator(name, run).to_numpy() for name in ("credit_growth", "retail_growth_ytd"))
    gap = indicator("growth_gap", run).to_numpy()
    figure, (axes,) = canvas(
        "Consumption credit and retail sales, change on the year",
        "消费信贷余额与零售额累计同比",
        "Shanghai publishes no balance of consumption credit: the model's is compared with no figure of the city. The "
        "diamonds are the whole country,\nfor orientation and never a target.  Credit: balances without mortgages.  "
        "Retail: year to date.  In step by the end of 2026 = a gap of zero.",
    )
    axes.axhline(0.0, color=FAINT, linewidth=0.8)
    axes.fill_between(months, credit, retail, color=SECOND, alpha=0.15, linewidth=0, label="gap, credit less retail")
    axes.plot(months, credit, color=MODEL, linewidth=2.2, label="consumption credit, model")
    axes.plot(months, retail, color=SECOND, linewidth=1.6, label="retail sales, model")
    country = points(run, "Consumption credit y/y")
    if country:
        days, values = [point.after - np.timedelta64(31, "D") for point in country], [p.published for p in country]
        axes.plot(days, values, "D", color=PUBLISHED, markersize=5, fillstyle="none", linestyle="none",
                  label="consumption credit, whole country (grade B)")  # fmt: skip
    low, high = axes.get_ylim()
    axes.set_ylim(max(low - 0.1 * (high - low), -WIDEST), min(high, WIDEST))
    by_month(axes, months)
    known = np.isfinite(gap)
    for k in np.flatnonzero(known & (run["month"].dt.month.to_numpy() == 12)):
        axes.plot([months[k]] * 2, [credit[k], retail[k]], color=INK, linewidth=0.9, linestyle=":")
        axes.annotate(f"gap {gap[k] * 100:+.1f} pp", (months[k], 0.02), xycoords=("data", "axes fraction"), fontsize=9,
                      color=INK, ha="right" if k == len(months) - 1 else "center")  # fmt: skip
    if not known.any():
        say_empty(axes)
    in_per_cent(axes)
    legend_below(axes, 4)
    return figure
