"""Mixes of levers: the front with intervals, what the mixes are made of, and regret over futures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import PercentFormatter

from experiments.figures.style import (
    FAINT,
    INK,
    MODEL,
    PALETTE,
    PUBLISHED,
    by_month,
    canvas,
    legend_below,
    styled,
)

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = {"CNY": (1e-9, "bn CNY"), "fraction": (100.0, "pp"), "1": (1e-3, "thousand"), "CNY/CNY": (1.0, "CNY per CNY")}
"""Unit: by what it is multiplied, and what it is then called."""

DROPPED = "#c4c8ce"
COLOURS = (*(colour for colour in PALETTE if colour != FAINT), INK, "#8c6d1f", "#d6699b")


@styled
def front(found: xr.Dataset) -> Figure:
    """The first objective against each of the others: mixes of the race with 95% intervals, those tried behind."""
    names = [str(name) for name in found["objective"].to_numpy()]
    others = names[1:3] or names[:1]
    figure, panels = canvas(
        "Mixes: what one gains and what the other costs",
        "政策组合的取舍：新随机数下的均值与95%区间",
        f"Race on {found.sizes['pair']} fresh pairs, over futures where uncertainties are given.  Colour: in the set, "
        "beaten by none in all objectives; grey: beaten, or breaks a limit.\n"
        "Squares: plain rules at the same budget.  Dots behind: tried in the search, whose luck favours its own best. "
        "Bars share luck: pairs tell more apart.",
        panels=len(others),
    )
    for axes, other in zip(panels, others, strict=True):
        _cloud(axes, found, names[0], other)
    handles, labels = panels[0].get_legend_handles_labels()
    kept = dict(zip(labels, handles, strict=True))
    columns = min(len(kept), 6)
    room = 0.04 * -(-len(kept) // columns)
    figure.set_layout_engine(ConstrainedLayoutEngine(rect=(0.01, 0.085 + room, 0.98, 0.785 - room), w_pad=0.08))
    labels, below = list(kept), (0.5, 0.068)
    figure.legend(list(kept.values()), labels, ncols=columns, fontsize=8.5, loc="lower center", bbox_to_anchor=below)
    return figure


def _cloud(axes: Axes, found: xr.Dataset, across: str, up: str) -> None:
    (x_scale, x_unit), (y_scale, y_unit) = (SHOWN[_unit(found, name)] for name in (across, up))
    tried = found["tried_score"].isel(tried=found["tried_feasible"].to_numpy())
    axes.plot(tried.sel(objective=across) * x_scale, tried.sel(objective=up) * y_scale, ".", color="#dfe3e8", zorder=0)
    colour = 0
    for name in map(str, found["mix"].to_numpy()):
        one = found.sel(mix=name)
        kept, plain = bool(one["kept"]), bool(one["baseline"])
        (x, x_reach), (y, y_reach) = (
            _reach(one, objective, scale) for objective, scale in ((across, x_scale), (up, y_scale))
        )
        shade = COLOURS[colour % len(COLOURS)] if kept else DROPPED
        colour += kept
        axes.errorbar(
            [x], [y], xerr=x_reach, yerr=y_reach, fmt="s" if plain else "o", color=shade, capsize=2, markersize=6,
            elinewidth=1.1, label=name if kept or plain else None, zorder=2 if kept else 1,
        )  # fmt: skip
    axes.set_xlabel(f"{_words(across)}, {x_unit}{_better(found, across)}")
    axes.set_ylabel(f"{_words(up)}, {y_unit}{_better(found, up)}")
    axes.grid(visible=True, axis="both", color="#e6e6e6")
    axes.spines["left"].set_color(FAINT)


@styled
def composition(found: xr.Dataset) -> Figure:
    """How far each lever is moved in each mix of the set, as a part of the largest value of the mixes shown."""
    chosen = found.isel(mix=(found["kept"] | found["baseline"]).to_numpy())
    figure, (axes,) = canvas(
        "What the mixes are made of",
        "各政策组合的工具力度（格内为取值）",
        "Mixes of the set, and plain rules at the same budget (*).  Shade: part of the largest value in the row; "
        "number: value in the lever's unit.",
    )
    values = chosen["lever_value"].transpose("lever", "mix").to_numpy()
    most = np.abs(values).max(axis=1, keepdims=True)
    axes.imshow(
        np.divide(values, most, out=np.zeros_like(values), where=most > 0), aspect="auto", cmap="Blues", vmax=1.4
    )
    for (row, column), value in np.ndenumerate(values):
        shade = "#ffffff" if most[row, 0] and value / most[row, 0] > 0.9 else INK
        axes.text(column, row, f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}", ha="center", va="center",
                  fontsize=8.5, color=shade)  # fmt: skip
    marks = ["*" if plain else "" for plain in chosen["baseline"].to_numpy()]
    labels = [
        f"{name}{mark}".replace("only ", "only\n") for name, mark in zip(chosen["mix"].to_numpy(), marks, strict=True)
    ]
    axes.set_xticks(np.arange(len(labels)), labels, fontsize=8.5)
    units = [
        f"{name}\n({unit})"
        for name, unit in zip(chosen["lever"].to_numpy(), chosen["lever_unit"].to_numpy(), strict=True)
    ]
    axes.set_yticks(np.arange(len(units)), units, fontsize=8)
    axes.grid(visible=False)
    axes.tick_params(length=0)
    return figure


@styled
def regret(found: xr.Dataset) -> Figure:
    """Regret of each mix of the set over futures, and the chance that it keeps budget and guards."""
    kept = found.isel(mix=found["kept"].to_numpy())
    objective = str(found["objective"].to_numpy()[0])
    scale, unit = SHOWN[_unit(found, objective)]
    figure, (left, right) = canvas(
        "How mixes stand over futures: regret, and limits kept",
        "不同未来下的遗憾值与守住约束的概率",
        "Regret: what a mix misses of the best of the set in the same future and luck; dot = mean, end of line = "
        "largest seen. Luck of a single pair is in it.\nLimits: share of futures in which budget and guards are kept, "
        "with 95 % interval (Clopper-Pearson); line: chance asked for.",
        panels=2,
    )
    rows = np.arange(len(kept["mix"]), dtype=float)
    mean = kept["regret_mean"].sel(objective=objective).to_numpy() * scale
    most = kept["regret_most"].sel(objective=objective).to_numpy() * scale
    left.hlines(rows, mean, most, color=FAINT, linewidth=1.4)
    left.plot(mean, rows, "o", color=MODEL, markersize=7)
    left.plot(most, rows, "|", color=FAINT, markersize=9)
    left.set_xlabel(f"{_words(objective)}: regret, {unit}")
    left.set_xlim(left=0.0)
    value, low, high = (kept[name].to_numpy() for name in ("keeps", "keeps_low", "keeps_high"))
    right.errorbar(value, rows, xerr=np.stack([value - low, high - value]), fmt="o", color=PALETTE[2], capsize=3)
    right.axvline(found.attrs["chance"], color=PUBLISHED, linewidth=1.2)
    right.set_xlim(0.0, 1.03)
    right.xaxis.set_major_formatter(PercentFormatter(1.0))
    right.set_xlabel("futures in which budget and guards are kept")
    labels = [str(name) for name in kept["mix"].to_numpy()]
    for axes in (left, right):
        axes.set_yticks(rows, labels if axes is left else [""] * len(labels))
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.grid(visible=True, axis="x", color="#e6e6e6")
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
    return figure


@styled
def gap_fan(found: xr.Dataset) -> Figure:
    """The gap by month, of the base and of the mix looked at first: median, half and nine tenths of futures."""
    months = [str(one).partition("/")[2] for one in found["output"].to_numpy() if str(one).startswith("growth_gap/")]
    outputs = [f"growth_gap/{month}" for month in months]
    name = found.attrs["studied"]
    figure, (axes,) = canvas(
        "Credit growth less retail growth: the base and the mix looked at first",
        "信贷增速与零售增速之差：基准与首选组合（中位数、50%与90%区间）",
        f"{found.sizes['future_number']} futures, each with luck of its own; bands: 50 % and 90 % of futures.  "
        f"Mix: {name}.  0 = in step, our reading of the target.",
    )
    days = np.array(months, dtype="datetime64[M]").astype("datetime64[D]")
    for side, colour, label in (("base", FAINT, found.attrs["base"]), ("policy", MODEL, name)):
        gaps = 100 * found[f"studied_{side}"].sel(output=outputs).to_numpy()
        low, quarter, middle, three, high = np.nanquantile(gaps, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
        axes.fill_between(days, low, high, color=colour, alpha=0.13, linewidth=0)
        axes.fill_between(days, quarter, three, color=colour, alpha=0.25, linewidth=0)
        axes.plot(days, middle, color=colour, linewidth=2, label=label)
    axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.set_ylabel("percentage points")
    by_month(axes, days)
    legend_below(axes, 2)
    return figure


def _unit(found: xr.Dataset, objective: str) -> str:
    return str(found["objective_unit"].sel(objective=objective).item())


def _reach(one: xr.Dataset, objective: str, scale: float) -> tuple[float, np.ndarray]:
    mean, low, high = (float(one[name].sel(objective=objective)) * scale for name in ("mean", "low", "high"))
    return mean, np.array([[mean - low], [high - mean]])


def _words(name: str) -> str:
    return name.replace("_", " ")


def _better(found: xr.Dataset, objective: str) -> str:
    return " (less is better)" if float(found["objective_sign"].sel(objective=objective)) > 0 else " (more is better)"
