"""Which factors move an effect: a tornado of Sobol or Morris, and Sobol indices month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from experiments.figures.style import FAINT, INK, MODEL, PALETTE, PUBLISHED, canvas, styled

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 10
"""Factors that are drawn."""

PANELS = 3
"""Outcomes that are drawn beside one another."""


@styled
def tornado(found: xr.Dataset) -> Figure:
    """First-order and total indices of the paired effect, the largest above, with 95% intervals."""
    outputs = [str(name) for name in found.attrs["headline"]][:PANELS]
    figure, panels = canvas(
        "What moves the effect: parts of its variance",
        "政策效果的方差由哪些因素决定（一阶与总效应指数，95%区间）",
        f"Sobol indices of the paired effect, {found.attrs['size']} base points, variance of luck taken out; "
        "intervals by bootstrap.\nTotal above first order: the factor acts together with others. A total that reaches "
        "0 cannot be told from none.",
        panels=len(outputs),
    )
    for axes, output in zip(panels, outputs, strict=True):
        _bars(axes, found.sel(quantity="effect", output=output))
        axes.set_title(_name(output), fontsize=10, color=INK, loc="left")
    handles, labels = panels[0].get_legend_handles_labels()
    if handles:
        figure.legend(handles, labels, loc="upper right", bbox_to_anchor=(0.985, 0.955), ncols=2, fontsize=9)
    return figure


def _bars(axes: Axes, one: xr.Dataset) -> None:
    order = one.sortby("total", ascending=False)["factor"].to_numpy()[:MOST]
    chosen = one.sel(factor=order)
    rows = np.arange(len(order), dtype=float)
    top = 1.0
    if not all(np.isfinite(chosen[f"{name}_high"]).all() for name in ("total", "first")):
        says = "not told: luck is nearly\nall that varies"
        axes.text(0.5, 0.5, says, transform=axes.transAxes, ha="center", color=FAINT)
        axes.set_axis_off()
        return
    for name, shift, colour, label in (("total", 0.19, MODEL, "total"), ("first", -0.19, PALETTE[1], "first order")):
        value, low, high = (chosen[f"{name}{end}"].to_numpy() for end in ("", "_low", "_high"))
        reach = np.clip(np.stack([value - low, high - value]), 0.0, None)
        bars = {"xerr": reach, "error_kw": {"ecolor": FAINT, "capsize": 2, "elinewidth": 1.2}}
        axes.barh(rows - shift, value, height=0.36, color=colour, label=label, **bars)
        top = max(top, float(high.max()) * 1.03)
    axes.set_yticks(rows, [str(name) for name in order], fontsize=8.5)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.set_xlim(min(0.0, -0.02), min(top, 2.0))
    axes.grid(visible=True, axis="x", color="#e6e6e6")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)


@styled
def sobol_by_month(found: xr.Dataset) -> Figure:
    """Total indices of the paired effect on one indicator, factor by factor and month by month."""
    outcome = next((name for name in found.attrs["outcomes"] if _months(found, str(name))), None)
    figure, (axes,) = canvas(
        f"What moves the effect on {str(outcome).replace('_', ' ')}, month by month",
        "各月政策效果的方差由哪些因素决定（总效应指数）",
        "Total Sobol indices of the paired effect; variance of luck taken out.  "
        "Blank: luck explains all that varies in that month.",
    )
    if outcome is None:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "no indicator was kept by month", transform=axes.transAxes, ha="center", color=FAINT)
        return figure
    months = _months(found, str(outcome))
    table = found["total"].sel(quantity="effect", output=[f"{outcome}/{month}" for month in months])
    told = np.nan_to_num(table.to_numpy(), nan=0.0).mean(axis=1)
    order = np.argsort(-told, kind="stable")[:MOST]
    shades = LinearSegmentedColormap.from_list("total", ["#f7f9fb", MODEL], bad="#ffffff")
    values = np.ma.masked_invalid(np.clip(table.to_numpy()[order], 0.0, 1.0))
    image = axes.imshow(values, aspect="auto", cmap=shades, vmin=0.0, vmax=1.0, interpolation="nearest")
    for (row, column), value in np.ndenumerate(np.clip(table.to_numpy()[order], 0.0, None)):
        if np.isfinite(value) and len(months) <= 26:
            shade = "#ffffff" if value > 0.55 else INK
            axes.text(
                column, row, f"{value:.1f}".lstrip("0") or "0", ha="center", va="center", fontsize=7.5, color=shade
            )
    axes.set_yticks(np.arange(len(order)), [str(found["factor"].to_numpy()[k]) for k in order], fontsize=9)
    step = max(1, len(months) // 8)
    axes.set_xticks(np.arange(0, len(months), step), months[::step], fontsize=9)
    axes.grid(visible=False)
    axes.tick_params(length=0)
    figure.colorbar(image, ax=axes, label="total index", pad=0.01)
    return figure


@styled
def morris_sizes(found: xr.Dataset) -> Figure:
    """Mean size of elementary effects with 95% intervals, and what luck alone would give."""
    outputs = [str(name) for name in found.attrs["headline"]][:PANELS]
    figure, panels = canvas(
        "Which factors are worth keeping: elementary effects",
        "因素筛选：基本效应的平均大小（Morris，95%区间）",
        f"Morris screening of the paired effect, {found.attrs['size']} trajectories; size = mean absolute change "
        "over the whole range of a factor.\nLine: the size that luck alone gives. A factor matters where its whole "
        "interval lies to the right of it.",
        panels=len(outputs),
    )
    for axes, output in zip(panels, outputs, strict=True):
        one = found.sel(quantity="effect", output=output)
        order = one.sortby("size", ascending=False)["factor"].to_numpy()[: MOST + 2]
        chosen = one.sel(factor=order)
        size, low, high, floor = (chosen[name].to_numpy() for name in ("size", "low", "high", "floor"))
        rows = np.arange(len(order), dtype=float)
        colours = np.where(low > np.nan_to_num(floor, nan=np.inf), MODEL, FAINT)
        for k, row in enumerate(rows):
            axes.plot([low[k], high[k]], [row, row], color=colours[k], linewidth=1.6)
            axes.plot([size[k]], [row], "o", color=colours[k], markersize=5)
            axes.plot([floor[k]] * 2, [row - 0.3, row + 0.3], color=PUBLISHED, linewidth=1.4)
        axes.set_yticks(rows, [str(name) for name in order], fontsize=8.5)
        axes.set_ylim(len(order) - 0.4, -0.6)
        axes.set_xlim(left=0.0)
        axes.set_title(_name(output), fontsize=10, color=INK, loc="left")
        axes.grid(visible=True, axis="x", color="#e6e6e6")
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
        axes.ticklabel_format(axis="x", style="sci", scilimits=(-3, 4), useMathText=True)
    return figure


@styled
def pawn_shifts(found: xr.Dataset) -> Figure:
    """How far each factor moves the whole distribution of an effect, beside what chance gives."""
    outputs = [str(name) for name in found.attrs["headline"]][:PANELS]
    figure, panels = canvas(
        "What moves the whole distribution of the effect",
        "哪些因素改变效果的整体分布（PAWN，中位KS距离）",
        "PAWN: median distance between the distribution in a slice of the factor and the whole one, 0 to 1.\n"
        "Line: what a factor without influence reaches once in twenty. Luck is in the distributions and cannot be "
        "taken out.",
        panels=len(outputs),
    )
    for axes, output in zip(panels, outputs, strict=True):
        one = found.sel(quantity="effect", output=output)
        order = one.sortby("pawn", ascending=False)["factor"].to_numpy()[:MOST]
        shift, chance = one["pawn"].sel(factor=order).to_numpy(), float(one["pawn_chance"])
        axes.barh(np.arange(len(order)), shift, height=0.6, color=np.where(shift > chance, MODEL, "#c9ccd1"))
        axes.axvline(chance, color=PUBLISHED, linewidth=1.4)
        axes.set_yticks(np.arange(len(order)), [str(name) for name in order], fontsize=8.5)
        axes.set_ylim(len(order) - 0.4, -0.6)
        axes.set_title(_name(output), fontsize=10, color=INK, loc="left")
        axes.grid(visible=True, axis="x", color="#e6e6e6")
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
    return figure


def _name(output: str) -> str:
    name, _, month = output.partition("/")
    return name.replace("_", " ") + (f", {month}" if month else "")


def _months(found: xr.Dataset, outcome: str) -> list[str]:
    heads = (str(output).partition("/") for output in found["output"].to_numpy())
    return [month for name, _, month in heads if name == outcome and month]
