"""What `creditsim compare` prints: a table a question, costs, order, who gains, and how to read them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from creditsim.compare_notes import notes
from creditsim.compare_parts import print_parts
from creditsim.compare_words import UNKNOWN, amount, interval, sequence, verdict
from creditsim.show import console, print_rows

if TYPE_CHECKING:
    import xarray as xr

HEADS = ("", "months", "scenario", "base", "effect", "95 % interval", "of base", "says", "error ratio")


def print_comparison(effects: xr.Dataset) -> None:
    """Every table of a comparison, in plain words."""
    from experiments.comparison.questions import QUESTIONS, TABLES

    at = effects.isel(response=0)
    scenarios = [str(name) for name in effects["scenario"].to_numpy()]
    changed = [name for name in scenarios[1:] if not bool(at["nothing_differs"].sel(scenario=name))]
    for name in scenarios[1:]:
        if name not in changed:
            console().print(f"{name}: nothing differs from {scenarios[0]}, to the last bit.", soft_wrap=True)
    if changed:
        for question, measures in QUESTIONS.items():
            rows = [row for measure, title in measures.items() for row in _rows(at, measure, title, changed)]
            print_rows(f"\n{question}", HEADS, rows)
            if "growth_gap" in measures:
                _print_bands(at, scenarios)
        print_parts(at, changed)
        for table, (title, columns) in TABLES.items():
            for name in changed:
                _print_breakdown(at, table, f"\n{title}: {name} against {scenarios[0]}", columns, name)
        _print_limits(effects, changed)
        _print_order(effects)
    for line in ("", *notes(effects)):
        console().print(line, soft_wrap=True)


def _rows(at: xr.Dataset, measure: str, title: str, scenarios: list[str]) -> list[tuple[str, ...]]:
    found = at.sel(measure=measure)
    unit, base = str(found["unit"].item()), float(found["mean"].isel(scenario=0))
    rows: list[tuple[str, ...]] = []
    for k, name in enumerate(scenarios):
        one = found.sel(scenario=name)
        effect, low, high, shrunk = (float(one[part]) for part in ("effect", "low", "high", "error_ratio"))
        part = f"{effect / abs(base):+.2%}" if unit in {"CNY", "1"} and base else ""
        head = (title, str(found["period"].item())) if k == 0 else ("", "")
        numbers = (amount(base, unit, sign=""), amount(effect, unit), interval(low, high, unit))
        ratio = f"{shrunk:.2f}" if math.isfinite(shrunk) else "-"
        rows.append((*head, name, *numbers, part, verdict(low, high), ratio))
    return rows


def _print_bands(at: xr.Dataset, scenarios: list[str]) -> None:
    bands = at["band"].to_numpy()
    rows = []
    for name in scenarios:
        chances = at["inside"].sel(scenario=name).to_numpy()
        rows.append((name, *(f"{chance:.0%}" if math.isfinite(chance) else UNKNOWN for chance in chances)))
    heads = ("chance that the gap lies within", *(f"{band * 100:.0f} pp of zero" for band in bands))
    print_rows("", heads, rows)


def _print_breakdown(at: xr.Dataset, table: str, title: str, columns: dict[str, str], scenario: str) -> None:
    chosen = at.sel(scenario=scenario)
    names = [str(name) for name in at["measure"].to_numpy()[at["table"].to_numpy() == table]]
    items = list(dict.fromkeys(name.rsplit("/", 1)[1] for name in names))
    rows = []
    for item in items:
        cells = []
        for measure in columns:
            one = chosen.sel(measure=f"{measure}/{table}/{item}")
            unit = str(one["unit"].item())
            effect, low, high = (float(one[part]) for part in ("effect", "low", "high"))
            cells.append(f"{amount(effect, unit)} ({interval(low, high, unit)})" if math.isfinite(effect) else "-")
        rows.append((item, *cells))
    if rows:
        print_rows(title, ("", *columns.values()), rows)


def _print_limits(effects: xr.Dataset, scenarios: list[str]) -> None:
    """Effects at both ends of the response to rates beside those as set."""
    from experiments.comparison.questions import RANKED

    responses = [str(name) for name in effects["response"].to_numpy()]
    if len(responses) == 1:
        return
    rows = []
    for measure, title in RANKED.items():
        for name in scenarios:
            found = effects.sel(measure=measure, scenario=name)
            unit, cells = str(found["unit"].item()), []
            for response in responses:
                effect, low, high = (float(found[part].sel(response=response)) for part in ("effect", "low", "high"))
                cells.append(f"{amount(effect, unit)} ({interval(low, high, unit)})")
            rows.append((title, name, *cells))
    print_rows("\nDoes the form of the response to rates matter?", ("", "scenario", *responses), rows)


def _print_order(effects: xr.Dataset) -> None:
    from experiments.comparison import ranked
    from experiments.comparison.questions import RANKED

    rows = []
    for measure, title in RANKED.items():
        found = ranked(effects, measure)
        rows.append((title, f"no order: {found.refused}" if found.refused else sequence(found.groups)))
    print_rows("\nIn what order, from the highest, as far as they can be told apart?", ("", "order"), rows)
