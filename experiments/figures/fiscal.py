"""What public programmes paid: by tool and month, with the total of each year."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures.style import INK, PALETTE, by_month, canvas, legend_below, months_of, say_empty, styled
from sim.levers import LEVERS

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

BILLION = 1e9
DAYS = 27
"""Width of a month's bar."""


@styled
def fiscal_cost(run: xr.Dataset) -> Figure:
    """Public money paid by month, stacked by policy tool, and the sum of each year above it."""
    months, tools = months_of(run), by_tool(run)
    figure, (axes,) = canvas(
        "Public cost by programme and month, bn CNY",
        "财政支出：按政策工具和月份（十亿元）",
        "What the programmes of the run paid, all levels of government; tax relief counts as cost. Programmes of one "
        "tool are added up.\nBudgets of the city are mostly not published: which are assumed is listed by "
        "`creditsim scenarios show`.",
    )
    floor = np.zeros(len(months))
    for (name, cost), colour in zip(tools.items(), PALETTE, strict=False):
        paid = cost != 0
        axes.bar(months[paid], cost[paid], DAYS, bottom=floor[paid], color=colour, label=name, align="edge")
        floor = floor + cost
    axes.set_ylim(0, max(float(floor.max(initial=0.0)) * 1.2, 0.1))
    top = axes.get_ylim()[1]
    years = run["month"].dt.year.to_numpy()
    for year in np.unique(years):
        chosen = np.flatnonzero(years == year)
        middle = months[chosen[0]] + (months[chosen[-1]] + np.timedelta64(31, "D") - months[chosen[0]]) / 2
        axes.text(middle, top * 0.99, f"{year}\n{floor[chosen].sum():.1f} bn", ha="center", va="top", color=INK)
        if chosen[0]:
            axes.axvline(months[chosen[0]] - np.timedelta64(2, "D"), color="#d0d0d0", linewidth=0.8)
    if not tools:
        say_empty(axes, "no programme paid anything")
    by_month(axes, months)
    legend_below(axes, 2)
    return figure


def by_tool(run: xr.Dataset) -> dict[str, np.ndarray]:
    """Cost by month in bn CNY of each policy tool that paid anything, by its title, dearest first."""
    cost = run["fiscal_cost"].sum("payer").transpose("month", "lever").to_numpy() / BILLION
    titles = _titles(run)
    sums: dict[str, np.ndarray] = {}
    for k, name in enumerate(map(str, run["lever"].to_numpy())):
        title = titles.get(name, name.replace("_", " "))
        sums[title] = sums.get(title, np.zeros(len(cost))) + cost[:, k]
    paid = sorted(((values.sum(), title) for title, values in sums.items() if values.sum() > 0), reverse=True)
    shown = {title: sums[title] for _, title in paid[: len(PALETTE) - 1]}
    rest = [sums[title] for _, title in paid[len(PALETTE) - 1 :]]
    return shown | ({"others": np.sum(rest, axis=0)} if rest else {})


def _titles(run: xr.Dataset) -> dict[str, str]:
    """Title of the tool behind the id of each lever, from the run's own record."""
    document = json.loads(run.attrs.get("run_record", "{}")).get("scenario_document") or {}
    keys = {entry.get("id", entry["lever"]): entry["lever"] for entry in document.get("levers", [])}
    return {name: f"{LEVERS[key].title}  {LEVERS[key].title_zh}" for name, key in keys.items() if key in LEVERS}
