"""Chapter of a sensitivity analysis: which factors move the paired effect, and how much of what varies is luck."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from experiments.comparison.intervals import paired_interval
from experiments.figures import SENSITIVITY
from experiments.points.outcomes import SCALARS
from experiments.report.comparison_tables import with_doubt
from experiments.report.comparisons import LEVEL
from experiments.report.making import made
from experiments.report.parts import Chapter, Glance, Section, Table, told_row
from experiments.report.pictures import picture_of
from experiments.report.reading import Result, scenario_of_record
from experiments.report.study_file import study_assumptions
from sim.indicators import INDICATORS

if TYPE_CHECKING:
    import xarray as xr

    from experiments.report.words import Told, Words

PARTS = {
    "uncertainties": "What is uncertain",
    "levers": "Numbers of the policy",
    "uncertainties_screening": "What is uncertain, screening",
    "levers_screening": "Numbers of the policy, screening",
}
"""Parts of an analysis, in words."""

MOST = 3
"""Factors that a sentence names."""


def sensitivity_chapter(result: Result, words: Words, failing: tuple[str, ...] = ()) -> Chapter:
    """What a sensitivity analysis says. failing : sentences of `creditsim discover` on it."""
    record, study = result.record, result.record["study"]
    names = {str(study["base"]): record["base"], str(study["scenario"]): record["scenario"]}
    scenarios = {
        name: scenario_of_record(document, name, result.folder / "record.json") for name, document in names.items()
    }
    base, policy = (words.either(one.title, one.title_zh) for one in list(scenarios.values())[:2] or [])
    first = next((one for name, one in result.datasets.items() if not name.endswith("screening")), result.data)
    sections, pictures = [], []
    for name, found in result.datasets.items():
        part = words(PARTS[name])
        sections.append(Section(part, (), tuple(_tables(found, part, words))))
        for picture, draw in SENSITIVITY[str(found.attrs["method"])].items():
            pictures.append(picture_of(words, picture, draw(found), part))
    not_looked = words("In which futures it fails was not looked for: `creditsim discover` on this result does.")
    return Chapter(
        kind=words("Sensitivity analysis"),
        title=words.either(str(study["title"]), str(study.get("title_zh", ""))),
        glance=Glance(
            question=words("What moves the effect of “{policy}” against “{base}”?", policy=policy, base=base),
            answer=tuple(
                words("{output}: {said}", output=output_said(output, words), said=_moves(first, output, words))
                for output in headline(first)[:3]
            ),
            facts=_effects(first, words),
            fails=failing or (not_looked,),
            level=words(LEVEL),
        ),
        sections=(*sections, Section(words("Figures"), (), (), tuple(pictures))),
        scenarios=scenarios,
        asked=study_assumptions(study, words, list(scenarios.values())[-1]),
        made=made(
            result, words, ("households", f"{study.get('households', 5000):,}"), ("method", first.attrs["method"]),
            ("rows of the design", first.sizes["row"]), ("pairs of a row", first.sizes["pair"]),
            ("month looked at", study.get("at")), ("run to", study.get("last")),
        ),
        command=(words("`creditsim sensitivity` with the study's file again, then compare its .csv"),),
    )  # fmt: skip


def headline(found: xr.Dataset) -> list[str]:
    """Outputs that are looked at."""
    return [str(one) for one in np.atleast_1d(found.attrs["headline"])]


def output_said(output: str, words: Words) -> str:
    """An output in words: `credit_growth/2026-12`."""
    from experiments.report.comparisons import NAMES

    name, _, month = output.partition("/")
    if name in INDICATORS:
        said = words.either(INDICATORS[name].meaning, INDICATORS[name].meaning_zh)
    else:
        said = words(NAMES.get(name, name.replace("_", " ")))
    return f"{said} {month}".strip()


def _moves(found: xr.Dataset, output: str, words: Words) -> str:
    """The factors that are told from luck, the largest first."""
    one = found.sel(quantity="effect", output=output)
    key, told = _told(found, one)
    if not bool(one[key].notnull().any()):
        return words("luck explains all that varies.")
    order = one[key].fillna(-1.0).to_numpy().argsort()[::-1]
    names = [str(found["factor"].to_numpy()[k]) for k in order if told[k]]
    if not names:
        return words("no factor can be told from luck.")
    shown = words.listed(
        [f"{name.replace('_', ' ')} ({float(one[key].sel(factor=name)):.2f})" for name in names[:MOST]]
    )
    share = float(one["noise_share"]) if "noise_share" in one else math.nan
    luck = words("Luck makes {share} of what varies.", share=f"{share:.0%}") if math.isfinite(share) else ""
    return words.joined([words("moved most by {names}.", names=shown), *([luck] if luck else [])])


def _told(found: xr.Dataset, one: xr.Dataset) -> tuple[str, np.ndarray]:
    """The measure of importance, and which factors are told from luck or chance by it."""
    method = str(found.attrs["method"])
    if method == "morris":
        return "size", (one["low"] > one["floor"]).to_numpy()
    if method == "sobol":
        return "total", (one["total_low"] > 0.0).to_numpy() & (one["pawn"] > one["pawn_chance"]).to_numpy()
    return "pawn", (one["pawn"] > one["pawn_chance"]).to_numpy()


def _effects(found: xr.Dataset, words: Words) -> Table:
    rows = []
    for output in headline(found):
        effect = effect_over_rows(found, output, words)
        rows.append(told_row((output_said(output, words), with_doubt(effect, words)), sure=effect.sure))
    caption = words("Effect of the policy, mean over what is varied, with its 95 % interval")
    return Table(caption, (words("what"), words("change")), tuple(rows), numbers=1)


def effect_over_rows(found: xr.Dataset, output: str, words: Words) -> Told:
    """Paired effect on an output, mean over the rows of a design that are drawn independently."""
    rows = np.arange(found.sizes["row"])
    if found.attrs["method"] == "sobol":
        place = rows % (2 * found.sizes["factor"] + 2)
        rows = rows[place == 0]
    one = found.isel(row=rows).sel(output=output)
    difference = (one["policy"] - one["base"]).mean("pair").to_numpy()
    interval = paired_interval(difference, np.arange(len(difference)))
    mean, half = float(interval.mean), float(interval.half)
    name = output.partition("/")[0]
    unit = SCALARS.get(name) or (INDICATORS[name].unit if name in INDICATORS else "fraction")
    return words.told(mean, mean - half, mean + half, unit)


def _tables(found: xr.Dataset, part: str, words: Words) -> list[Table]:
    tables = []
    for output in headline(found):
        one = found.sel(quantity="effect", output=output)
        key, told = _told(found, one)
        columns = COLUMNS[str(found.attrs["method"])]
        rows = []
        for k in one[key].fillna(-1.0).to_numpy().argsort()[::-1]:
            at = one.isel(factor=int(k))
            cells = [_number(at, name, words) for name in columns]
            says = words("moves it") if told[k] else words("may be luck")
            head = str(found["factor"].to_numpy()[k]).replace("_", " ")
            rows.append(told_row((head, *cells, says), sure=told[k]))
        heads = (words("factor"), *(words(title) for title in columns.values()), words("says"))
        caption = words("Effect on {output}: {part}", output=output_said(output, words), part=part)
        tables.append(Table(caption, heads, tuple(rows), words(NOTES[str(found.attrs["method"])]), numbers=1))
    return tables


def _number(at: xr.Dataset, name: str, words: Words) -> str:
    value = float(at[name])
    if not math.isfinite(value):
        return "–"
    low, high = (float(at[f"{name}_{end}"]) if f"{name}_{end}" in at else math.nan for end in ("low", "high"))
    if name == "size":
        low, high = float(at["low"]), float(at["high"])
    if not (math.isfinite(low) and math.isfinite(high)):
        return f"{value:.3g}"
    return words("{value} ({low} to {high})", value=f"{value:.3g}", low=f"{low:.3g}", high=f"{high:.3g}")


COLUMNS = {
    "sobol": {"first": "alone", "total": "with interactions", "pawn": "PAWN"},
    "morris": {"mean": "mean effect", "size": "mean size", "floor": "luck alone"},
    "pawn": {"pawn": "PAWN"},
}
"""Numbers of a method and their heads."""

NOTES = {
    "sobol": "Parts of the variance of the paired effect, luck taken out, with 95 % intervals; PAWN: shift of the "
    "whole distribution, above its chance level where the factor moves it.",
    "morris": "Elementary effects: mean, mean size with 95 % interval, and what luck alone would give.",
    "pawn": "Shift of the whole distribution when the factor is held; above its chance level where it moves it.",
}
