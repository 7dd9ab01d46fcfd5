"""A search for mixes as written: which numbers may move, what they must keep, what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from experiments.mixes.objectives import COST, Aims, needed, refuse_objectives
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
from sim.data.documents import Source
from sim.scenarios.messages import checked
from sim.scenarios.records import Finite

if TYPE_CHECKING:
    from sim.scenarios import Scenario

PERSUADED = ("city", "lender", "merchant")
"""Whose levers a city can move: its own, and those of lenders and merchants that it can persuade."""

Count = Annotated[int, Field(strict=True, ge=2, le=10_000)]


class SearchSize(Record):
    """population, generations : of NSGA-II, as many mixes as their product.  random : also as many at random."""

    population: Count = 16
    generations: Count = 5
    random: bool = True


class Race(Record):
    """finalists : that go on.  stages : pairs lived in all by the end of each.  error : chance that the set lacks the
    best, at most."""

    finalists: Annotated[int, Field(strict=True, ge=2, le=100)] = 6
    stages: Annotated[tuple[Count, ...], Field(min_length=1)] = (8, 16, 32)
    error: Annotated[float, Field(gt=0.0, lt=0.5)] = 0.05


class MixesFile(Runs):
    """A search for mixes. levers : numbers of the scenario's levers that may move, with their ranges.  allow : also
    levers of the nation.  budget : most public cost beyond the base's, CNY, whole run.  guards : largest effect allowed
    on an outcome.  objectives : by name, the first decides among equals.  chance : least chance of keeping budget and
    guards over the futures that an advised mix must have.  uncertainties : futures of the race, anew for each pair.
    futures : in which the mix to look at first is run besides, for `creditsim discover`."""

    levers: Mapping[str, Range]
    allow: tuple[Literal["national"], ...] = ()
    budget: Annotated[float, Field(gt=0.0, le=1e15)] | None = None
    guards: Mapping[str, Finite] = {}
    objectives: Names
    chance: Annotated[float, Field(ge=0.0, le=1.0)] = 0.8
    uncertainties: Uncertainties = Uncertainties()
    futures: Annotated[int, Field(strict=True, ge=0, le=100_000)] = 0
    search: SearchSize = SearchSize()
    race: Race = Race()


@dataclass(frozen=True)
class MixStudy:
    """A search that can be run. levers, uncertain : factors.  outcomes, months : kept of runs."""

    written: MixesFile
    base: Scenario
    policy: Scenario
    levers: tuple[Factor, ...]
    uncertain: tuple[Factor, ...]
    aims: Aims
    outcomes: tuple[str, ...]
    months: tuple[str, ...]


def load_mixes(file: Path) -> MixStudy:
    """A search from its file. Raises ScenarioError that names file, line and remedy."""
    source = read_study(file)
    written = checked(MixesFile, source.data, source, ())
    base, policy = scenarios_of(written, source)
    levers = lever_factors(written.levers, policy, source)
    if not levers:
        raise source.error(
            "no number of a lever may move.", "Name some: 'levers: {voucher.quota: [0, 1e6]}'.", ("levers",)
        )
    _refuse_others(levers, policy, written, source)
    within(source, ("objectives",), lambda: refuse_objectives(written.objectives))
    within(source, ("guards",), lambda: refuse_outcomes(tuple(written.guards)))
    stages = written.race.stages
    if list(stages) != sorted(set(stages)):
        raise source.error(f"the stages {list(stages)} do not grow.", "Write them as [8, 16, 32].", ("race", "stages"))
    limits = {**({COST: written.budget} if written.budget else {}), **written.guards}
    outcomes = needed(written.objectives, tuple(limits))
    uncertain = uncertain_factors(written.uncertainties, source)
    months = kept_months(written, source)
    aims = Aims(written.objectives, limits, written.at)
    return MixStudy(written, base, policy, levers, uncertain, aims, outcomes, months)


def _refuse_others(levers: tuple[Factor, ...], policy: Scenario, written: MixesFile, source: Source) -> None:
    for factor in levers:
        lever = policy.lever(factor.name.partition(".")[0])
        if lever.authority not in (*PERSUADED, *written.allow):
            what = f"'{factor.name}' is for the nation to set, not for the city."
            remedy = "Leave it out, or add 'allow: [national]' to see what it would do."
            raise source.error(what, remedy, ("levers", factor.name))
