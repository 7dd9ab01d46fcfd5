"""Indicators of a study month by month: mean over draws and seeds, and the range of runs, scenario by scenario."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.style import FAINT, INK, PALETTE, by_month, canvas, styled
from sim.indicators import INDICATORS

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

MOST = 3
"""Indicators that a picture has room for."""

OF_THE_GAP = ("growth_gap", "credit_growth", "retail_growth_12m")
"""Shown first, where they were kept."""


@styled
def levels(study: xr.Dataset) -> Figure:
    """Mean of the runs of each scenario, and from the lowest to the highest of them."""
    kept = [name for name in study.data_vars if name in INDICATORS]
    chosen = sorted(kept, key=lambda name: OF_THE_GAP.index(name) if name in OF_THE_GAP else MOST)[:MOST]
    figure, panels = canvas(
        "Indicators by scenario: mean and range of the runs",
        "各情景指标：均值与全部运行的范围",
        f"{study.sizes['draw']} draws of the parameters, {study.sizes['seed']} seeds.  Shaded: from the lowest run to "
        "the highest.  Shares and growth in per cent.\nScenarios share draws and seeds: their differences are told far "
        "more surely than their ranges suggest.",
        panels=len(chosen),
    )
    months = study["month"].to_numpy().astype("datetime64[D]")
    for axes, name in zip(panels, chosen, strict=True):
        for k, scenario in enumerate(map(str, study["scenario"].to_numpy())):
            scale = 100.0 if INDICATORS[str(name)].unit == "fraction" else 1.0
            values = study[name].sel(scenario=scenario).to_numpy().reshape(-1, len(months)) * scale
            known = values[:, np.isfinite(values).any(axis=0)]
            told = months[np.isfinite(values).any(axis=0)]
            colour = PALETTE[k % len(PALETTE)]
            if len(told):
                axes.fill_between(
                    told, np.nanmin(known, axis=0), np.nanmax(known, axis=0), color=colour, alpha=0.15, linewidth=0
                )
                axes.plot(told, np.nanmean(known, axis=0), color=colour, linewidth=1.8, label=scenario)
        axes.axhline(0.0, color=FAINT, linewidth=0.8)
        axes.set_title(fill(INDICATORS[str(name)].meaning, 36), fontsize=8.5, loc="left", color=INK)
        by_month(axes, months)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(
        handles, labels, ncols=min(len(labels), 4), fontsize=8.5, loc="upper right", bbox_to_anchor=(0.985, 0.93)
    )
    return figure
