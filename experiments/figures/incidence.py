"""Who gains: effects by fifth of income."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.style import FAINT, INK, PALETTE, canvas, legend_below, styled

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = {
    "retail": ("retail sales to residents, whole run", 1e9, "bn CNY"),
    "credit": ("consumption credit", 1e9, "bn CNY"),
    "over_indebted": ("over-indebted households", 1e3, "thousand"),
}
"""Measures by quintile: title, divisor, unit."""


@styled
def incidence(effects: xr.Dataset) -> Figure:
    """Effects on sales, credit and burdened households by fifth of income, with 95% intervals."""
    figure, panels = canvas(
        "Who gains: effects by fifth of income",
        "按收入五等分组的效果（95%区间）",
        f"Base: {effects.attrs['base']}.  1 = the fifth of households with the lowest permanent income when they enter "
        "the run. Same households and luck;\nan interval across zero: no effect can be told.",
        panels=len(PANELS),
    )
    for axes, (measure, (title, divisor, unit)) in zip(panels, PANELS.items(), strict=True):
        _bars(axes, effects, measure, divisor)
        axes.set_title(title, fontsize=10, loc="left", color=INK)
        axes.set_ylabel(unit)
        axes.set_xlabel("fifth of income")
    legend_below(panels[1], columns=3, drop=0.16)
    return figure


def _bars(axes: Axes, effects: xr.Dataset, measure: str, divisor: float) -> None:
    at = effects.isel(response=0)
    names = [name for name in map(str, effects["measure"].to_numpy()) if name.startswith(f"{measure}/quintile/")]
    scenarios = list(map(str, effects["scenario"].to_numpy()))[1:]
    places, width = np.arange(len(names)), 0.8 / max(len(scenarios), 1)
    for k, name in enumerate(scenarios):
        one = at.sel(scenario=name, measure=names)
        middle, low, high = (one[end].to_numpy() / divisor for end in ("effect", "low", "high"))
        place = places + (k - (len(scenarios) - 1) / 2) * width
        colour = PALETTE[k % len(PALETTE)]
        axes.bar(place, middle, width=0.92 * width, color=colour, label=name)
        axes.errorbar(
            place, middle, yerr=[middle - low, high - middle], fmt="none", ecolor=INK, elinewidth=0.9, capsize=2
        )
    axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.set_xticks(places, [name.rsplit("/", 1)[1] for name in names])
    axes.spines["left"].set_color(FAINT)
