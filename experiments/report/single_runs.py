"""Chapter of a single run: indicators year by year, and the model beside published figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from calibration.published import missed, published_table
from experiments.figures import FIGURES
from experiments.report.comparisons import LEVEL
from experiments.report.making import run_made
from experiments.report.parts import Chapter, Glance, Row, Section, Table, assumed_row
from experiments.report.pictures import pictures_of
from experiments.report.reading import Result, scenario_of_record
from sim.errors import ResultError
from sim.indicators import INDICATORS, indicator

if TYPE_CHECKING:
    import xarray as xr

    from experiments.report.words import Words

HEADLINES = ("credit_growth", "retail_growth_ytd", "growth_gap", "ratio_90_plus", "debt_service_share",
             "over_indebted_share")  # fmt: skip
"""Indicators of the glance."""


def run_chapter(result: Result, words: Words) -> Chapter:
    """What a run says."""
    run, record = result.data, result.record
    scenario = scenario_of_record(record["scenario_document"], str(record["scenario"]), result.folder / "run.nc")
    title = words.either(scenario.title, scenario.title_zh)
    months = run["month"].to_numpy().astype("datetime64[M]").astype(str)
    ends = [str(month) for month in months if str(month).endswith("-12")] or [str(months[-1])]
    published = published_table(run)
    said = published[published["model"].notna()]
    far = sum(missed(row) for row in said.to_dict("records"))
    gap, reached = float(_at(run, "growth_gap", ends[-1])), ends[-1]
    first = (
        words("In {month} credit growth less retail growth is {gap} in this run.", month=reached,
              gap=words.amount(gap, "fraction"))
        if math.isfinite(gap)
        else words("The run is too short to tell the gap between credit growth and retail growth.")
    )  # fmt: skip
    answer = (
        first,
        words("Of {count} published figures in these months the run misses {far} (growth by more than 2 points, money "
              "by more than a tenth, others by more than a quarter).", count=len(said), far=far),
        words("One run has luck of its own and no interval. It answers no question about a policy's effect, cost or "
              "gain: `creditsim compare` does, and `creditsim run --draws` gives intervals."),
    )  # fmt: skip
    heads = HEADLINES
    return Chapter(
        kind=words("Single run"),
        title=title,
        glance=Glance(
            question=words("What happens under “{title}” from {first} to {last}, in one run of the model?", title=title,
                           first=str(months[0]), last=str(months[-1])),
            answer=answer,
            facts=_indicators(run, ends, heads, words("At a glance: year-ends"), words),
            level=words(LEVEL),
        ),
        sections=(
            Section(words("Figures"), (), (), pictures_of(words, {k: draw(run) for k, draw in FIGURES.items()})),
            Section(words("Indicators at year-end"), (),
                    (_indicators(run, ends, tuple(INDICATORS), words("All indicators"), words),)),
            Section(words("Model and published figures"), (), (_published(published, words),)),
        ),
        scenarios={scenario.name: scenario},
        made=run_made(result, words),
        command=("creditsim verify RESULT",),
    )  # fmt: skip


def _at(run: xr.Dataset, name: str, month: str) -> float:
    return float(indicator(name, run).sel(month=month).item())


def _indicators(run: xr.Dataset, ends: list[str], names: tuple[str, ...], caption: str, words: Words) -> Table:
    rows = []
    for name in names:
        known = INDICATORS[name]
        try:
            values = [_at(run, name, month) for month in ends]
        except ResultError:
            continue
        cells = [words.indicator(name, known.unit, value) for value in values]
        rows.append(Row((words.either(known.meaning, known.meaning_zh), *cells)))
    return Table(caption, ("", *ends), tuple(rows), numbers=1)


def _published(published: pd.DataFrame, words: Words) -> Table:
    rows = []
    for year, part in published.groupby(published["period"].str.slice(0, 4), sort=True):
        rows.append(Row((str(year),), "group"))
        for row in part.sort_values("period", kind="stable").to_dict("records"):
            model, known = (words.amount(row[name], row["unit"], change=False) for name in ("model", "published"))
            far = row["model"] == row["model"] and missed(row)
            cells = (row["statistic"], row["period"], model, known, words.amount(row["difference"], row["unit"]))
            more = (words("missed") if far else "", row["grade"], row["scope"], row["source"])
            rows.append(assumed_row((*cells, *more), assumed=far))
    heads = ("statistic", "period", "model", "published", "difference", "", "grade", "scope", "source")
    note = words("Grade A: official text seen; B: press or mirror quoting it; C: estimate.")
    caption = words("Model and published figures")
    return Table(caption, tuple(words(head) if head else "" for head in heads), tuple(rows), note, numbers=99)
