"""Effects month by month: what is pulled forward, and when it has been paid back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.figures.style import FAINT, INK, PALETTE, by_month, canvas, legend_below, months_of, styled

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

PANELS = {"retail": "retail sales, cumulated", "credit": "consumption credit", "fiscal_cost": "public cost, cumulated"}
"""Series: title."""

ROOM = np.timedelta64(24 * 24, "h")
"""Shared by the points of all scenarios where there is one month: one above another they would hide it."""


@styled
def timeline(effects: xr.Dataset) -> Figure:
    """Cumulated effect on sales, effect on credit and public cost by month, with bands of 95%; points with bars
    where there is one month."""
    looked_at = str(effects["period"].sel(measure="credit").item())
    figure, panels = canvas(
        "Effects over time, with payback",
        "效果随时间的变化：提前消费与回落（95%区间）",
        f"Base: {effects.attrs['base']}.  A cumulated line that falls after {looked_at} (dotted) pays back purchases "
        "that were pulled forward; what is left at its end\nis additional. Bands, or bars where there is one "
        "month: 95 %, Student t over pairs.",
        panels=len(PANELS),
    )
    months = months_of(effects)
    names = list(map(str, effects["scenario"].to_numpy()[1:]))
    seen: Any = np.datetime64(looked_at[-7:], "D")
    at = effects.isel(response=0)
    for axes, (series, title) in zip(panels, PANELS.items(), strict=True):
        for k, name in enumerate(names):
            one = at.sel(scenario=name, series=series)
            middle, low, high = (one[f"timeline{end}"].to_numpy() / 1e9 for end in ("", "_low", "_high"))
            colour = PALETTE[k % len(PALETTE)]
            if len(months) > 1:
                axes.plot(months, middle, color=colour, linewidth=1.6, label=name)
                axes.fill_between(months, low, high, color=colour, alpha=0.15, linewidth=0)
            else:
                beside, ends = months + k * ROOM // len(names), (middle - low, high - middle)
                axes.errorbar(beside, middle, ends, fmt="o", color=colour, capsize=3, label=name)
        axes.axhline(0.0, color=INK, linewidth=0.8)
        axes.axvline(seen, color=FAINT, linewidth=1.0, linestyle=":")
        axes.set_title(title, fontsize=10, loc="left", color=INK)
        by_month(axes, months)
    panels[0].set_ylabel("bn CNY")
    legend_below(panels[1], columns=3, drop=0.12)
    return figure
