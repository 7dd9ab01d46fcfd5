"""The effect of a mix, clause by clause: from the base to the mix, each step a Shapley value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from experiments.figures.style import FAINT, INK, canvas, styled

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

UP, DOWN, WHOLE = "#1f5a99", "#c8501e", "#8a8a8a"

PANELS = {
    "retail_total": ("retail sales, whole run", 1e9, "bn CNY"),
    "credit": ("consumption credit", 1e9, "bn CNY"),
    "growth_gap": ("gap of credit to retail growth", 0.01, "percentage points"),
}
"""Measures: title, divisor, unit."""


def waterfalls(effects: xr.Dataset) -> dict[str, Figure]:
    """One picture for each scenario whose effect was shared out, by its name; none where none was."""
    if "share" not in effects:
        return {}
    names = [str(name) for name in effects["scenario"].to_numpy()]
    whole = effects["share"].notnull().any(["player", "shared"]).to_numpy()
    return {name: waterfall(effects.sel(scenario=name)) for name, there in zip(names, whole, strict=True) if there}


@styled
def waterfall(effects: xr.Dataset) -> Figure:
    """Shares of one scenario. effects : with one scenario chosen."""
    figure, panels = canvas(
        f"What each clause adds: {effects['scenario'].item()}",
        "各条措施对总效应的贡献（Shapley值，95%区间）",
        f"Base: {effects.attrs['base']}.  Shapley values: mean over orders in which clauses join, same households and "
        "luck, a few seeds; they add up\nto the effect of the mix. Whiskers: 95 %, luck of seeds and orders. One that "
        "reaches back over its bar's start: no share can be told.",
        panels=len(PANELS),
    )
    there = effects["share"].notnull().all("shared").to_numpy()
    for k, (axes, measure) in enumerate(zip(panels, PANELS, strict=True)):
        _steps(axes, effects.isel(player=there).sel(shared=measure), *PANELS[measure])
        if k:
            axes.set_yticklabels([])
    return figure


def _steps(axes: Axes, shares: xr.Dataset, title: str, divisor: float, unit: str) -> None:
    names = [str(name) for name in shares["player"].to_numpy()]
    added, half = (shares[name].to_numpy() / divisor for name in ("share", "share_half"))
    before = np.concatenate([[0.0], np.cumsum(added)[:-1]])
    rows = np.arange(len(names))
    axes.barh(rows, added, left=before, height=0.62, color=np.where(added >= 0, UP, DOWN))
    axes.errorbar(before + added, rows, xerr=half, fmt="none", ecolor=INK, elinewidth=0.9, capsize=2)
    axes.barh([len(names)], [added.sum()], height=0.62, color=WHOLE)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    axes.set_yticks([*rows, len(names)], [*names, "the mix"], fontsize=8.5)
    axes.set_ylim(len(names) + 0.6, -0.6)
    axes.set_title(title, fontsize=10, loc="left", color=INK)
    axes.set_xlabel(unit)
    axes.grid(visible=True, axis="x", color="#e6e6e6")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_color(FAINT)
