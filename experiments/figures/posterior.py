"""What a calibration found: what the figures moved, and how far the posterior's runs lie from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.style import FAINT, INK, MODEL, PALETTE, canvas, legend_below, styled_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MOST = 24
"""Parameters or figures in one panel at most."""

CLOSE = 2.0
"""Standard deviations inside which a figure is met."""


@styled_table
def parameter_intervals(table: pd.DataFrame) -> Figure:
    """Prior and posterior 80% intervals of the parameters that contracted most, each on the scale of its prior."""
    chosen = table.head(MOST).iloc[::-1]
    figure, (axes,) = canvas(
        "What published figures say about the parameters",
        "已公布数据对参数的约束（80%区间）",
        "Grey: prior; blue: posterior; each parameter on its own scale, from the 10% to the 90% point of its prior. "
        "Below the line the figures\ncontract the prior by less than 20%: the parameter is said to be at its prior.",
    )
    places = np.arange(len(chosen))
    low, width = chosen["prior_q10"].to_numpy(), (chosen["prior_q90"] - chosen["prior_q10"]).to_numpy()
    axes.barh(places, np.ones(len(chosen)), height=0.7, color="#e3e3e3", label="prior")
    for column, style in (("q10", None), ("q50", "o"), ("q90", None)):
        if style:
            axes.plot((chosen[column] - low) / width, places, style, color=MODEL, markersize=5, label="posterior")
    left, right = ((chosen[name] - low) / width for name in ("q10", "q90"))
    axes.hlines(places, left, right, color=MODEL, linewidth=2.2)
    moved = int((chosen["says"] == "prior").sum())
    if 0 < moved < len(chosen):
        axes.axhline(moved - 0.5, color=FAINT, linewidth=0.9, linestyle="--")
    axes.set_yticks(places, chosen["parameter"], fontsize=8)
    axes.set_xticks([0.0, 1.0], ["10% of prior", "90% of prior"])
    axes.grid(visible=False)
    legend_below(axes, columns=2, drop=0.06)
    return figure


@styled_table
def figure_fit(table: pd.DataFrame) -> Figure:
    """Distance of the posterior's runs from every published figure, in standard deviations of all errors, by group."""
    figure, (axes,) = canvas(
        "How far the calibrated model lies from what was published",
        "校准后模型与已公布数据的距离（标准差）",
        "Each point: one figure; mean of the posterior's runs less the published figure, over the standard deviation "
        "of observation, latent states,\nluck and parameters. Beyond two: the model or its errors are wrong there.",
    )
    groups = list(dict.fromkeys(table["group"]))
    for k, group in enumerate(groups):
        mine = table[table["group"] == group]
        place = k + np.linspace(-0.3, 0.3, len(mine)) if len(mine) > 1 else np.array([float(k)])
        axes.plot(place, mine["distance_sd"], "o", color=PALETTE[k % len(PALETTE)], markersize=5)
        for x, (_, row) in zip(place, mine.iterrows(), strict=True):
            if abs(row["distance_sd"]) > CLOSE:
                axes.annotate(str(row["figure"]), (x, row["distance_sd"]), fontsize=7, color=FAINT, rotation=20)
    axes.axhspan(-CLOSE, CLOSE, color="#f0f4f8", zorder=0)
    axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.set_xticks(range(len(groups)), [group.replace("_", " ") for group in groups])
    axes.set_ylabel("standard deviations")
    return figure
