"""Retail sales on the year, beside every growth rate that was published for the city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.points import points
from experiments.figures.style import (
    FAINT,
    MODEL,
    PUBLISHED,
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

LOWEST, HIGHEST = -0.25, 0.5
"""Growth outside these is cut off and said in words: months compared with the closure of spring 2022."""


@styled
def retail_growth(run: xr.Dataset) -> Figure:
    """Retail sales y/y of the model by month, and over the months of each published figure beside that figure."""
    months, growth = months_of(run), indicator("retail_growth", run).to_numpy()
    figure, (axes,) = canvas(
        "Retail sales, change on the year: model and published",
        "社会消费品零售总额同比：模型与公布值",
        "A bar spans the months that a figure covers: a year, a quarter, a month.  Grade A: official text seen;  "
        "B: press or mirror quoting it.\nSource of each figure: table.csv of the run.",
    )
    axes.axhline(0.0, color=FAINT, linewidth=0.8)
    axes.plot(months, np.clip(growth, LOWEST, HIGHEST), color=FAINT, linewidth=1.1, label="model, single months")
    for k, point in enumerate(points(run, "Retail sales y/y")):
        span, middle = [point.first, point.after], point.first + (point.after - point.first) / 2
        for value, colour, name in ((point.model, MODEL, "model"), (point.published, PUBLISHED, "published")):
            axes.plot(span, [value] * 2, color=colour, linewidth=2.4, solid_capstyle="butt",
                      label=f"{name}, the months of the bar" if k == 0 else None)  # fmt: skip
        axes.plot([middle] * 2, [point.model, point.published], color=FAINT, linewidth=0.9, linestyle=":")
        axes.annotate(point.grade, (point.after, point.published), xytext=(3, 0), fontsize=8.5, va="center",
                      textcoords="offset points", color=PUBLISHED)  # fmt: skip
    axes.set_ylim(LOWEST, HIGHEST)
    _cut(axes, months, growth)
    if not np.isfinite(growth).any():
        say_empty(axes)
    by_month(axes, months)
    in_per_cent(axes)
    legend_below(axes, 3)
    return figure


def _cut(axes: object, months: np.ndarray, growth: np.ndarray) -> None:
    """Say how far the months that are cut off reach."""
    high = np.flatnonzero(growth > HIGHEST)
    if len(high):
        top = high[np.argmax(growth[high])]
        text = f"up to {growth[top]:+.0%} in {months[top].astype('datetime64[M]')}"
        axes.annotate(  # type: ignore[attr-defined]
            text, (months[high[-1]], HIGHEST), xytext=(10, -6), textcoords="offset points", fontsize=8.5,
            color=FAINT, va="top",
        )  # fmt: skip
