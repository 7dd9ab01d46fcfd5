"""A study: every scenario under every draw and seed, and the indicators that are kept of each run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from calibration.runs import Job, indicators_of
from sim.build import BURN_IN
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.scenarios import Scenario


@dataclass(frozen=True)
class Study:
    """Scenarios by name, with their months, the same for all; draws of their parameters, None = the centre; seeds;
    indicators by name; households of a run; months of burn-in."""

    title: str
    scenarios: Mapping[str, Scenario]
    draws: tuple[int | None, ...]
    seeds: tuple[int, ...]
    indicators: tuple[str, ...]
    households: int
    burn_in: int = BURN_IN

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many scenarios, draws and seeds."""
        return len(self.scenarios), len(self.draws), len(self.seeds)

    def jobs(self) -> list[Job]:
        """Every run, in the order of scenario, draw and seed."""
        reducer = indicators_of(*self.indicators)
        return [
            Job(scenario, seed, reducer, self.households, draw, self.burn_in)
            for scenario in self.scenarios.values()
            for draw in self.draws
            for seed in self.seeds
        ]

    def in_turn(self) -> list[Job]:
        """The same runs in the order in which they are done: seed by seed all draws of all scenarios, so that what is
        there early looks at everything a little."""
        scenarios, draws, seeds = self.shape
        jobs = self.jobs()
        return [jobs[(s * draws + d) * seeds + k] for k in range(seeds) for d in range(draws) for s in range(scenarios)]

    def extended(
        self, seeds: int | None = None, draws: int | None = None, more: Mapping[str, Scenario] | None = None
    ) -> Study:
        """The study with so many seeds and draws in all, the lowest numbers that are free, and more scenarios. Raises
        UsageError where it has more already."""
        known = {**self.scenarios, **(more or {})}
        if more and len(known) < len(self.scenarios) + len(more):
            name = next(name for name in more if name in self.scenarios)
            raise UsageError(f"the study has the scenario '{name}' already.", remedy="Name another.")
        return replace(
            self,
            scenarios=known,
            seeds=_more(self.seeds, seeds, 1, "seeds"),
            draws=_more(self.draws, draws, 0, "draws"),
        )

    def document(self) -> dict[str, Any]:
        """The whole study as plain data, scenarios written out: what `study_of` reads back."""
        scenarios = {name: scenario.document() for name, scenario in self.scenarios.items()}
        whole = {
            "title": self.title,
            "scenarios": scenarios,
            "draws": list(self.draws),
            "seeds": list(self.seeds),
            "indicators": list(self.indicators),
            "households": self.households,
            "burn_in": self.burn_in,
        }
        plain: dict[str, Any] = json.loads(json.dumps(whole, ensure_ascii=False))
        return plain


def study_of(document: Mapping[str, Any]) -> Study:
    """The study that `Study.document` wrote down."""
    from sim.scenarios import scenario_of

    return Study(
        title=document["title"],
        scenarios={name: scenario_of(written, name) for name, written in document["scenarios"].items()},
        draws=tuple(document["draws"]),
        seeds=tuple(document["seeds"]),
        indicators=tuple(document["indicators"]),
        households=document["households"],
        burn_in=document["burn_in"],
    )


def _more(known: tuple[Any, ...], number: int | None, first: int, what: str) -> tuple[Any, ...]:
    if number is None:
        return known
    if number < len(known):
        remedy = f"Ask for {len(known)} or more in all."
        raise UsageError(f"the study has {len(known)} {what} already.", remedy=remedy)
    free = (candidate for candidate in count(first) if candidate not in known)
    return (*known, *islice(free, number - len(known)))
