"""What a reader must know beside every number: the record of past forecasts, and what the model leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from calibration.skill.table import MODEL, RECORD, shipped_record
from experiments.report.assumptions import every_scenario
from experiments.report.parts import Chapter, Row, Section, Table
from sim.parameters import Origin, draw_values, parameters

if TYPE_CHECKING:
    from experiments.report.words import Words

LIMITS = (
    (
        "The level of the gap between credit growth and retail growth is not identified by public data: Shanghai "
        "publishes no balance of consumption credit. Zero as “in step” is our reading of the opinion (相适应), an "
        "assumption."
    ),
    (
        "Partial equilibrium: households spend, borrow and repay, but their spending does not come back as somebody's "
        "income."
    ),
    (
        "Intervals hold luck, and parameters where draws were asked for; never what the model leaves out. Of many "
        "intervals, one in twenty misses its number by chance."
    ),
    "What the statistics cannot identify stays at its prior. No order is given of policies whose intervals overlap.",
    (
        "Outside paths (incomes, rates, prices, visitors) are assumptions of the scenario, the same in all that is "
        "compared."
    ),
)

EXTERNAL = (
    "Retail sales of a city are not the consumption of its residents: the part bought by outsiders is uncertain and "
    "scales every effect on retail sales (parameter external_share: prior {prior} between {low} and {high}; {used} "
    "where no draw is asked for)."
)


def skill(words: Words) -> Section:
    """The model's own record of forecasts, also where it loses."""
    table = pd.read_csv(RECORD)
    rivals = table[(table["horizon"] == "all") & ~table["forecaster"].str.startswith(MODEL)]
    won, lost = (int((rivals["verdict"] == verdict).sum()) for verdict in ("model better", "model worse"))
    count = words(
        "Against simple rules (no change, AR(1), ETS, ARIMA) the model won {won} of {all} comparisons and lost {lost}; "
        "in the others no difference can be told, or outcomes are too few. Parameters from the priors, policy as known "
        "at each origin.",
        won=won, all=len(rivals), lost=lost,
    )  # fmt: skip
    rows: list[Row] = []
    for line in shipped_record():
        indented = line.startswith("  ")
        rows.append(Row((line.strip(),), "" if indented else "group"))
    lines = Table(words("Record by series (`creditsim backtest shanghai`)"), (words("series and rivals"),), tuple(rows))
    return Section(words("Record of past forecasts"), (count,), (lines,))


def limits(chapters: Sequence[Chapter], words: Words) -> Section:
    """Limits of the model, what is in force and not in the runs, and what rules of the country warn of."""
    from sim.scenarios.legality import legal_notices

    scenarios = every_scenario(chapters)
    share = parameters()["external_share"]
    origin: Origin = next((one.parameters_from for one in scenarios.values()), "posterior")
    used = draw_values(None, origin)["external_share"]
    text = [words(line) for line in LIMITS]
    text.insert(2, words(EXTERNAL, prior=f"{share.value:.2f}", low=f"{share.low:.2f}", high=f"{share.high:.2f}",
                         used=f"{used:.2f}"))  # fmt: skip
    missing = {row.id: row.reason for one in scenarios.values() for row in one.not_yet}
    tables = []
    if missing:
        heads = (words("instrument"), words("reason"))
        caption = words("In force, but in no run: no lever can say them")
        tables.append(Table(caption, heads, tuple(Row((name, reason)) for name, reason in sorted(missing.items()))))
    said: dict[str, list[str]] = {}
    for name, scenario in scenarios.items():
        for notice in legal_notices(scenario):
            said.setdefault(str(notice), []).append(name)
    if said:
        caption = words("What the rules of the country warn of")
        rows = tuple(Row((text_, words.listed(names))) for text_, names in said.items())
        tables.append(Table(caption, (words("rule"), words("scenario")), rows))
    return Section(words("Limits"), tuple(text), tuple(tables))
