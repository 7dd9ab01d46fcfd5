"""Study files: which scenarios, draws, seeds and indicators, and how large a run is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

from experiments.points.records import Month, Names, Record, loaded_scenario, read_study, within
from experiments.study.design import Study
from sim.build import BURN_IN
from sim.calendar import month_date
from sim.levers.values import refusal
from sim.parameters import MOST_DRAWS, draws_known
from sim.scenarios.messages import checked
from sim.scenarios.records import Title

if TYPE_CHECKING:
    from sim.data.documents import Source
    from sim.scenarios import Scenario

CENTRAL = "central"
"""The word for the centre of the parameters, where draws are listed."""

MOST_SEEDS, LARGEST_SEED = 100_000, 2**63 - 1


def _numbers(value: Any, first: int, most: int, largest: int) -> tuple[int, ...]:
    """So many numbers from the first on, or the numbers of a list, each once."""
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1 <= value <= most:
            raise refusal(f"is {value}.", f"Write how many: 1 to {most:,}; or a list of numbers.")
        return tuple(range(first, first + value))
    if not isinstance(value, list) or not value:
        raise refusal(f"is {value!r:.60}.", "Write how many, as 4, or a list of numbers, as [1, 2, 7].")
    for number in value:
        whole = isinstance(number, int) and not isinstance(number, bool)
        if not whole or not 0 <= number <= largest:
            raise refusal(f"holds {number!r:.60}.", f"Write whole numbers from 0 to {largest}.")
        if value.count(number) > 1:
            raise refusal(f"holds {number} twice.", "Keep one of the two.")
    return tuple(value)


def _draws(value: Any) -> tuple[int | None, ...]:
    if value == CENTRAL:
        return (None,)
    if isinstance(value, list) and value.count(CENTRAL) == 1:
        rest = [number for number in value if number != CENTRAL]
        return (None, *(_numbers(rest, 0, MOST_DRAWS, MOST_DRAWS - 1) if rest else ()))
    return _numbers(value, 0, MOST_DRAWS, MOST_DRAWS - 1)


def _seeds(value: Any) -> tuple[int, ...]:
    return _numbers(value, 1, MOST_SEEDS, LARGEST_SEED)


class StudyFile(Record):
    """A study as written. scenarios : names or files beside this one.  draws : how many draws of the parameters, a list
    of their numbers, or `central`, which may stand in the list.  seeds : how many, or a list.  indicators : by name.
    households : of a run.  last : month to which all are run.  burn_in : months of constant terms before the first."""

    title: Title
    title_zh: str = ""
    scenarios: Names
    draws: Annotated[tuple[int | None, ...], BeforeValidator(_draws)] = (None,)
    seeds: Annotated[tuple[int, ...], BeforeValidator(_seeds)] = (1, 2, 3, 4)
    indicators: Names
    households: Annotated[int, Field(strict=True, ge=100, le=20_000_000)] = 5_000
    last: Month = "2028-12"
    burn_in: Annotated[int, Field(strict=True, ge=1, le=240)] = BURN_IN


def load_study(file: Path) -> Study:
    """A study from its file. Raises ScenarioError that names file, line and remedy."""
    from calibration.runs import indicators_of

    source = read_study(file)
    written = checked(StudyFile, source.data, source, ())
    scenarios: dict[str, Scenario] = {}
    for k, name in enumerate(written.scenarios):
        if name in scenarios:
            raise source.error(f"the scenario '{name}' is named twice.", "Keep one of the two.", ("scenarios", k))
        scenarios[name] = within(
            source, ("scenarios", k), lambda name=name: loaded_scenario(name, source).with_months(last=written.last)
        )
        scenarios[name] = replace(scenarios[name], name=name)
        _refuse(scenarios, name, written.draws, source, k)
    within(source, ("indicators",), lambda: indicators_of(*written.indicators))
    for name in written.indicators:
        if written.indicators.count(name) > 1:
            raise source.error(f"the indicator '{name}' is named twice.", "Keep one of the two.", ("indicators",))
    return Study(
        written.title, scenarios, written.draws, written.seeds, written.indicators, written.households, written.burn_in
    )


def _refuse(
    scenarios: dict[str, Scenario], name: str, draws: tuple[int | None, ...], source: Source, place: int
) -> None:
    """Raise where a scenario does not go with the first, or lacks a draw."""
    first, scenario = next(iter(scenarios)), scenarios[name]
    begins = [str(month_date(scenarios[one].first_month))[:7] for one in (first, name)]
    if begins[0] != begins[1]:
        what = f"'{first}' begins in {begins[0]}, '{name}' in {begins[1]}."
        raise source.error(what, "Give all the same first month.", ("scenarios", place))
    known = draws_known(scenario.parameters_from)
    beyond = [draw for draw in draws if draw is not None and draw >= known]
    if beyond:
        what = f"'{name}' has draws 0 to {known - 1} of its parameters, not {beyond[0]}."
        raise source.error(what, "Ask for fewer, or let it draw from the priors: 'parameters_from: prior'.", ("draws",))
