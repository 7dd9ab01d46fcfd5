"""Chapter of a projection: fans of the members, and how often the gap lies inside bands fixed beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from calibration.projection.ids import SILENT
from calibration.projection.project import WARNING, Projection, warnings_of
from experiments.figures.fan import PANELS, fan
from experiments.report.comparisons import LEVEL
from experiments.report.making import run_made
from experiments.report.parts import Chapter, Glance, Row, Section, Table
from experiments.report.pictures import picture_of
from experiments.report.reading import Result, scenario_of_record
from sim.data import DATA

if TYPE_CHECKING:
    from experiments.report.words import Words

GAP = "sh_growth_gap"
BANDS = (1.0, 2.0, 3.0)
"""Bands of the gap, percentage points."""

SHOWN = {
    "sh_retail_total_ytd_yoy": "retail sales, January to month, y/y, %",
    "sh_consumption_credit_ex_mortgage_yoy": "consumption credit booked here, y/y, %",
    "sh_consumption_credit_resident_yoy": "residents' consumption credit, y/y, %",
    GAP: "gap: credit growth less retail growth, points",
    "model_ratio_90_plus": "balance 91+ days overdue, %",
    "model_debt_service_share": "debt service over income, %",
    "sh_household_loans_yoy": "household loans, y/y, %",
}
"""Series of the first table."""

OUTSIDE = (
    "Outside paths (incomes, rates, prices) are held at their central assumption: their uncertainty is not in the fans."
)


def projection_chapter(result: Result, words: Words) -> Chapter:
    """What a projection says."""
    record = result.record
    series = series_of(result)
    months = sorted({period for found in series.values() for period in found})
    scenario = scenario_of_record(record["scenario_document"], str(record["scenario"]), result.folder / "record.json")
    title, last, asked = words.either(scenario.title, scenario.title_zh), months[-1], record["projection"]
    gap = series[GAP][last]
    low, middle, high = np.quantile(gap, (0.1, 0.5, 0.9))
    like = max(abs(low), abs(high)) / 100
    ends = {name: words.amount(float(one) / 100, "fraction", like=like) for name, one in
            (("low", low), ("middle", middle), ("high", high))}  # fmt: skip
    chances = words.listed(
        [words("{chance} within {band} pp", chance=f"{np.mean(np.abs(gap) <= band):.0%}", band=f"{band:g}")
         for band in BANDS]
    )  # fmt: skip
    answer = (
        words("In {month} credit growth less retail growth is {middle} (80 % interval {low} to {high}).",
              month=last, **ends),
        words("Share of members in which the gap lies near zero: {chances}.", chances=chances),
        words("A projection answers no question about a policy's effect, cost or gain: `creditsim compare` does."),
    )  # fmt: skip
    drawn = picture_of(words, "fan", fan(_projection(result, series)))
    return Chapter(
        kind=words("Projection"),
        title=title,
        glance=Glance(
            question=words("What does the model expect under “{title}” to {month}?", title=title, month=last),
            answer=answer,
            facts=_ends(series, months, words),
            fails=(*_few(record["households"], words), words(OUTSIDE),
                   words("How such forecasts did before stands under “Record of past forecasts”.")),
            level=words(LEVEL),
        ),
        sections=(
            Section(words("Figures"), (), (), (drawn,)),
            Section(words("Every series"), (words(OUTSIDE),), (_all(series, last, words), _silent(words))),
        ),
        scenarios={scenario.name: scenario},
        made=(
            (words("members"), str(asked["draws"])), (words("figures known to"), str(asked["vintage"])),
            (words("first month projected"), str(asked["first"])),
            (words("policy cut-off"), str(record.get("policy_cut_off") or words("none stated"))),
            *run_made(result, words),
        ),
        command=(
            f"creditsim run {scenario.name} --draws {asked['draws']} -n {record['households']} --seed {record['seed']}",
            words("then compare projection.csv"),
        ),
    )  # fmt: skip


def _few(households: int, words: Words) -> tuple[str, ...]:
    """The warning of a small sample, where it is one."""
    return (words(WARNING, households=f"{households:,}"),) if warnings_of(households) else ()


def series_of(result: Result) -> dict[str, dict[str, np.ndarray]]:
    """Values of the members by series and period."""
    found: dict[str, dict[str, np.ndarray]] = {}
    for row in result.tables["projection"].itertuples(index=False):
        found.setdefault(str(row.id), {})[str(row.period)] = np.asarray(row.draws)
    return found


def _projection(result: Result, series: dict[str, dict[str, np.ndarray]]) -> Projection:
    """What the fan is drawn from; members in order, which no interval needs."""
    months = sorted({period for name in PANELS for period in series[name]})
    members = max(len(draws) for name in PANELS for draws in series[name].values())
    tables = {}
    for name in PANELS:
        table = np.full((members, len(months)), np.nan)
        for k, month in enumerate(months):
            draws = series[name].get(month, np.array([]))
            table[: len(draws), k] = draws
        tables[name] = table
    return Projection(np.array(months, "datetime64[M]"), tables, {}, dict(result.record))


def _ends(series: dict[str, dict[str, np.ndarray]], months: list[str], words: Words) -> Table:
    wanted = [month for month in months if month.endswith("-12")] or months[-1:]
    rows = []
    for name, title in SHOWN.items():
        if name in series:
            cells = [_interval(series[name].get(month), words) for month in wanted]
            rows.append(Row((words(title), *cells)))
    caption = words("At a glance: median with its 80 % interval")
    return Table(caption, ("", *wanted), tuple(rows), numbers=1)


def _interval(draws: np.ndarray | None, words: Words) -> str:
    if draws is None:
        return "–"
    numbers = (f"{one:.1f}".replace("-", "−") for one in np.quantile(draws, (0.5, 0.1, 0.9)))
    return words("{value} ({low} to {high})", **dict(zip(("value", "low", "high"), numbers, strict=True)))


def _all(series: dict[str, dict[str, np.ndarray]], last: str, words: Words) -> Table:
    import pandas as pd

    known = pd.read_csv(DATA / "series_ids.csv").set_index("id")
    rows = []
    for name in sorted(series):
        month = last if last in series[name] else max(series[name])
        meaning, unit = (str(known[part].get(name, "")) for part in ("meaning", "unit"))
        told = _interval(series[name][month], words) + ("" if month == last else f", {month}")
        rows.append(Row((name, told, unit or "%", meaning)))
    heads = tuple(map(words, ("series", "median with its 80 % interval", "unit", "meaning")))
    return Table(words("Every series in {month}", month=last), heads, tuple(rows), words("All months: projection.csv."))


def _silent(words: Words) -> Table:
    rows = tuple(Row((name, reason)) for name, reason in sorted(SILENT.items()))
    return Table(words("Series of which the model says nothing"), (words("series"), words("reason")), rows)
