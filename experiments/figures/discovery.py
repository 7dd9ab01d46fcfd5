"""Futures in which a mix fails, and the box in which failures are dense."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.patches import Rectangle

from experiments.discovery.words import condition
from experiments.figures.style import FAINT, INK, MODEL, PUBLISHED, canvas, styled_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.discovery import Discovery, Futures

LINE = 110
"""Characters of a note's line."""


class Failures(NamedTuple):
    """Futures of a mix, what was found in them, and what counts as failing."""

    futures: Futures
    told: Discovery
    fails: str


@styled_table
def failure_boxes(shown: Failures) -> Figure:
    """Futures over two uncertainties, failures filled, the first box drawn in; and how often each box fails in futures
    that were not used to find it."""
    futures, told, fails = shown
    where = [condition(one.box, futures.names, futures.units, futures.choices) for one in told.boxes]
    first = f"Box 1: {where[0]}" if where else "No condition tells failures from chance."
    figure, (left, right) = canvas(
        f"Where it fails: {fails}",
        "在哪些未来下失败：不确定因素与失败区域（PRIM）",
        f"{first[:LINE]}{'...' if len(first) > LINE else ''}\n"
        "Right: share that fails, of all futures and of those in a box not used to find it, with 95 % interval.",
        panels=2,
    )
    _futures(left, futures, told)
    _shares(right, told)
    return figure


def _futures(axes: Axes, futures: Futures, told: Discovery) -> None:
    asked = [int(k) for k in np.flatnonzero(told.boxes[0].box.restricted)] if told.boxes else []
    chosen = [*asked, *(k for k in range(len(futures.names)) if k not in asked)][:2]
    x, y = chosen if len(chosen) == 2 else (chosen[0], chosen[0])
    for flag, colour, label in ((False, MODEL, "holds"), (True, PUBLISHED, "fails")):
        rows = told.fails == flag
        face = colour if flag else "none"
        axes.scatter(
            futures.values[rows, x], futures.values[rows, y], s=26, facecolors=face, edgecolors=colour, label=label
        )
    if asked:
        box = told.boxes[0].box
        limits = [(axes.get_xlim(), x), (axes.get_ylim(), y)]
        ends = [(max(box.low[k], low), min(box.high[k], high)) for (low, high), k in limits]
        (left, right), (bottom, top) = ends
        axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=INK, linewidth=1.4))
        axes.set_xlim(limits[0][0])
        axes.set_ylim(limits[1][0])
    axes.set_xlabel(f"{futures.names[x]} ({futures.units[x]})")
    axes.set_ylabel(f"{futures.names[y]} ({futures.units[y]})")
    axes.grid(visible=False)
    axes.spines["left"].set_color(FAINT)
    axes.legend(loc="upper left", bbox_to_anchor=(0.0, 1.1), ncols=2, fontsize=9)


def _shares(axes: Axes, told: Discovery) -> None:
    from experiments.discovery.run import share_interval

    count = len(told.fails)
    low, high = share_interval(int(told.fails.sum()), count)
    rows = [("all futures", told.share, low, high, count)]
    for number, one in enumerate(told.boxes, start=1):
        share = one.failed / one.held if one.held else np.nan
        rows.append((f"box {number}", share, one.low, one.high, one.held))
    for row, (_, share, bottom, top, held) in enumerate(rows):
        colour = FAINT if row == 0 else PUBLISHED
        axes.plot([bottom, top], [row, row], color=colour, linewidth=1.6)
        axes.plot([share], [row], "o", color=colour, markersize=7)
        axes.text(1.04, row, f"{held}", va="center", fontsize=9, color=FAINT)
    axes.text(1.04, -0.75, "futures", fontsize=9, color=FAINT)
    axes.set_yticks(range(len(rows)), [row[0] for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.9)
    axes.set_xlim(-0.02, 1.15)
    axes.set_xticks(np.linspace(0, 1, 6), [f"{share:.0%}" for share in np.linspace(0, 1, 6)])
    axes.set_xlabel("share that fails")
    axes.grid(visible=True, axis="x", color="#e6e6e6")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
