"""Risk against effect: what a scenario gains and what it costs in defaults and burdened households."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.style import FAINT, INK, PALETTE, canvas, styled

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@styled
def risk_against_effect(effects: xr.Dataset) -> Figure:
    """Credit and bad loans by vintage; retail sales and over-indebted households; crosses are 95% intervals."""
    figure, (left, right) = canvas(
        "Risk against effect",
        "风险与效果（95%区间）",
        f"Base: {effects.attrs['base']}, at the crossing of the lines.  Vintages: part of dated loans that has reached "
        "91 days overdue 12 months\nafter it was lent, which growth of new loans does not thin out. Below the line: "
        "less risk than the base.",
        panels=2,
    )
    _cloud(left, effects, ("credit", True), ("vintage_12", False))
    _cloud(right, effects, ("retail_total", True), ("over_indebted", True))
    left.set_xlabel("consumption credit, % of the base")
    left.set_ylabel("bad after 12 months, percentage points")
    right.set_xlabel("retail sales, whole run, % of the base")
    right.set_ylabel("over-indebted households, % of the base")
    handles, labels = left.get_legend_handles_labels()
    if handles:
        left.legend(loc="upper left", bbox_to_anchor=(0.0, -0.16), ncols=min(len(labels), 3), fontsize=9)
    return figure


def _cloud(axes: Axes, effects: xr.Dataset, across: tuple[str, bool], up: tuple[str, bool]) -> None:
    at = effects.isel(response=0)
    for k, name in enumerate(map(str, effects["scenario"].to_numpy()[1:])):
        (x, x_reach), (y, y_reach) = (_part(at, name, measure, of_base) for measure, of_base in (across, up))
        axes.errorbar(
            [x], [y], xerr=x_reach, yerr=y_reach, fmt="o", color=PALETTE[k % len(PALETTE)], capsize=3, label=name
        )
    for draw in (axes.axvline, axes.axhline):
        draw(0.0, color=INK, linewidth=0.8)
    axes.grid(visible=True, axis="both", color="#e6e6e6")
    axes.spines["left"].set_color(FAINT)


def _part(at: xr.Dataset, scenario: str, measure: str, of_base: bool) -> tuple[float, np.ndarray]:  # noqa: FBT001
    one = at.sel(measure=measure)
    whole = abs(float(one["mean"].isel(scenario=0))) if of_base else 1.0
    middle, low, high = (100 * float(one[end].sel(scenario=scenario)) / whole for end in ("effect", "low", "high"))
    return middle, np.array([[middle - low], [high - middle]])
