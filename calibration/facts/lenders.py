"""How lenders price and share the market: facts F34, F35, F40."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from calibration.facts.registry import experiment
from calibration.facts.table import Bound
from calibration.facts.worlds import World, over
from sim.policy.vocabulary import Product

if TYPE_CHECKING:
    import xarray as xr

STEP, MONTHS = 0.01, 9
"""1/year that funds cost more, and months of pass-through."""

CARDS = ["card", "card_instalment"]


@experiment("F34", "personal loans of banks", "card balances carried")
def pass_through(world: World) -> tuple[float, ...]:
    """Funds of every lender cost a point more from now on: rates offered after nine months, weighed by standing."""
    dear, usual = world.fork(), world.fork()
    dear.economy.world.lenders.funding_spread += np.float32(STEP)
    after = [fork.live_with_states(MONTHS)[1]["apr"][-1] for fork in (dear, usual)]
    standing = usual.economy.world.lenders.share
    risen = (after[0] - after[1]).astype(np.float64) / STEP
    return tuple(
        float(np.average(risen[product], weights=standing[product]))
        for product in (Product.CONSUMER_LOAN, Product.CARD)
    )


@experiment("F35", "three largest consumer-finance companies", "highest less lowest mean rate")
def concentration_of_lenders(world: World) -> tuple[float, ...]:
    """Balances of consumer-finance companies at the end of 2024, and what they carry a year."""
    run = world.actual.sel(month="2024-12").isel(month=0)
    chosen = run["lender_type"] == "consumer_finance"
    balance = run["credit_balance"].sel(product="platform_loan").where(chosen, drop=True).to_numpy()
    rate = run["apr_outstanding"].sel(product="platform_loan").where(chosen, drop=True).to_numpy()
    return over(float(np.sort(balance)[-3:].sum()), float(balance.sum())), float(np.nanmax(rate) - np.nanmin(rate))


@experiment(
    "F40",
    also={
        "card balances, first half of 2025": Bound(-0.05, 0.0),
        "card purchases on the year": Bound(-0.16, -0.06),
        "consumer loans of banks, first half of 2025": Bound(0.10, np.inf),
    },
)
def cards_against_loans(world: World) -> tuple[float, ...]:
    """The city as it was. The fact has figures without ranges: five points around two of them are allowed, and banks
    must grow as fast as several large ones did."""
    balance = world.actual["credit_balance"].sum("lender")
    bought = world.actual["originations"].sel(product="card").sum("lender")
    first_half = [float(bought.sel(month=slice(f"{year}-01", f"{year}-06")).sum()) for year in (2025, 2024)]
    return _growth(balance, CARDS), over(*first_half) - 1.0, _growth(balance, ["consumer_loan"])


def _growth(balance: xr.DataArray, products: list[str]) -> float:
    """Over the first half of 2025."""
    late, early = (float(balance.sel(product=products, month=month).sum()) for month in ("2025-06", "2024-12"))
    return over(late, early) - 1.0
