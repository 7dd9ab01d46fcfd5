"""One pair: the base and every scenario with the same households, luck and parameters, and what each answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.comparison.branch import Series, months_alike, taken_up
from experiments.comparison.measures import measures
from experiments.comparison.rows import Row
from experiments.comparison.spans import span_of
from sim.build import Built, build
from sim.month import new_series
from sim.results import to_dataset
from sim.running import run

if TYPE_CHECKING:
    from sim.scenarios import Scenario


class Settings(NamedTuple):
    """What all pairs of a comparison share. at : month looked at. share : live months that are alike once."""

    households: int
    burn_in: int
    at: str
    share: bool = True


def pair_rows(scenarios: Sequence[Scenario], seed: int, draw: int | None, settings: Settings) -> list[list[Row]]:
    """Measures of each scenario, in the order given, under one seed and draw. scenarios : the base first.

    Where `settings.share`, months that a scenario shares with the base to the bit are lived once: the base stops there,
    the scenario is taken up from a copy and runs to its end, then the base goes on. One thread; never more than two
    economies at once, and of each only the answers are kept.
    """
    answers: list[list[Row]] = [[] for _ in scenarios]
    base = _built(scenarios[0], seed, draw, settings)
    series = new_series(base.burn_in + base.months, base.economy)
    forks: list[tuple[int, int, Built]] = []
    for k, scenario in enumerate(scenarios[1:], start=1):
        other = _built(scenario, seed, draw, settings)
        alike = months_alike(base, other) if settings.share else 0
        if alike:
            forks.append((alike, k, _without_homes(other)))
        else:
            answers[k] = _answered(other, new_series(other.burn_in + other.months, other.economy), 0, settings)
    done = 0
    for alike, k, other in sorted(forks, key=lambda fork: fork[:2]):
        run(base, first=done, last=alike, series=series)
        done = alike
        answers[k] = _answered(*taken_up(base, series, other, alike), alike, settings)
    answers[0] = _answered(base, series, done, settings)
    return answers


def _built(scenario: Scenario, seed: int, draw: int | None, settings: Settings) -> Built:
    return build(scenario, settings.households, seed, draw, burn_in=settings.burn_in, threads=1)


def _without_homes(built: Built) -> Built:
    """A run without its households, which are the base's."""
    return built._replace(economy=built.economy._replace(homes=built.economy.homes[:0].copy()))


def _answered(built: Built, series: Series, done: int, settings: Settings) -> list[Row]:
    """What a run answers that has lived `done` months and now lives the rest."""
    books, states, errors = run(built, first=done, series=series)
    loss = np.asarray(built.economy.world.products.loss, np.float64)
    result = to_dataset(built, books, states, errors).assign(loss_given_default=("product", loss))
    return measures(result, span_of(result, settings.at))
