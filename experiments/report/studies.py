"""Chapter of a study: scenarios under many draws and seeds, as paired differences to the first of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.comparison.intervals import paired_interval
from experiments.figures.levels import levels
from experiments.report.comparison_tables import with_doubt
from experiments.report.comparisons import LEVEL, UNTOLD
from experiments.report.making import made
from experiments.report.parts import Chapter, Glance, Row, Section, Table, told_row
from experiments.report.pictures import picture_of
from experiments.report.reading import Result, scenario_of_record
from sim.indicators import INDICATORS

if TYPE_CHECKING:
    import xarray as xr

    from experiments.report.words import Told, Words


def study_chapter(result: Result, words: Words) -> Chapter:
    """What a study says."""
    found, study = result.data, result.record["study"]
    names = [str(name) for name in found["scenario"].to_numpy()]
    file = result.folder / "study.nc"
    scenarios = {name: scenario_of_record(study["scenarios"][name], name, file) for name in names}
    titles = [f"“{words.either(one.title, one.title_zh)}”" for one in scenarios.values()]
    state = found["state"].to_numpy()
    done, failed = int((state == 0).sum()), int((state == 1).sum())
    last = str(found["month"].to_numpy()[-1].astype("datetime64[M]"))
    counts = words("{done} of {all} runs are kept, {failed} failed.", done=done, all=state.size, failed=failed)
    headline = "growth_gap" if "growth_gap" in found else next(iter(study["indicators"]))
    facts = _differences(found, study["indicators"], names, last, words)
    holds = (
        words(
            "Intervals are 95 % (Student t over pairs) and hold luck, not parameters and not what the model leaves out."
        )
        if found.sizes["draw"] == 1
        else words(
            "Intervals are 95 % (Student t over draws) and hold luck and parameters, not what the model leaves out."
        )
    )
    told_of = [difference(found, headline, name, words) for name in names[1:]]
    answer = tuple(
        words("{title}: {what} in {month} against {base}: {effect}, {says}.", title=title,
              what=_meaning(headline, words), month=last, base=titles[0], effect=told,
              says=words.verdict(told))
        for title, told in zip(titles[1:], told_of, strict=True)
    ) or (words("One scenario alone: nothing is compared."),)  # fmt: skip
    return Chapter(
        kind=words("Study"),
        title=str(found.attrs["title"]),
        glance=Glance(
            question=words("How do {titles} stand to {last}, over {draws} draws of the parameters and {seeds} seeds?",
                           titles=words.listed(titles), last=last, draws=found.sizes["draw"],
                           seeds=found.sizes["seed"]),
            answer=(*answer, counts),
            facts=facts,
            fails=(words("Cost, and who gains, are not kept in a study: `creditsim compare` tells them."),),
            level=words(LEVEL),
        ),
        sections=(
            Section(words("Levels"), (holds,), (_levels(found, study["indicators"], names, last, words),),
                    (picture_of(words, "levels", levels(found)),)),
        ),
        scenarios=scenarios,
        made=made(
            result, words, ("households", f"{study['households']:,}"),
            ("draws", words.listed([words("centre") if one is None else str(one) for one in study["draws"]])),
            ("seeds", words.listed([str(one) for one in study["seeds"]])), ("run to", last),
        ),
        command=("creditsim study status RESULT", "creditsim study run FILE"),
    )  # fmt: skip


def _meaning(name: str, words: Words) -> str:
    known = INDICATORS[name]
    return words.either(known.meaning, known.meaning_zh)


def difference(found: xr.Dataset, name: str, scenario: str, words: Words) -> Told:
    """Paired difference of a scenario to the first one in the last month, where both runs are kept."""
    values = found[name].isel(month=-1)
    table = (values.sel(scenario=scenario) - values.isel(scenario=0)).transpose("draw", "seed").to_numpy()
    draws = np.broadcast_to(np.arange(table.shape[0])[:, None], table.shape)
    kept = np.isfinite(table)
    if not kept.any():
        return words.told(np.nan, np.nan, np.nan, INDICATORS[name].unit)
    interval = paired_interval(table[kept], draws[kept])
    mean, half = float(interval.mean), float(interval.half)
    return words.told(mean, mean - half, mean + half, INDICATORS[name].unit)


def _differences(found: xr.Dataset, indicators: list[str], names: list[str], last: str, words: Words) -> Table:
    rows = []
    for name in indicators:
        told = [difference(found, name, scenario, words) for scenario in names[1:]]
        cells = (_meaning(name, words), *(with_doubt(one, words) for one in told))
        rows.append(told_row(cells, sure=any(one.sure for one in told)))
    heads = (words("against {base}", base=names[0]), *names[1:])
    caption = words("At a glance: change in {month} with its 95 % interval", month=last)
    return Table(caption, heads, tuple(rows), words(UNTOLD), numbers=1)


def _levels(found: xr.Dataset, indicators: list[str], names: list[str], last: str, words: Words) -> Table:
    rows = []
    for name in indicators:
        cells, unit = [], INDICATORS[name].unit
        for scenario in names:
            values = found[name].isel(month=-1).sel(scenario=scenario).to_numpy().ravel()
            known = values[np.isfinite(values)]
            if not len(known):
                cells.append("–")
                continue
            like = float(np.abs(known).max())
            mean, low, high = (
                words.indicator(name, unit, float(one), like=like) for one in (known.mean(), known.min(), known.max())
            )
            cells.append(words("{value} ({low} to {high})", value=mean, low=low, high=high))
        rows.append(Row((_meaning(name, words), *cells)))
    caption = words("Levels in {month}: mean, and the lowest and highest run in brackets", month=last)
    return Table(caption, ("", *names), tuple(rows), numbers=1)
