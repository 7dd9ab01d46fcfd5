"""A sensitivity study as written: which factors, which method, how many runs, which outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from experiments.points.factors import Factor
from experiments.points.outcomes import refuse_outcomes
from experiments.points.records import (
    Names,
    Range,
    Record,
    Runs,
    Uncertainties,
    kept_months,
    lever_factors,
    read_study,
    scenarios_of,
    uncertain_factors,
    within,
)
from experiments.sensitivity.designs import Method, design_of
from sim.scenarios.messages import checked

if TYPE_CHECKING:
    from sim.scenarios import Scenario

OUTCOMES = ("growth_gap", "credit_growth", "retail_growth_12m", "retail_total", "credit", "vintage_12", "expected_loss")


class Screen(Record):
    """Morris screening before: trajectories, and how many factors go on."""

    size: Annotated[int, Field(strict=True, ge=4, le=1000)] = 10
    keep: Annotated[int, Field(strict=True, ge=2, le=50)] = 8


class SensitivityFile(Runs):
    """A sensitivity study. uncertainties, levers : what is varied; one is studied while the other stays as it is.
    method : morris, sobol or pawn.  size : trajectories, base points (a power of 2) or rows.  outcomes : by name; the
    first is the one by which factors are screened.  emulator : also indices through a Gaussian process."""

    method: Method = "sobol"
    size: Annotated[int, Field(strict=True, ge=4, le=65_536)] = 64
    screen: Screen | None = None
    uncertainties: Uncertainties = Uncertainties()
    levers: Mapping[str, Range] = {}
    outcomes: Names = OUTCOMES
    emulator: bool = False


@dataclass(frozen=True)
class Study:
    """A study that can be run. written : the file.  parts : factors by kind, `uncertainties` and `levers`, each studied
    by itself.  months : of the indicators."""

    written: SensitivityFile
    base: Scenario
    policy: Scenario
    parts: Mapping[str, tuple[Factor, ...]]
    months: tuple[str, ...]


def load_sensitivity(file: Path) -> Study:
    """A study from its file. Raises ScenarioError that names file, line and remedy."""
    source = read_study(file)
    written = checked(SensitivityFile, source.data, source, ())
    base, policy = scenarios_of(written, source)
    uncertain = uncertain_factors(written.uncertainties, source)
    levers = lever_factors(written.levers, policy, source)
    parts = {name: part for name, part in (("uncertainties", uncertain), ("levers", levers)) if part}
    if not parts:
        raise source.error("nothing is varied.", "Add 'uncertainties: {parameters: all}' or 'levers: {...}'.")
    for name, part in parts.items():
        if len(part) < 2:
            what = f"only '{part[0].name}' is varied, and there is nothing to tell it from."
            raise source.error(what, "Add another, or leave it out.", (name,))
        within(source, ("size",), lambda part=part: design_of(written.method, [one.name for one in part], written.size))
    within(source, ("outcomes",), lambda: refuse_outcomes(written.outcomes))
    return Study(written, base, policy, parts, kept_months(written, source))
