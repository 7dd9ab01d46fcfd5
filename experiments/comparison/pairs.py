"""One pair: the base and every scenario with the same households, luck and parameters, and what each answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.comparison.branch import Series, acting_in, months_alike, taken_up
from experiments.comparison.measures import few_measures, measures
from experiments.comparison.parts.credit import Lending, lending_of, with_terms
from experiments.comparison.rows import Row
from experiments.comparison.spans import YEAR, Span, span_of
from sim.build import Built, build, trial_shares
from sim.indicators import total
from sim.month import new_series
from sim.results import to_dataset
from sim.running import run

if TYPE_CHECKING:
    from sim.scenarios import Scenario


SERIES = {"retail": "retail_sales", "credit": "credit_balance", "fiscal_cost": "fiscal_cost"}
"""What is kept month by month: name, variable."""


class Answer(NamedTuple):
    """What one run answered.  rows : measures.  series : of SERIES, CNY [series, month].  lending : dated loans.
    before : balance a year before the month looked at, CNY; 0 where the run is too short."""

    rows: list[Row]
    series: NDArray[np.float64]
    lending: Lending
    before: float
    span: Span


_NO_SERIES = np.zeros((0, 0))
_NO_LENDING = Lending(_NO_SERIES, _NO_SERIES, _NO_SERIES)


class Settings(NamedTuple):
    """What all pairs of a comparison share. at : month looked at. share : live months that are alike once.
    few : answer only the measures that a split shares out."""

    households: int
    burn_in: int
    at: str
    share: bool = True
    few: bool = False


def pair_answers(scenarios: Sequence[Scenario], seed: int, draw: int | None, settings: Settings) -> list[Answer]:
    """What each scenario answers, in the order given, under one seed and draw. scenarios : the base first.

    Where `settings.share`, months that a scenario shares with the base to the bit are lived once: the base stops there,
    the scenario is taken up from a copy and runs to its end, then the base goes on. One thread; never more than two
    economies at once, and of each only the answers are kept.
    """
    answers: dict[int, Answer] = {}
    base = _built(scenarios[0], seed, draw, settings)
    acting = acting_in(base)
    series = new_series(base.burn_in + base.months, base.economy)
    forks: list[tuple[int, int, Built]] = []
    for k, scenario in enumerate(scenarios[1:], start=1):
        alike = 0
        if settings.share:
            shared = base.economy.homes if _same_people(scenarios[0], scenario) else None
            other = _built(scenario, seed, draw, settings, shared)
            alike = months_alike(base, other, acting)
        if alike:
            forks.append((alike, k, _without_homes(other)))
        else:
            other = _built(scenario, seed, draw, settings)
            answers[k] = _answered(other, new_series(other.burn_in + other.months, other.economy), 0, settings)
    done = 0
    for alike, k, other in sorted(forks, key=lambda fork: fork[:2]):
        run(base, first=done, last=alike, series=series)
        done = alike
        answers[k] = _answered(*taken_up(base, series, other, alike), alike, settings)
    answers[0] = plain = _answered(base, series, done, settings)
    listed = [answers[k] for k in range(len(scenarios))]
    if settings.few:
        return listed
    return [one._replace(rows=with_terms(one.rows, one.lending, plain.lending, one.span, one.before)) for one in listed]


def _built(
    scenario: Scenario, seed: int, draw: int | None, settings: Settings, homes: NDArray[Any] | None = None
) -> Built:
    return build(scenario, settings.households, seed, draw, burn_in=settings.burn_in, threads=1, homes=homes)


def _same_people(one: Scenario, other: Scenario) -> bool:
    """Do two scenarios begin with the same households, whatever their levers?"""
    ours, theirs = ((each.parameters, each.parameters_from, trial_shares(each)) for each in (one, other))
    return ours == theirs


def _without_homes(built: Built) -> Built:
    """A run without its households, which are the base's."""
    return built._replace(economy=built.economy._replace(homes=built.economy.homes[:0].copy()))


def _answered(built: Built, series: Series, done: int, settings: Settings) -> Answer:
    """What a run answers that has lived `done` months and now lives the rest."""
    books, states, errors = run(built, first=done, series=series)
    loss = np.asarray(built.economy.world.products.loss, np.float64)
    result = to_dataset(built, books, states, errors)
    result = result.assign(loss_given_default=("product", loss), instalment_fee=float(built.parameters.instalment_fee))
    span = span_of(result, settings.at)
    if settings.few:
        return Answer(few_measures(result, span), _NO_SERIES, _NO_LENDING, 0.0, span)
    kept = np.stack([total(result, variable) for variable in SERIES.values()])
    balance = kept[list(SERIES).index("credit")]
    before = float(balance[span.at - YEAR]) if span.at >= YEAR else 0.0
    return Answer(measures(result, span), kept, lending_of(result), before, span)
