"""The long-horizon gate: ten years without shocks and policy stay inside stated bands.

A parameter set that drifts, or settles at levels that no city has, is no candidate for the posterior however well it
fits a few years. Constant outside paths, rules of 2021, turnover on: a burn-in of fourteen years whose months count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from calibration.facts.settings import Setting
from calibration.facts.table import Bound

if TYPE_CHECKING:
    import xarray as xr

    from sim.build import Built

MONTHS, BEFORE = 144, 168
"""Months of a run with constant paths, and months before history at which it starts. The quota of plates moves in the
last two years before history; everything else is constant in a burn-in of any length."""

FIRST, YEAR = 24, 12
"""Months that every run lives before it counts; after them ten years are watched."""

BANDS: dict[str, Bound] = {
    "unemployment": Bound(0.025, 0.075),
    "debt service over income": Bound(0.08, 0.28),
    "balance 1-60 days past due": Bound(0.002, 0.08),
    "balance 61-90 days past due": Bound(0.0005, 0.02),
    "balance 91+ days past due": Bound(0.003, 0.06),
    "spending over income": Bound(0.40, 0.75),
}
"""What every year must lie in, fractions. Wide on purpose, about half to twice what is published for the city (path of
unemployment 4 to 6%, debt service 15 to 22%, 90+ of lenders 0.4 to 3.6%, spending 0.6 of income): an assumption."""

DRIFT, ENDS = 0.25, 3
"""Most that the mean of the last three years may differ from that of the first three, relative; of buckets twice as
much: they are few accounts."""


class Gated(NamedTuple):
    """One parameter set at the gate.  years : means of ten years by measure.  leaves : measures that leave their bands
    or drift, in words."""

    setting: Setting
    years: Mapping[str, tuple[float, ...]]
    leaves: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Did everything stay inside?"""
        return not self.leaves


def constant_build(setting: Setting, households: int) -> Built:
    """The start of a run with constant outside paths and rules, no programme, turnover on."""
    from sim.build import build

    scenario = setting.scenario("shanghai/no_policy").with_months(last="2022-01")
    built = build(scenario, households, setting.seed, setting.draw, burn_in=BEFORE, threads=1)
    held = {name: np.repeat(values[:1], MONTHS, axis=0) for name, values in built.raw.items()}
    first = scenario.first_month - BEFORE
    return built._replace(burn_in=0, months=MONTHS, first_month=first, raw=held)


def gate(settings: Sequence[Setting], households: int = 5_000, threads: int = 2) -> list[Gated]:
    """Let parameter sets through the gate or not, in the order given. households : of the sample."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda setting: gated(setting, households), settings))


def gated(setting: Setting, households: int) -> Gated:
    """One parameter set at the gate."""
    from sim.results import to_dataset
    from sim.running import run

    built = constant_build(setting, households)
    books, states, errors = run(built)
    years = yearly(to_dataset(built, books, states, errors))
    return Gated(setting, years, tuple(leaving(years)))


def yearly(run: xr.Dataset) -> dict[str, tuple[float, ...]]:
    """Every measure over each of the ten years. run : the months of `constant_build`."""
    parts = [run.isel(month=slice(at, at + YEAR)) for at in range(FIRST, MONTHS, YEAR)]
    return {name: tuple(measures(part)[name] for part in parts) for name in BANDS}


def measures(part: xr.Dataset) -> dict[str, float]:
    """The measures of `BANDS` over some months: sums over sums."""
    total = {name: float(part[name].sum()) for name in SUMMED}
    late = part["delinquent_balance"].sum(["month", "product", "lender"])
    whole = float(late.sum())
    return {
        "unemployment": total["unemployed"] / total["labour_force"],
        "debt service over income": total["debt_service"] / total["income"],
        "balance 1-60 days past due": float(late.sel(bucket=["1-30", "31-60"]).sum()) / whole,
        "balance 61-90 days past due": float(late.sel(bucket="61-90")) / whole,
        "balance 91+ days past due": float(late.sel(bucket=["91-180", "181+"]).sum()) / whole,
        "spending over income": (total["resident_spending"] + total["housing_services"]) / total["income"],
    }


SUMMED = ("unemployed", "labour_force", "debt_service", "income", "resident_spending", "housing_services")


def leaving(years: Mapping[str, Sequence[float]]) -> list[str]:
    """What leaves its band or drifts, in words."""
    found = []
    for name, bound in BANDS.items():
        values = np.array(years[name])
        out = ~((values >= bound.low) & (values <= bound.high))
        if out.any():
            year = int(np.argmax(out))
            found.append(f"{name} {values[year]:.3f} in year {year + 1}, outside {bound}")
        change = abs(float(values[-ENDS:].mean() / values[:ENDS].mean()) - 1.0)
        most = 2 * DRIFT if "past due" in name else DRIFT
        if not change <= most:
            found.append(f"{name} drifts by {change:.0%}, more than {most:.0%}")
    return found


def behind(found: Sequence[Gated], name: str) -> list[tuple[str, float]]:
    """Parameters that go with a measure over parameter sets, strongest first: rank correlations of the parameter with
    the measure in year ten, those alone that are larger than the largest of as many unrelated parameters would be
    (5%). Few sets tell of few parameters."""
    from scipy.stats import norm, spearmanr

    last = np.array([one.years[name][-1] for one in found])
    sets = [one.setting.parameters() for one in found]
    varied = [key for key in sets[0] if len({values[key] for values in sets}) > 1]
    ranked = [(key, float(spearmanr([values[key] for values in sets], last).statistic)) for key in varied]
    chance = norm.isf(0.025 / max(len(varied), 1)) / np.sqrt(max(len(found) - 1, 1))
    return sorted((pair for pair in ranked if abs(pair[1]) > chance), key=lambda pair: -abs(pair[1]))
