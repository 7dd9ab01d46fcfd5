"""Tables of a comparison: effects by question, what they are made of, who gains, and how many pairs say so."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from experiments.comparison.questions import BEARERS, FLOWS, OTHER_GAPS, QUESTIONS, RATIOS, SALES, SOURCES, TABLES
from experiments.report.parts import Row, Table, told_row
from experiments.report.words import Told, Words, plain

if TYPE_CHECKING:
    import xarray as xr

WHO = ("segment", "quintile", "sector")
"""Breakdowns that a report shows; all of them are in effects.csv."""


def comparison_tables(effects: xr.Dataset, words: Words) -> tuple[Table, ...]:
    """Every table of a comparison, scenario by scenario."""
    at = effects.isel(response=0)
    names = [str(name) for name in effects["scenario"].to_numpy()]
    tables: list[Table] = []
    for name in names[1:]:
        one, base = at.sel(scenario=name), at.isel(scenario=0)
        if bool(one["nothing_differs"]):
            continue
        against = words("{scenario} against {base}", scenario=name, base=names[0])
        tables += [_effects(one, base, against, words), _parts(one, against, words)]
        tables += [_breakdown(one, table, against, words) for table in WHO]
    tables.append(_bands(at, names, words))
    if len(effects["response"]) > 1:
        tables.append(_limits(effects, names[1:], words))
    return tuple(tables)


def told(one: xr.Dataset, measure: str, words: Words) -> Told:
    """The effect of one scenario on a measure."""
    found = one.sel(measure=measure)
    effect, low, high = (float(found[part]) for part in ("effect", "low", "high"))
    return words.told(effect, low, high, str(found["unit"].item()))


def with_doubt(found: Told, words: Words) -> str:
    """An effect with its interval, and on a line of its own that it cannot be told where the interval covers zero."""
    return f"{found}\n{words('cannot be told')}" if found.sure == 0 and not found.same else str(found)


def on_two_lines(found: Told) -> str:
    """An effect above its interval, for tables of many columns; in brackets where it cannot be told."""
    text = f"{found.amount}\n{found.interval}" if found.interval else found.amount
    return f"[{text}]" if found.sure == 0 and not found.same else text


def _effects(one: xr.Dataset, base: xr.Dataset, against: str, words: Words) -> Table:
    rows: list[Row] = []
    for question, measures in QUESTIONS.items():
        rows.append(Row((words(question),), "group"))
        for measure, title in measures.items():
            found, level = told(one, measure, words), base["mean"].sel(measure=measure)
            unit = str(level["unit"].item())
            cells = (words(title), period(level, words), words.amount(float(level), unit, change=False))
            says = words.verdict(found)
            rows.append(told_row((*cells, found.amount, found.interval, says), sure=found.sure))
    heads = ("what", "months", "base", "effect", "95 % interval", "the policy is")
    caption = words("Effects: {against}", against=against)
    return Table(caption, tuple(map(words, heads)), tuple(rows), words(MANY), numbers=2)


MANY = "Each interval holds by itself: of many, one in twenty misses its number by chance."


def period(found: xr.Dataset | xr.DataArray, words: Words) -> str:
    """Months that a measure covers, `lent 2026-01..2026-12` for loans of these months."""
    text = str(found["period"].item())
    return words("lent {months}", months=text.removeprefix("lent ")) if text.startswith("lent ") else text


def _parts(one: xr.Dataset, against: str, words: Words) -> Table:
    rows: list[Row] = []
    known = set(map(str, one["measure"].to_numpy()))
    groups: dict[str, Mapping[str, str]] = {
        "What is the effect on sales made of?": SALES,
        "What is the effect on credit made of?": {f"credit/flow/{item}": title for item, title in FLOWS.items()},
        "What is the effect on the gap made of?": {f"gap/flow/{item}": title for item, title in FLOWS.items()}
        | OTHER_GAPS,
        "Who bears it, and who gains?": {f"gain/bearer/{item}": title for item, title in BEARERS.items()},
        "What was additional spending paid from?": {f"spending/source/{item}": t for item, t in SOURCES.items()},
    }
    for head, measures in groups.items():
        rows.append(Row((words(head),), "group"))
        for measure in (one_of for one_of in measures if one_of in known):
            found = told(one, measure, words)
            cells = (words(measures[measure]), period(one.sel(measure=measure), words))
            rows.append(told_row((*cells, found.amount, found.interval), sure=found.sure))
    rows.append(Row((words("At what price? Ratios with Fieller's interval"),), "group"))
    for gain, title in RATIOS.items():
        ratio = one.sel(gain=gain)
        value, low, high = (float(ratio[f"cost_per{end}"]) for end in ("", "_low", "_high"))
        said, ends = words.ratio(value, low, high), ""
        if math.isfinite(value):
            said, ends = plain(value), words("{low} to {high}", low=plain(low), high=plain(high))
        rows.append(told_row((words(title), "", said, ends), sure=ends))
    heads = ("what", "months", "effect", "95 % interval")
    caption = words("What it is made of: {against}", against=against)
    return Table(caption, tuple(map(words, heads)), tuple(rows), words(PARTS), numbers=2)


PARTS = (
    "Parts are sums that both runs book. First order, no income multiplier: nobody earns more because others buy more. "
    "Tax that comes back is an estimate and not deducted."
)


def _breakdown(one: xr.Dataset, table: str, against: str, words: Words) -> Table:
    title, columns = TABLES[table]
    names = [str(name) for name in one["measure"].to_numpy()[one["table"].to_numpy() == table]]
    items = list(dict.fromkeys(name.rsplit("/", 1)[1] for name in names))
    rows = []
    for item in items:
        found = [told(one, f"{measure}/{table}/{item}", words) for measure in columns]
        label = item if item.isdigit() else words(CALLED.get(item, item.replace("_", " ")))
        sure = any(effect.sure for effect in found)
        rows.append(told_row((label, *map(on_two_lines, found)), sure=sure))
    caption = words.colon(words(title), against)
    note = words.joined([words("In brackets: cannot be told."), words(MANY)])
    return Table(caption, ("", *map(words, columns.values())), tuple(rows), note, numbers=1)


CALLED = {
    "daily_goods": "daily goods",
    "apparel": "apparel and beauty",
    "digital": "phones and digital",
    "furniture": "furniture and home goods",
    "nev": "new-energy cars",
    "ice": "fuel cars",
    "used_car": "used cars",
    "plate": "licence plates",
    "culture": "culture, events, sport",
    "travel": "travel and wellness",
    "health": "health and elder care",
    "fuel_other": "fuel and other goods",
    "student": "students",
    "graduate": "graduates, to three years out",
    "young": "young workers",
    "family": "families",
    "mature": "mature",
    "senior": "seniors",
}
"""Sectors and stages of life in words, where their names are none."""


def _bands(at: xr.Dataset, names: list[str], words: Words) -> Table:
    bands = [f"{float(band) * 100:.0f}" for band in at["band"].to_numpy()]
    heads = (words("scenario"), *(words("within {band} pp of zero", band=band) for band in bands))
    rows = tuple(Row(tuple(_chances(at, name, words))) for name in names)
    caption = words("Chance that the gap of one more run lies inside a band")
    note = words("Zero as “in step” is our reading of the opinion. It holds luck of the pairs run, not the model.")
    return Table(caption, heads, rows, note, numbers=1)


def _chances(at: xr.Dataset, name: str, words: Words) -> Iterator[str]:
    yield name
    for chance in at["inside"].sel(scenario=name).to_numpy():
        yield words.share(float(chance))


def _limits(effects: xr.Dataset, names: list[str], words: Words) -> Table:
    from experiments.comparison.questions import RANKED

    responses = [str(name) for name in effects["response"].to_numpy()]
    rows = []
    for measure, title in RANKED.items():
        rows.append(Row((words(title),), "group"))
        for name in names:
            found = [told(effects.sel(response=one, scenario=name), measure, words) for one in responses]
            rows.append(Row((name, *(with_doubt(effect, words) for effect in found))))
    caption = words("Does the form of the response to rates matter?")
    return Table(caption, (words("scenario"), *map(words, responses)), tuple(rows), numbers=1)
