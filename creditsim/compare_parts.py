"""What an effect is made of, in tables: sales, credit and the gap, who bears what, what spending was paid from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from creditsim.compare_words import amount, interval, per_yuan
from creditsim.show import console, print_rows
from experiments.comparison.questions import BEARERS, FLOWS, OTHER_GAPS, RATIOS, SALES, SOURCES
from experiments.comparison.terms_alone import MATURITY, maturity_alone

if TYPE_CHECKING:
    import xarray as xr


def print_parts(at: xr.Dataset, scenarios: list[str]) -> None:
    """Parts of the effects of scenarios, one table a subject. at : effects at one response."""
    base = str(at["scenario"].to_numpy()[0])
    for name in scenarios:
        one = at.sel(scenario=name)
        against = f"{name} against {base}"
        print_rows(f"\nWhat is the effect on sales made of? {against}", _heads("", "months", "effect"), _sales(one))
        if text := _payback(one):
            console().print(text, soft_wrap=True)
        heads = ("", "balance so far", "95 % interval", "on the gap", "95 % interval")
        print_rows(f"\nWhat is the effect on credit and on the gap made of? {against}", heads, _flows(one))
        if maturity_alone(one):
            console().print(MATURITY, soft_wrap=True)
        gain = _heads("", "gain")
        print_rows(f"\nWho bears it, and who gains? {against}, whole run", gain, _simple(one, "gain/bearer", BEARERS))
        title = f"\nWhat was additional spending paid from? {against}, so far"
        print_rows(title, _heads("", "CNY"), _simple(one, "spending/source", SOURCES))
        print_shares(at, name)
    ratios = [(title, name, per_yuan(_ratio(at, name, gain))) for gain, title in RATIOS.items() for name in scenarios]
    print_rows("\nAt what price?", ("", "scenario", "ratio with 95 % interval (Fieller)"), ratios)


SHARED = {
    "retail_total": "retail sales, whole run",
    "credit": "consumption credit",
    "growth_gap": "gap to retail growth",
    "vintage_12": "bad after 12 months",
    "over_indebted": "over-indebted households",
    "fiscal_cost_total": "public cost, whole run",
}


def print_shares(at: xr.Dataset, name: str) -> None:
    """Shares of clauses in the effects of a scenario; nothing where they were not asked for."""
    if "share" not in at or not bool(at["share"].sel(scenario=name).notnull().any()):
        return
    one = at.sel(scenario=name)
    units = dict(zip(map(str, at["measure"].to_numpy()), map(str, at["unit"].to_numpy()), strict=True))
    there = one["share"].notnull().all("shared").to_numpy()
    rows = []
    for player in map(str, one["player"].to_numpy()[there]):
        cells = []
        for measure in SHARED:
            found = one.sel(player=player, shared=measure)
            share, half = float(found["share"]), float(found["share_half"])
            told = abs(share) > half
            cells.append(amount(share, units[measure]) if told else f"({amount(share, units[measure])})")
        rows.append((player, *cells))
    total = one["share"].sum("player")
    rows.append(("the mix", *(amount(float(total.sel(shared=measure)), units[measure]) for measure in SHARED)))
    seeds = int(at["split_seeds"])
    title = f"\nWhich clause does it? {name}: Shapley values over {seeds} seeds; in brackets: cannot be told from zero"
    print_rows(title, ("", *SHARED.values()), rows)


def _heads(*first: str) -> tuple[str, ...]:
    return (*first, "95 % interval")


def _cells(one: xr.Dataset, measure: str) -> tuple[str, str]:
    found = one.sel(measure=measure)
    unit = str(found["unit"].item())
    effect, low, high = (float(found[part]) for part in ("effect", "low", "high"))
    return amount(effect, unit), interval(low, high, unit)


def _sales(one: xr.Dataset) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for measure, title in SALES.items():
        found = one.sel(measure=measure)
        if math.isfinite(float(found["effect"])):
            rows.append((title, str(found["period"].item()), *_cells(one, measure)))
    return rows


def _payback(one: xr.Dataset) -> str:
    """One sentence on when pulled-forward sales were paid back; nothing where none can be told."""
    from experiments.comparison.timeline import paid_back

    forward = one.sel(measure="retail_pulled_forward")
    if not float(forward["low"]) > 0:
        return "No sales pulled forward over the month looked at can be told."
    months = one["month"].to_numpy().astype("datetime64[M]")
    looked_at = str(one["period"].sel(measure="retail_to_date").item()).rsplit("..", 1)[-1]
    at = int(np.flatnonzero(months == np.datetime64(looked_at))[0])
    place = paid_back(one["timeline"].sel(series="retail").to_numpy(), at)
    return f"Pulled-forward sales are paid back by {months[place]} (mean over pairs)." if place >= 0 else ""


def _flows(one: xr.Dataset) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    names = set(map(str, one["measure"].to_numpy()))
    for item, title in FLOWS.items():
        balance = _cells(one, f"credit/flow/{item}") if f"credit/flow/{item}" in names else ("", "")
        rows.append((title, *balance, *_cells(one, f"gap/flow/{item}")))
    rows.append(("sum: balance; gap", *_cells(one, "credit"), *_cells(one, "growth_gap")))
    for measure, title in OTHER_GAPS.items():
        rows.append((title, "", "", *_cells(one, measure)))
    return rows


def _simple(one: xr.Dataset, stem: str, titles: dict[str, str]) -> list[tuple[str, ...]]:
    return [(title, *_cells(one, f"{stem}/{item}")) for item, title in titles.items()]


def _ratio(at: xr.Dataset, scenario: str, gain: str) -> dict[str, float]:
    found = at.sel(scenario=scenario, gain=gain)
    return {
        "value": float(found["cost_per"]),
        "low": float(found["cost_per_low"]),
        "high": float(found["cost_per_high"]),
    }
