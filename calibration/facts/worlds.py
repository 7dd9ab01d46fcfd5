"""Cities in which facts are tried: a calm one that is forked at will, and history with and without a lever.

Everything is compared under the same luck. Books are those of `sim.books.tallies`, money in fen of the sample: facts
are ratios, so that no scale enters.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calibration.facts.settings import Setting
from sim.build import Built, build
from sim.calendar import month_index
from sim.population.synthesis import column
from sim.running import run, simulate
from sim.scenarios import Scenario

if TYPE_CHECKING:
    import xarray as xr

CALM, WATCHED = 30, 36
"""Months lived before anything is changed, and months after it for which the calm city is laid out."""

FROM, UNTIL = "2023-07", "2026-06"
"""First and last month of levers' trials in history; the first half of 2022 was no usual time."""

TRADE_IN = ("car_subsidy", "appliance_subsidy", "home_goods_subsidy")
"""Levers of the trade-in of 2024 to 2026."""

Change = Callable[["Fork"], None]


class Fork:
    """A copy of the calm city that is changed and lived on, month by month if asked."""

    def __init__(self, built: Built, month: int) -> None:
        self.built, self.month = built, month
        self.economy = built.economy

    def read(self, name: str) -> NDArray[Any]:
        """A column over households, or [household, place]; the order is the same in all forks."""
        return np.asarray(column(self.economy.homes, name))

    def live(self, months: int) -> NDArray[Any]:
        """Live on, and return the books of these months."""
        return self.live_with_states(months)[0]

    def live_with_states(self, months: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """The same, and what is kept of lenders and merchants."""
        first, self.month = self.month, self.month + months
        books, states, _ = run(self.built, 1, first=first, last=self.month)
        return books[first : self.month], states[first : self.month]

    def write(self, name: str, values: NDArray[Any]) -> None:
        """Put a column of one number a household back, in the order of `read`."""
        homes = self.economy.homes
        filled = np.arange(homes["household"].shape[1]) < homes["rows"][:, None]
        homes[name][filled] = values

    def give(self, fen: NDArray[Any]) -> None:
        """Put money into deposits, entered as if it had always been there."""
        whole = np.floor(fen).astype(np.int64)
        self.write("deposits", self.read("deposits") + whole)
        self.economy.before["deposits"] += whole.sum()


@dataclass(frozen=True)
class World:
    """The city of one setting, with a sample of so many households."""

    setting: Setting
    households: int

    @cached_property
    def _calm(self) -> Built:
        """Constant paths, no programme: a burn-in whose months are looked at."""
        scenario = self.setting.scenario("shanghai/no_policy").with_months(last="2022-01")
        built = self._built(scenario, burn_in=CALM + WATCHED)
        run(built, 1, last=CALM)
        return built

    def fork(self) -> Fork:
        """The calm city after its first months, to be changed."""
        economy = copy.deepcopy(self._calm.economy)
        return Fork(self._calm._replace(economy=economy), CALM)

    def apart(self, change: Change, months: int) -> NDArray[Any]:
        """Books of a fork that is changed first."""
        fork = self.fork()
        change(fork)
        return fork.live(months)

    @cached_property
    def calm(self) -> NDArray[Any]:
        """Books of the calm city left alone, all months that it is laid out for."""
        return self.fork().live(WATCHED)

    def trial(self, last: str = UNTIL, size: int | None = None, **levers: Any) -> Built:
        """History since 2022 with the rules of 2021 and these levers for everybody, ready to run."""
        scenario = self.setting.scenario("shanghai/no_policy").with_months(last=last)
        return self._built(scenario.with_levers(**levers) if levers else scenario, size=size)

    def tried(self, last: str = UNTIL, size: int | None = None, **levers: Any) -> NDArray[Any]:
        """Books of the months of a trial from `FROM` on."""
        built = self.trial(last, size, **levers)
        return run(built, 1)[0][built.burn_in + month_index(FROM) - built.first_month :]

    @cached_property
    def untried(self) -> NDArray[Any]:
        """The same without a lever, to `UNTIL`."""
        return self.tried()

    @cached_property
    def actual(self) -> xr.Dataset:
        """The city as it was, to the end of 2026."""
        return self.result(self.setting.scenario("shanghai/actual"))

    @cached_property
    def no_trade_in(self) -> xr.Dataset:
        """The same without the trade-in of cars, appliances and home goods."""
        scenario = self.setting.scenario("shanghai/actual")
        kept = tuple(lever for lever in scenario.levers if lever.key not in TRADE_IN)
        return self.result(replace(scenario, levers=kept))

    def result(self, scenario: Scenario) -> xr.Dataset:
        """A run of a scenario under this setting."""
        chosen = self.setting
        return simulate(scenario, households=self.households, seed=chosen.seed, draw=chosen.draw, threads=1)

    def _built(self, scenario: Scenario, burn_in: int = 24, size: int | None = None) -> Built:
        chosen = self.setting
        return build(scenario, size or self.households, chosen.seed, chosen.draw, burn_in=burn_in, threads=1)


def fifths(values: NDArray[Any], among: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Fifth of each household by a value among some, lowest 0; -1 for the others."""
    found = np.full(len(values), -1)
    places = np.argsort(np.argsort(values[among], kind="stable"), kind="stable")
    found[among] = places * 5 // max(int(among.sum()), 1)
    return found


def over(part: float, whole: float) -> float:
    """part / whole, NaN where the whole is nothing."""
    return float(part / whole) if whole else float("nan")
