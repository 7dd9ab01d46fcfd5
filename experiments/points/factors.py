"""Factors of a design: what is varied, from the unit interval to the value that a run gets, and back into a scenario.

Uncertainties (parameters, outside paths, forms of a mechanism) change base and policy alike; numbers of levers change
the policy alone. Shares of the unit interval become values by the inverse distribution function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sim.parameters import Parameter, parameters, quantile

if TYPE_CHECKING:
    from sim.scenarios import Scenario

Kind = Literal["parameter", "form", "path", "lever"]

DIGITS = 6
"""Significant digits of a value, so that the last bit of a library's logarithm never reaches a run."""

UNCERTAIN = ("parameter", "form", "path")
"""Kinds that are uncertainties; the other kind is what a government sets."""


@dataclass(frozen=True)
class Factor:
    """One factor.

    name : of the parameter or path, or `lever.number`.  kind : `parameter` (by its prior), `form` (one of `choices`,
    equally likely), `path` (an outside path changed by `way` from `start` to `end`, uniform), `lever` (uniform).
    low, high : of a path or lever, in its unit.  choices : of a form.  unit : of the value.
    """

    name: str
    kind: Kind
    low: float = 0.0
    high: float = 0.0
    choices: tuple[float, ...] = ()
    way: str = ""
    start: str = ""
    end: str = ""
    unit: str = ""

    @property
    def told_in(self) -> str:
        """Unit of a value, with what it does to a path: `fraction added`, `times its path`."""
        return {"add": f"{self.unit} added", "times": "times its path"}.get(self.way, self.unit)

    def value(self, share: float) -> float:
        """The value below which `share` (0..1) of the distribution lies, six significant digits."""
        if self.kind == "parameter":
            found = quantile(parameters()[self.name], share)
        elif self.kind == "form":
            found = self.choices[min(int(share * len(self.choices)), len(self.choices) - 1)]
        else:
            found = self.low + share * (self.high - self.low)
        return float(f"{found:.{DIGITS}g}")


def values_at(factors: Sequence[Factor], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of factors at points of the unit cube, both [point, factor]."""
    columns = [
        [factor.value(float(share)) for share in column] for factor, column in zip(factors, shares.T, strict=True)
    ]
    return np.array(columns, np.float64).T.reshape(len(shares), len(factors))


def free_parameters() -> list[Parameter]:
    """Parameters whose prior has a width, in the order of the files."""
    return [one for one in parameters().values() if one.distribution != "fixed" and one.low < one.high]


def with_uncertainties(scenario: Scenario, factors: Sequence[Factor], values: Mapping[str, float]) -> Scenario:
    """The scenario at a point's parameters and outside paths. values : by factor; those not named stay."""
    chosen = [factor for factor in factors if factor.name in values]
    numbers = {one.name: values[one.name] for one in chosen if one.kind in ("parameter", "form")}
    changed = scenario.with_parameters(numbers) if numbers else scenario
    paths = {one.name: _changes(changed, one, values[one.name]) for one in chosen if one.kind == "path"}
    return changed.with_exogenous(paths) if paths else changed


def _changes(scenario: Scenario, factor: Factor, value: float) -> list[dict[str, object]]:
    """What the scenario does to a path already, and then the factor."""
    known = scenario.exogenous.get(factor.name, ())
    before = [change.model_dump(mode="json", by_alias=True, exclude_unset=True) for change in known]
    window = {word: day for word, day in (("from", factor.start), ("to", factor.end)) if day}
    return [*before, {factor.way: value, **window}]


def with_levers(scenario: Scenario, factors: Sequence[Factor], values: Mapping[str, float]) -> Scenario:
    """The scenario with the numbers of its levers at a point. Raises KeyError for a lever that it lacks."""
    changed = scenario
    for factor in factors:
        if factor.kind == "lever" and factor.name in values:
            changed = set_number(changed, factor.name, values[factor.name])
    return changed


def set_number(scenario: Scenario, name: str, value: float) -> Scenario:
    """The scenario with one number of a lever changed. name : `lever.number`."""
    lever_id, _, number = name.partition(".")
    lever = scenario.lever(lever_id)
    entry = lever.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return scenario.with_levers(**{lever.key: {**entry, "id": lever_id, number: value, "basis": "assumption"}})
