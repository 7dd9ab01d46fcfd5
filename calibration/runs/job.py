"""A run to be kept, and the key under which it is: the sha256 of everything that its outcome depends on."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from calibration.runs.reducers import Arrays, Reducer, reducer_of
from sim.build import BURN_IN, HOUSEHOLDS
from sim.engine.cache import source_hash

if TYPE_CHECKING:
    from sim.scenarios import Scenario


class Version(NamedTuple):
    """sha256 of the model's modules, and of the data that come with it."""

    code: str
    data: str


@functools.cache
def version() -> Version:
    """The version of this program, as it was when it was first asked for."""
    from sim.running import data_hash

    return Version(source_hash(), data_hash())


@dataclass(frozen=True)
class Job:
    """A run and what is kept of it.

    scenario : with its months; parameters of a point of a design are among its own.  seed : luck.  reducer : what is
    kept.  households : of the sample.  draw : of the posterior or the priors, as the scenario says, None = their
    centre.  burn_in : months of constant terms before the first.
    """

    scenario: Scenario
    seed: int
    reducer: Reducer
    households: int = HOUSEHOLDS
    draw: int | None = None
    burn_in: int = BURN_IN

    @functools.cached_property
    def key(self) -> str:
        """sha256 of scenario, draw, seed, sizes, code, data and reducer: the same for the same outcome, in any program
        and on any machine. Names and titles of scenarios are no part of it."""
        parts = {**self.settings(), "scenario": _hash(_text(self.scenario)), "version": list(version())}
        return _hash(json.dumps(parts, sort_keys=True))

    def settings(self) -> dict[str, Any]:
        """What a run was asked for, as plain data, the scenario by its name alone."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "draw": self.draw,
            "households": self.households,
            "burn_in": self.burn_in,
            "reducer": self.reducer.document(),
        }

    def document(self) -> dict[str, Any]:
        """The whole job as plain data, which `job_of` reads back on another machine."""
        whole = json.dumps(self.scenario.document(), ensure_ascii=False)
        return {**self.settings(), "key": self.key, "document": whole}

    def outcome(self) -> Arrays:
        """Run it and return what is kept. One thread: the others have runs of their own."""
        from sim.running import simulate

        run = simulate(
            self.scenario,
            households=self.households,
            seed=self.seed,
            draw=self.draw,
            threads=1,
            burn_in=self.burn_in,
        )
        return self.reducer(run)


def job_of(document: Mapping[str, Any]) -> Job:
    """The job that `Job.document` wrote down."""
    scenario = _scenario(document["document"], document["scenario"])
    whole = {name: document[name] for name in ("seed", "households", "draw", "burn_in")}
    return Job(scenario, reducer=reducer_of(document["reducer"]), **whole)


@functools.lru_cache(maxsize=64)
def _scenario(text: str, name: str) -> Scenario:
    from sim.scenarios import scenario_of

    return scenario_of(json.loads(text), name)


def _text(scenario: Scenario) -> str:
    """What of a scenario a run depends on."""
    document = {
        name: part for name, part in scenario.document().items() if name not in ("title", "title_zh", "not_yet")
    }
    return json.dumps(document, sort_keys=True)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
