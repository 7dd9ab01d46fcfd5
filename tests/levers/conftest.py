from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pytest
import xarray as xr

from sim.agents.household.tickets.dates import choose_car
from sim.calendar import month_index
from sim.levers import LEVERS, Horizon, Lever
from sim.month import begin_month
from sim.parameters import parameter_record
from sim.policy.groups import group_table
from sim.running import simulate
from sim.scenarios import load_scenario

HOUSEHOLDS, SEED, BURN_IN = 10_000, 1, 6
MANY = 30_000
"""Households where an effect is small beside its luck."""


class Pair(NamedTuple):
    """Two runs with the same households and luck."""

    without: xr.Dataset
    run: xr.Dataset

    def factor(self, name: str, months: slice = slice(None), **where: str) -> float:
        """A variable with the lever over the same without it, summed over months. where : product, sector, segment."""
        totals = [float(run[name].sel(month=months, **where).sum()) for run in (self.run, self.without)]
        return totals[0] / totals[1]


@pytest.fixture
def horizon() -> Horizon:
    """January 2024 to December 2027, every group, no trial."""
    return Horizon(tuple(range(month_index("2024-01"), month_index("2028-01"))), group_table())


@pytest.fixture
def at() -> Callable[[str], int]:
    """Position of a month in that horizon."""
    return lambda month: month_index(np.datetime64(month, "M")) - month_index("2024-01")


@pytest.fixture
def made() -> Callable[..., Lever]:
    """A lever from its key and entries; dates of 2025 unless given."""

    def make(key: str, entries: Mapping[str, Any]) -> Lever:
        dates = {"basis": "assumption", "from": "2025-01", "to": "2025-12"}
        return LEVERS[key].model_validate({**dates, **entries})

    return make


@pytest.fixture
def chosen(without_policy, make) -> Callable[..., np.ndarray]:
    """The kind of car that each of 2,000 households would choose in the first month: chosen(term=value or {sector:
    value}, ...), and `running_aid` for what owners of new-energy cars may expect."""

    def choose(running_aid: float = 0.0, **terms: float | Mapping[int, float]) -> np.ndarray:
        economy = make(without_policy, 2_000).economy
        world = economy.world
        begin_month(world, economy.plan, economy.book, 0)
        world["offers"]["running_aid"] = running_aid
        for term, value in terms.items():
            if isinstance(value, Mapping):
                for sector, one in value.items():
                    world["terms"][term][:, sector] = one
            else:
                world["terms"][term] = value
        return np.array([choose_car(home, world, i, 0) for home in economy.homes for i in range(int(home["rows"]))])

    return choose


@pytest.fixture(scope="session")
def parameters() -> np.record:
    """Central values."""
    return parameter_record()


@pytest.fixture(scope="session")
def together() -> Callable[..., xr.Dataset]:
    """A run of 2025 and 2026 with public data shared and opened so many months later: together(months=6)."""
    scenario = load_scenario("shanghai/actual").with_months("2025-01", "2026-12")

    def run(months: float = 0, consent: float = 0.9) -> xr.Dataset:
        shared = {"from": "2025-01", "to": "2026-12", "consent": consent, "auc_gain": 0.1}
        lag = {"from": "2025-01", "to": "2026-12", "months": months}
        changed = scenario.with_levers(public_data_sharing=shared, data_open_lag=lag)
        return simulate(changed, households=HOUSEHOLDS, seed=SEED, burn_in=BURN_IN, threads=1)

    return run


def adder(name: str, households: int = HOUSEHOLDS) -> Callable[..., Pair]:
    """What one lever adds to a scenario in 2025 and 2026: add(key, entries), with the dates of both years unless given.
    The run without it is made once."""
    scenario = load_scenario(name).with_months("2025-01", "2026-12")

    def run(levers: Mapping[str, Any]) -> xr.Dataset:
        return simulate(scenario.with_levers(**levers), households=households, seed=SEED, burn_in=BURN_IN, threads=1)

    without = run({})

    def pair(key: str, entries: Mapping[str, Any]) -> Pair:
        return Pair(without, run({key: {"from": "2025-01", "to": "2026-12", **entries}}))

    return pair


@pytest.fixture(scope="session")
def added() -> Callable[..., Pair]:
    """What one lever adds to the record of 2025 and 2026."""
    return adder("shanghai/actual")


@pytest.fixture(scope="session")
def added_to_many() -> Callable[..., Pair]:
    """The same in a larger sample."""
    return adder("shanghai/actual", MANY)


@pytest.fixture(scope="session")
def alone() -> Callable[..., Pair]:
    """What one lever adds where hardly any public money is paid: to the rules of 2021."""
    return adder("shanghai/no_policy")
