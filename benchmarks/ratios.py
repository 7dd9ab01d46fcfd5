"""The twelve ratios by which steady state and sampling are judged, over any months of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import xarray as xr


class Ratio(NamedTuple):
    """A ratio over some months.  late : of balances more than 60 days past due, for which the bar is wider."""

    measure: Callable[[xr.Dataset], float]
    unit: str
    late: bool = False


def ratios(run: xr.Dataset, first: int, months: int = 12) -> dict[str, float]:
    """Every ratio over so many months of a run from a month on, counted from 0."""
    part = run.isel(month=slice(first, first + months))
    return {name: ratio.measure(part) for name, ratio in RATIOS.items()}


def _sum(run: xr.Dataset, name: str) -> float:
    return float(run[name].sum())


def _over(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def _cards(run: xr.Dataset) -> float:
    return float(run["credit_balance"].sel(product=["card", "card_instalment"]).sum())


def _late(run: xr.Dataset, *buckets: str) -> float:
    late = run["delinquent_balance"]
    return _over(float(late.sel(bucket=list(buckets)).sum()), float(late.sum()))


def _new_cars(run: xr.Dataset) -> float:
    sold = float(run["cars_sold"].sel(sector=["nev", "ice"]).sum())
    return _over(sold, _sum(run, "households") / len(run["month"])) * 12 / len(run["month"])


def _indicator(name: str) -> Callable[[xr.Dataset], float]:
    def mean(run: xr.Dataset) -> float:
        from sim.indicators import indicator

        return float(np.nanmean(indicator(name, run).to_numpy()))

    return mean


RATIOS: dict[str, Ratio] = {
    "consumption credit over yearly income": Ratio(
        lambda run: _over(_sum(run, "credit_balance"), 12 * _sum(run, "income")), "fraction"
    ),
    "cards in consumption credit": Ratio(lambda run: _over(_cards(run), _sum(run, "credit_balance")), "fraction"),
    "card balance over line": Ratio(_indicator("card_utilisation"), "fraction"),
    "debt service over income": Ratio(lambda run: _over(_sum(run, "debt_service"), _sum(run, "income")), "fraction"),
    "households in debt": Ratio(_indicator("penetration"), "fraction"),
    "hand-to-mouth households": Ratio(_indicator("hand_to_mouth_share"), "fraction"),
    "spending over income": Ratio(
        lambda run: _over(_sum(run, "resident_spending") + _sum(run, "housing_services"), _sum(run, "income")),
        "fraction",
    ),
    "balance 1-60 days past due": Ratio(lambda run: _late(run, "1-30", "31-60"), "fraction"),
    "balance 61-90 days past due": Ratio(lambda run: _late(run, "61-90"), "fraction", late=True),
    "balance 91+ days past due": Ratio(lambda run: _late(run, "91-180", "181+"), "fraction", late=True),
    "applications approved": Ratio(
        lambda run: _over(_sum(run, "approvals"), _sum(run, "applications")), "fraction"
    ),
    "new cars a household and year": Ratio(_new_cars, "1/year"),
}  # fmt: skip
"""Every ratio by name: sums over the months, or means of a monthly indicator."""
