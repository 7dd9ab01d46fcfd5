"""A run made by hand: 2022-01 to 2025-12, every number easy to check in the head."""

import numpy as np
import pytest
import xarray as xr

from sim.data.statistics import load_statistics
from sim.policy.vocabulary import BUCKETS, CHANNELS, PRODUCTS, SECTORS

LENDERS = {"bank": "state_bank", "finance": "consumer_finance", "cars": "auto_finance", "web": "platform"}


@pytest.fixture(scope="session")
def table():
    """The product's own statistics."""
    return load_statistics()


@pytest.fixture
def run():
    """Retail: 10 CNY a month a sector and channel in 2022, 10% more every year. Credit: 100 a product and lender; the
    platform books elsewhere."""
    months = np.arange("2022-01", "2026-01", dtype="datetime64[M]")
    growth = 1.1 ** np.repeat(np.arange(4), 12)
    retail = np.broadcast_to(10.0 * growth[:, None, None], (48, len(SECTORS), len(CHANNELS)))
    balance = np.full((48, len(PRODUCTS), len(LENDERS)), 100.0)
    balance[24:] = 107.0
    late = np.zeros((48, len(PRODUCTS), len(LENDERS), len(BUCKETS)))
    late[..., BUCKETS.index("31-60")] = 3.0
    late[..., BUCKETS.index("61-90")] = 2.0
    late[..., BUCKETS.index("91-180")] = 1.5
    late[..., BUCKETS.index("181+")] = 0.5
    late[:, :, 1, BUCKETS.index("181+")] = 2.5
    cars = np.zeros((48, len(SECTORS)))
    cars[:, SECTORS.index("nev")], cars[:, SECTORS.index("ice")], cars[:, SECTORS.index("used_car")] = 30.0, 20.0, 7.0
    fleet = np.zeros((48, len(SECTORS)))
    fleet[:, SECTORS.index("nev")], fleet[:, SECTORS.index("ice")] = 6.0, 4.0
    return xr.Dataset(
        {
            "retail_sales": (("month", "sector", "channel"), retail),
            "credit_balance": (("month", "product", "lender"), balance),
            "credit_booked_here": (("month", "product"), balance[:, :, :3].sum(axis=2)),
            "delinquent_balance": (("month", "product", "lender", "bucket"), late),
            "card_line": (("month",), np.full(48, 2000.0)),
            "cars_sold": (("month", "sector"), cars),
            "fleet_cars": (("month", "sector"), fleet),
            "mortgage_balance": (("month",), 10_000.0 + 10.0 * np.arange(48)),
            "operating_loan_balance": (("month",), 5_000.0 + 5.0 * np.arange(48)),
            "debt_service": (("month", "segment"), np.full((48, 6), 20.0)),
            "income": (("month", "segment"), np.full((48, 6), 100.0)),
            "households": (("month", "segment"), np.full((48, 6), 50.0)),
            "households_with_debt": (("month", "segment"), np.full((48, 6), 20.0)),
        },
        coords={
            "month": months.astype("datetime64[ns]"),
            "sector": list(SECTORS),
            "channel": list(CHANNELS),
            "product": list(PRODUCTS),
            "lender": list(LENDERS),
            "lender_type": ("lender", list(LENDERS.values())),
            "bucket": list(BUCKETS),
        },
    )
