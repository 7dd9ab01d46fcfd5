"""Parameter sets under which facts are tried: chosen beforehand, told by a hash, never tuned to a fact."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sim.parameters import Origin, draw_values, draws_known, posterior
from sim.scenarios import Scenario, load_scenario


@dataclass(frozen=True)
class Setting:
    """One parameter set with its luck.

    name : "centre" or "draw 7".  draw, origin : of the posterior or the priors, as in scenarios.  values : parameters
    that stand in place of the drawn ones.  seed : luck; a set of its own in each setting, so that what varies between
    settings holds both.
    """

    name: str
    draw: int | None
    origin: Origin
    seed: int
    values: Mapping[str, float] = field(default_factory=dict)

    def parameters(self) -> dict[str, float]:
        """Every parameter by name."""
        return {**draw_values(self.draw, self.origin), **self.values}

    def scenario(self, name: str) -> Scenario:
        """A scenario under these parameters. Raises ScenarioError where a value lies outside its prior."""
        scenario = load_scenario(name)
        chosen = scenario if self.origin == "posterior" else scenario.with_prior()
        return chosen.with_parameters(self.values) if self.values else chosen


def origin() -> Origin:
    """The posterior where the city has one, else the priors."""
    return "posterior" if posterior() else "prior"


def settings(draws: int, source: Origin | None = None) -> tuple[Setting, ...]:
    """The centre, then so many draws, 0 first; no more than there are. source : None = `origin()`."""
    where = source or origin()
    many = min(draws, draws_known(where))
    centre = Setting("centre", None, where, 1)
    return (centre, *(Setting(f"draw {k}", k, where, k + 2) for k in range(many)))


def given(sets: Iterable[Mapping[str, float]]) -> tuple[Setting, ...]:
    """Settings from parameter sets, the first of them the centre; what a set does not name has its central value."""
    names = (("centre" if k == 0 else f"draw {k - 1}", values) for k, values in enumerate(sets))
    return tuple(Setting(name, None, "prior", k + 1, dict(values)) for k, (name, values) in enumerate(names))


def frozen(chosen: Iterable[Setting]) -> str:
    """sha256 over names, seeds and every parameter: the same hash means the same settings."""
    whole = [(setting.name, setting.seed, sorted(setting.parameters().items())) for setting in chosen]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()
