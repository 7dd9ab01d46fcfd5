"""How well forecasters did: mean CRPS beside that of no change, and where outcomes fell in the model's forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.style import FAINT, MODEL, PALETTE, canvas, legend_below, styled

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

REFERENCE = "no_change"

BINS = 5


TICKS = (0.5, 0.75, 1.0, 1.5, 2.0)
"""Ratios of CRPS that are written out."""


@styled
def skill(forecasts: xr.Dataset) -> Figure:
    """Two panels. forecasts : origin, series, period, forecaster, crps, pit [forecast], as `calibration.skill.backtest`
    has them."""
    found = forecasts.to_dataframe()
    figure, (left, right) = canvas(
        "Forecasts from past origins: error beside no change, and calibration",
        "历史起点预测：相对于“不变”的误差与校准",
        "CRPS over the same outcomes, no change = 1: lower is better. In brackets the outcomes; they overlap "
        "and are worth fewer.\nRight: ranks of outcomes in the model's forecast; all alike where it is calibrated.",
        panels=2,
    )
    _relative(left, found)
    ranks = found.loc[found["forecaster"] == "model"].groupby("series", sort=False)["pit"]
    for k, (series, values) in enumerate(ranks):
        counts, edges = np.histogram(values, bins=BINS, range=(0.0, 1.0))
        right.step(edges, np.append(counts, counts[-1]) / counts.sum() * BINS, where="post", color=PALETTE[k],
                   linewidth=1.8, label=f"{series} ({len(values)})")  # fmt: skip
    right.axhline(1.0, color=FAINT, linewidth=0.8)
    right.set_xlabel("rank of the outcome in the forecast (PIT)")
    right.set_ylabel("density")
    legend_below(right, 2, drop=0.16)
    return figure


def _relative(axes: Axes, found: pd.DataFrame) -> None:
    series = list(found["series"].unique())
    names = [name for name in found["forecaster"].unique() if name != REFERENCE]
    keys = ["origin", "series", "period"]
    reference = found[found["forecaster"] == REFERENCE].set_index(keys)["crps"]
    for k, name in enumerate(names):
        own = found[found["forecaster"] == name].set_index(keys)["crps"]
        both = own.index.intersection(reference.index)
        means = [
            own.loc[both].groupby("series").mean(), reference.loc[both].groupby("series").mean()
        ]  # fmt: skip
        ratio = (means[0] / means[1]).reindex(series)
        places = np.arange(len(series)) + (k - (len(names) - 1) / 2) * 0.12
        colour = MODEL if name == "model" else PALETTE[(k + 1) % len(PALETTE)]
        axes.plot(ratio.to_numpy(), places, "o", color=colour, markersize=7 if name == "model" else 5, label=name)
    counts = reference.groupby("series").size()
    axes.axvline(1.0, color=FAINT, linewidth=0.9)
    axes.set_xscale("log")
    axes.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS])
    axes.minorticks_off()
    axes.set_yticks(np.arange(len(series)), [f"{name.replace('_', ' ')} ({counts[name]})" for name in series])
    axes.invert_yaxis()
    axes.set_xlabel("CRPS over that of no change")
    legend_below(axes, 2, drop=0.16)
