"""How precisely the effect of each clause of the opinion can be told with a handful of small runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from experiments.comparison.stopping import WATCHED

if TYPE_CHECKING:
    import xarray as xr

    from sim.scenarios import Scenario

PAIRS = 16
"""Pairs of runs, base and scenario under the same households and luck."""

SHARE, FLOOR, SMALL = 0.1, 0.02, 0.2
"""Standard error that is small enough: a part of the effect; percentage points where the effect is below the last."""

APART = 2.0
"""Standard errors that an effect must lie from zero."""

MEASURES: Mapping[str, str] = {
    "retail_total": "retail sales",
    "credit": "consumption credit",
    "vintage_12": "loans 90+ at 12 months",
}
"""Those that the rule of stopping looks at: sales of all months and credit in per cent of the base's, vintages in
percentage points."""

BASE = "shanghai/actual"


class Effect(NamedTuple):
    """Of a clause on a measure.  effect, error : percentage points.  ratio : standard error of the paired difference
    over that of unrelated runs, fraction."""

    clause: str
    measure: str
    effect: float
    error: float
    ratio: float

    @property
    def precise(self) -> bool:
        """Is the standard error small enough for an effect of this size?"""
        size = abs(self.effect)
        return self.error <= SHARE * size or (size < SMALL and self.error <= FLOOR)

    @property
    def apart(self) -> bool:
        """Can the effect be told from none?"""
        return abs(self.effect) > APART * self.error

    @property
    def met(self) -> bool:
        """Both."""
        return self.precise and self.apart

    def __str__(self) -> str:
        word = "met" if self.met else "noisy" if not self.precise else "not told apart from 0"
        return f"{self.effect:+.4f} pp, s.e. {self.error:.4f}, paired over unpaired {self.ratio:.2f}: {word}"


class Compared(NamedTuple):
    """A scenario for a clause. sign : -1 where it is the record without the clause, so that the effect of the clause is
    the difference turned round."""

    scenario: Scenario
    sign: int


def clause_scenarios() -> dict[str, Compared]:
    """Scenarios that stand for a clause, by its id. A clause without a file of its own whose levers are in the record
    stands for what the record would lack without them, such as trade-in money and interest subsidy of safeguard 2."""
    from sim.scenarios import load_scenario, scenario_names
    from sim.scenarios.clauses import clause_name, read_clauses

    record, found = load_scenario(BASE), {}
    for clause in read_clauses().clauses:
        if f"shanghai/{clause}" in scenario_names():
            found[clause] = Compared(load_scenario(f"shanghai/{clause}"), 1)
            continue
        others = tuple(lever for lever in record.levers if clause_name(clause) not in lever.clause)
        if len(others) < len(record.levers):
            found[clause] = Compared(replace(record, name=f"without {clause}", levers=others), -1)
    return found


def effects_of(comparison: xr.Dataset, signs: Mapping[str, int]) -> Iterator[Effect]:
    """Effects of each clause on each measure. comparison : as `compare` returns it, scenarios named by their clause."""
    central = comparison.isel(response=0)
    base = central["mean"].isel(scenario=0)
    for clause, sign in signs.items():
        for measure in MEASURES:
            found = central.sel(scenario=clause, measure=measure)
            level = abs(float(base.sel(measure=measure))) if WATCHED[measure].of_base else 1.0
            numbers = (sign * float(found["effect"]) / level * 100, float(found["error"]) / level * 100)
            yield Effect(clause, measure, *numbers, float(found["error_ratio"]))
