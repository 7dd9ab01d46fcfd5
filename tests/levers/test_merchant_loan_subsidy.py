import numpy as np
import pytest

from sim.policy.programmes import Pays
from sim.running import simulate
from sim.scenarios import load_scenario

YEAR = {"from": "2025-01", "to": "2025-12", "basis": "assumption"}
MEALS = {"sectors": ["dining"], "points": 2.0, "eligible": 0.5}
IN_FORCE = slice("2025-07", "2025-12")


@pytest.fixture(scope="module")
def runs():
    """Without, with it, and with three of them: of one stack the better one, and one of another."""
    plain = load_scenario("shanghai/no_policy").with_months("2025-01", "2026-12")
    stacked = [
        {"id": "a", "stack": "one", **YEAR, **MEALS},
        {"id": "b", "stack": "one", **YEAR, **MEALS, "points": 1.0},
        {"id": "c", "stack": "two", **YEAR, **MEALS, "points": 1.0},
    ]
    levers = ({}, {"merchant_loan_subsidy": {**YEAR, **MEALS}}, {"merchant_loan_subsidy": stacked})
    return [simulate(plain.with_levers(**lever), households=4_000, burn_in=6) for lever in levers]


def test_it_pays_points_on_the_loans_that_qualify(made, horizon):
    [row] = made("merchant_loan_subsidy", MEALS).programmes(horizon)
    assert (row.pays, row.amount, row.eligible, row.sectors) == (Pays.MERCHANT_LOANS, 0.02, 0.5, ("dining",))


def test_dealers_and_shops_of_large_tickets_are_refused(made):
    with pytest.raises(ValueError, match="sector without large tickets"):
        made("merchant_loan_subsidy", {**MEALS, "sectors": ["nev"]})


def test_the_public_pays_the_points_on_what_merchants_owe(runs, parameters):
    """Loans are a share of yearly sales: 0.02 x 0.5 x 0.15 of the sales of residents."""
    run = runs[1]
    sold = float(run["resident_spending"].sel(sector="dining", month=slice("2025-01", "2025-12")).sum())
    paid = float(run["fiscal_cost"].sel(lever="merchant_loan_subsidy").sum())
    assert paid == pytest.approx(0.02 * 0.5 * parameters.merchant_loans * sold, rel=1e-5)
    assert float(run["unfunded_claims"].sum()) == 0


def test_of_one_stack_the_better_one_pays_and_stacks_add_up(runs):
    paid = [float(runs[2]["fiscal_cost"].sel(lever=name).sum()) for name in "abc"]
    assert paid[1] == 0
    assert paid[2] == pytest.approx(paid[0] / 2, rel=1e-5)


def test_prices_fall_by_what_is_saved_so_that_sales_in_yuan_do_not_rise(runs, parameters):
    """Demand for services is inelastic: a price lower by s changes sales by (1 - s)^(1 - 0.8). The public pays more,
    for loans that were there anyway."""
    change = (runs[1]["resident_spending"] / runs[0]["resident_spending"] - 1).sel(sector="dining").to_numpy()
    saved = 0.02 * 0.5 * float(parameters.merchant_loans)
    assert change[11] == pytest.approx(-saved * (1 - float(parameters.price_services)), rel=0.2)
    assert (np.diff(change[:10]) < 0).all()
    assert change[23] > 0.2 * change[11]
    other = (runs[1]["resident_spending"] / runs[0]["resident_spending"] - 1).sel(sector="travel").to_numpy()
    assert np.abs(other).max() < 0.2 * np.abs(change).max()
