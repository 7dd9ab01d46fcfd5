"""Who bears what, and what spending is paid from: of a run of two months made by hand."""

import numpy as np
import pytest
import xarray as xr

from experiments.comparison.parts.money import money_parts
from experiments.comparison.spans import Span

MONTHS = ("2025-01", "2025-02")

BY_MONTH = {
    "fiscal_cost": 50, "lender_profit": 200, "unfunded_claims": 4, "lender_gifts": 6, "interest": 30, "recoveries": 2,
    "originations": 500, "repayments": 300, "prepayments": 40, "refinanced": 60, "co_funded": 100, "tax_on_sales": 9,
    "aided_originations": 70, "households_in_debt_spiral": 5, "applications": 20, "approvals": 12, "defaults": 3,
}  # fmt: skip
"""CNY or counts of each month."""

BY_SECTOR = {"ticket_discount": {"nev": 10, "furniture": 3}, "ticket_markup": {"nev": 8, "furniture": 1}}

CASH = {
    "wages": 1000, "subsidy": 40, "interest_subsidy": 5, "transfer": 2, "spending": -700, "tickets": -200, "tax": -10,
    "plates": -1, "batteries": -2, "away": -3, "saving": -80, "diverted": -7, "rent": -50,
}  # fmt: skip


@pytest.fixture(scope="module")
def found():
    """Value of each row."""
    sectors = ["nev", "ice", "digital", "appliances", "furniture"]
    per_sector = {
        name: (("month", "sector"), [[float(one.get(sector, 0)) for sector in sectors]] * 2)
        for name, one in BY_SECTOR.items()
    }
    lost = (("month", "product"), [[10.0, 2.0], [10.0, 2.0]])
    run = xr.Dataset(
        {
            **{name: ("month", np.full(2, float(value))) for name, value in BY_MONTH.items()},
            **per_sector,
            "household_cash": (("month", "cash_flow"), [list(map(float, CASH.values()))] * 2),
            "charge_off": lost,
            "sold": lost,
            "deposits": ("month", [900.0, 860.0]),
            "loss_given_default": ("product", [0.5, 0.25]),
            "instalment_fee": 0.04,
        },
        coords={"month": np.array(MONTHS, "datetime64[ns]"), "sector": sectors, "cash_flow": list(CASH)},
    )
    return {row.name: row.value for row in money_parts(run, Span(MONTHS, 1))}


def test_each_bearer_has_what_it_paid_and_got(found):
    bearers = {name.rsplit("/", 1)[1]: value for name, value in found.items() if name.startswith("gain/")}
    assert bearers == pytest.approx(
        {
            "government": -100,
            "lenders": 400,
            "merchants": 2 * (9 - 3 - 4 - 4),
            "makers": -20,
            "households": 2 * (40 + 5 + 2 + 13 + 6 - 9 - 30),
        }
    )


def test_spending_is_paid_from_what_came_in_and_the_rest_is_income(found):
    sources = {name.rsplit("/", 1)[1]: value for name, value in found.items() if name.startswith("spending/")}
    assert sources["public_aid"] == pytest.approx(2 * 47)
    assert sources["gifts"] == pytest.approx(2 * 6)
    assert sources["net_borrowing"] == pytest.approx(2 * (500 - 300 - 40 - 60))
    assert sources["interest"] == pytest.approx(-2 * 32)
    assert sources["deposits"] == pytest.approx(40)
    assert sources["saving"] == pytest.approx(-160)
    assert sources["diverted"] == pytest.approx(-14)
    assert sum(sources.values()) == pytest.approx(2 * (700 + 200 + 10 + 1 + 2 + 3))


def test_defaults_cost_what_is_not_expected_back(found):
    assert found["default_cost_total"] == pytest.approx(2 * 2 * (10 * 0.5 + 2 * 0.25))


def test_occasions_to_complain_need_a_whole_year_and_debt_spirals_do_not(found):
    assert np.isnan(found["complaints_proxy"])
    assert found["debt_spiral"] == 5
    assert found["tax_total"] == 18
    assert found["aided_loans_to_date"] == 140
