"""Effects of scenarios with their intervals: amounts in per cent of the base, shares and rates in percentage points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter

from experiments.figures.style import FAINT, INK, PALETTE, canvas, styled

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

AMOUNTS = {
    "retail_total": "retail sales, whole run",
    "service_total": "services, whole run",
    "credit": "consumption credit",
    "approvals": "loans approved",
    "rationed": "refused for the rate cap",
    "over_indebted": "over-indebted households",
}

SHARES = {
    "credit_growth": "credit growth y/y",
    "growth_gap": "gap to retail growth",
    "ratio_90_plus": "balance 91+ days overdue",
    "vintage_12": "bad after 12 months",
    "vintage_18": "bad after 18 months",
    "expected_loss": "expected loss per yuan lent",
    "debt_service": "debt service over income",
    "hand_to_mouth": "living hand to mouth",
}


@styled
def effects_forest(effects: xr.Dataset) -> Figure:
    """Effect of each scenario with its 95% interval, the base at zero."""
    base, pairs = effects.attrs["base"], len(effects["pair"])
    figure, (left, right) = canvas(
        "Paired effects against the base, with 95 % intervals",
        "同一批住户、同一随机数下与基准情景之差（95%区间）",
        f"Base: {base}.  Same households and luck in base and scenario, {pairs} pairs; Student-t intervals. They hold "
        "luck, and parameters\nwhere several draws were run, and nothing that the model leaves out.  An interval "
        "across zero: no effect can be told.",
        panels=2,
    )
    _draw(left, effects, AMOUNTS, of_base=True)
    _draw(right, effects, SHARES, of_base=False)
    left.set_xlabel("change, % of the base")
    right.set_xlabel("change, percentage points")
    handles, labels = left.get_legend_handles_labels()
    if handles:
        left.legend(loc="upper left", bbox_to_anchor=(0.0, -0.14), ncols=min(len(labels), 3), fontsize=9)
    return figure


def _draw(axes: Axes, effects: xr.Dataset, measures: dict[str, str], *, of_base: bool) -> None:
    scenarios = list(map(str, effects["scenario"].to_numpy()))[1:]
    rows = np.arange(len(measures), dtype=float)
    at = effects.isel(response=0).sel(measure=list(measures))
    level = at["mean"].isel(scenario=0).to_numpy()
    whole = np.where(level != 0, np.abs(level), np.nan) if of_base else 1.0
    step = 0.7 / max(len(scenarios), 1)
    for k, name in enumerate(scenarios):
        one = at.sel(scenario=name)
        middle, low, high = (100 * one[end].to_numpy() / whole for end in ("effect", "low", "high"))
        place = rows + (k - (len(scenarios) - 1) / 2) * step
        colour = PALETTE[k % len(PALETTE)]
        reach = np.stack([middle - low, high - middle])
        axes.errorbar(middle, place, xerr=reach, fmt="o", color=colour, markersize=5, capsize=3, label=name)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    axes.set_yticks(rows, list(measures.values()))
    axes.set_ylim(len(measures) - 0.4, -0.6)
    axes.grid(visible=True, axis="x", color="#e6e6e6")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_color(FAINT)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g}" if value else "0"))
