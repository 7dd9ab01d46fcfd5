"""Tables of a search for mixes: the race, and what the mixes are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from experiments.mixes.objectives import OBJECTIVES
from experiments.report.parts import Row, Table, told_row
from sim.levers import LEVERS

if TYPE_CHECKING:
    import xarray as xr

    from experiments.report.words import Told, Words
    from sim.scenarios import Scenario


def score(one: xr.Dataset, objective: str, words: Words, stem: str = "") -> Told:
    """A mix's score in an objective, or its paired difference to the equal split (`against_split_`)."""
    at = one.sel(objective=objective)
    mean, low, high = (float(at[f"{stem}{part}"]) for part in ("mean", "low", "high"))
    return words.told(mean, low, high, str(at["objective_unit"].item()))


def race_table(found: xr.Dataset, words: Words) -> Table:
    """One row a mix that ran the race."""
    objectives = [str(name) for name in found["objective"].to_numpy()]
    rows = []
    for name in map(str, found["mix"].to_numpy()):
        one = found.sel(mix=name)
        kept = bool(one["kept"])
        says = words("in the set") if kept else _dropped(str(one["dropped_for"].item()), words)
        keeps = words.share(*(float(one[part]) for part in ("keeps", "keeps_low", "keeps_high")))
        scores = [_two_lines(score(one, objective, words)) for objective in objectives]
        rows.append(told_row((f"{plain(name, words)}{' *' * bool(one['baseline'])}", says, keeps, *scores), sure=kept))
    titles = [words.either(OBJECTIVES[name].meaning, OBJECTIVES[name].meaning_zh) for name in objectives]
    heads = (words("mix"), words("race"), words("keeps its limits"), *titles)
    caption = words("Mixes on fresh luck, {pairs} pairs: mean with its 95 % interval", pairs=found.sizes["pair"])
    note = words(
        "* plain rules at the same budget. Grey: beaten by another mix, or breaks a limit. Changes against base."
    )
    return Table(caption, heads, tuple(rows), note, numbers=2)


def _two_lines(told: Told) -> str:
    return f"{told.amount}\n{told.interval}" if told.interval else told.amount


def lever_words(
    found: xr.Dataset, mix: str, ranges: Mapping[str, Sequence[float]], policy: Scenario, words: Words
) -> str:
    """What a mix is made of: levers that are moved by a tenth of their range or more, with their numbers."""
    keys = {lever.id: LEVERS[lever.key] for lever in policy.levers}
    parts = []
    for name, unit in zip(map(str, found["lever"].to_numpy()), found["lever_unit"].to_numpy(), strict=True):
        value, (low, high) = float(found["lever_value"].sel(mix=mix, lever=name)), ranges[name]
        if value - low < FELT * (high - low):
            continue
        kind = keys[name.partition(".")[0]]
        title = words.either(kind.title, kind.title_zh)
        parts.append(
            words(
                "{lever} ({number} {unit})",
                lever=title,
                number=number(value),
                unit=unit.replace("1/year", words("a year")),
            )
        )
    return words.listed(parts)


FELT = 0.1
"""Part of its range from which on a lever is named in a sentence."""


def number(value: float) -> str:
    """A number of a lever: whole where it is large."""
    return (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}").replace("-", "−")


def lever_table(found: xr.Dataset, words: Words) -> Table:
    """Values of the levers in the mixes of the set and in the plain rules."""
    kept = found.isel(mix=(found["kept"] | found["baseline"]).to_numpy())
    names = [str(name) for name in kept["mix"].to_numpy()]
    rows = tuple(
        Row((str(lever), str(unit), *(number(float(one)) for one in kept["lever_value"].sel(lever=lever).to_numpy())))
        for lever, unit in zip(kept["lever"].to_numpy(), kept["lever_unit"].to_numpy(), strict=True)
    )
    heads = (words("lever"), words("unit"), *(plain(name, words) for name in names))
    note = words(
        "All of these numbers are assumptions of the study: it asks what they would do, not whether they are so."
    )
    return Table(words("What the mixes are made of"), heads, rows, note, numbers=2)


def plain(name: str, words: Words) -> str:
    """Name of a mix: plain rules in words."""
    if name.startswith("only "):
        return words("only {lever}", lever=name.removeprefix("only "))
    if name.startswith("mix "):
        return words("mix {number}", number=name.removeprefix("mix "))
    return words(name)


def _dropped(reason: str, words: Words) -> str:
    if reason.startswith("worse than "):
        return words("worse than {mix}", mix=plain(reason.removeprefix("worse than "), words))
    if reason.startswith("breaks "):
        return words("breaks {limit}", limit=reason.removeprefix("breaks "))
    return reason
