"""The gap between credit growth and retail growth, pair by pair, beside the bands that would count as in step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter

from experiments.figures.style import FAINT, INK, PALETTE, SECOND, canvas, styled

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure


@styled
def gap_bands(effects: xr.Dataset) -> Figure:
    """Gap of base and scenarios: a ring a pair, a bar the mean, shaded the bands of 1, 2 and 3 points around zero."""
    found = effects.isel(response=0)
    gap = found["value"].sel(measure="growth_gap").transpose("scenario", "pair").to_numpy() * 100
    period = str(found["period"].sel(measure="growth_gap").item())
    names = list(map(str, effects["scenario"].to_numpy()))
    figure, (axes,) = canvas(
        f"Credit growth less growth of retail sales, {period}",
        "消费信贷增速减零售额增速（百分点），阴影为正负1、2、3个百分点",
        "A ring is one run, a bar the mean; lines join the runs of the same households and luck. Shaded: within 1, 2 "
        "and 3 percentage points\nof in step.  Chance: Student-t prediction for one more run; it holds luck, and "
        "parameters where several draws were run.",
    )
    bands = [float(band) * 100 for band in effects["band"].to_numpy()]
    for band in sorted(bands, reverse=True):
        axes.axvspan(-band, band, color=SECOND, alpha=0.12, linewidth=0)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    known = gap[np.isfinite(gap)]
    widest = max(float(np.abs(known).max(initial=0.0)), *bands) * 1.15
    axes.plot(gap, np.arange(len(names)), color=FAINT, linewidth=0.7, alpha=0.6)
    for k in range(len(names)):
        colour = FAINT if k == 0 else PALETTE[(k - 1) % len(PALETTE)]
        axes.plot(gap[k], np.full(gap.shape[1], k), "o", color=colour, fillstyle="none", markersize=7)
        axes.plot([gap[k].mean()] * 2, [k - 0.22, k + 0.22], color=colour, linewidth=3)
        chances = found["inside"].isel(scenario=k).to_numpy()
        within = ",  ".join(f"{band:.0f} pp {chance:.0%}" for band, chance in zip(bands, chances, strict=True))
        text = f"chance to lie within  {within}" if np.isfinite(chances).all() else "the run is too short to tell"
        axes.text(-widest * 0.98, k + 0.36, text, fontsize=9, color=INK, va="center")
    axes.set_xlim(-widest, widest)
    axes.set_ylim(len(names) - 0.3, -0.5)
    axes.set_yticks(range(len(names)), names)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g} pp" if value else "in step"))
    return figure
