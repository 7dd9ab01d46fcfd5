"""Public promises: budgets are never overspent, plates never oversold, aid never paid twice for one thing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.books.flows import Cash
from sim.policy.vocabulary import Sector
from sim.population.synthesis import column
from sim.results import to_dataset
from sim.running import run

DATES = {"from": "2025-01", "to": "2025-06", "payers": {"district": 0.6, "city": 0.4}}
LOANS = {"products": ["consumer_loan", "platform_loan", "card_instalment"], "points": 2.0}


def funded(car: float, goods: float, loans: float, meals: float):
    """Four programmes with these budgets, CNY of the city."""
    return {
        "car_subsidy": {
            "id": "car", "kind": "purchase", "nev_amount": 20_000, "ice_amount": 15_000, "budget": car, **DATES,
        },
        "appliance_subsidy": {"id": "goods", "rate": 0.2, "cap": 2_000, "budget": goods, **DATES},
        "interest_subsidy": {"id": "loans", **LOANS, "budget": loans, **DATES},
        "voucher": {"id": "meals", "sectors": ["dining"], "face": 90, "threshold": 300, "budget": meals, **DATES},
    }  # fmt: skip


money = st.floats(1e5, 1e9)


@given(budgets=st.tuples(money, money, money, money))
@settings(max_examples=4, deadline=None, derandomize=True)
def test_no_budget_is_ever_overspent_nor_a_tranche_before_it_is_released(without_policy, make, budgets):
    built = make(without_policy.with_levers(**funded(*budgets)), 400)
    books, states, errors = run(built)
    result = to_dataset(built, books, states, errors)
    names = ("car", "goods", "loans", "meals")
    spent = result.fiscal_cost.sum("payer").cumsum("month").sel(lever=list(names))
    released = [
        np.cumsum(sum(row.budget for row in built.rows if row.lever == name))[built.burn_in :][: len(result.month)]
        for name in names
    ]
    assert (spent.values <= np.stack(released, axis=1) + 1e-6).all()
    assert (result.unfunded_claims >= 0).all()
    assert (spent.isel(month=-1).values <= np.array(budgets)).all()


def test_a_large_budget_is_spent_and_no_claim_stays_unpaid(without_policy, make):
    built = make(without_policy.with_levers(**funded(1e12, 1e12, 1e12, 1e12)))
    books, states, errors = run(built)
    result = to_dataset(built, books, states, errors)
    assert (result.fiscal_cost.sum(["month", "payer"]) > 0).all()
    assert float(result.unfunded_claims.sum()) == 0


def test_payers_share_every_programme_as_agreed(without_policy, make):
    built = make(without_policy.with_levers(**funded(1e12, 1e12, 1e12, 1e12)), 600)
    result = to_dataset(built, *run(built))
    by_payer = result.fiscal_cost.sum("month").sel(lever=["car", "goods", "loans", "meals"])
    np.testing.assert_allclose(by_payer.sel(payer="district"), 1.5 * by_payer.sel(payer="city"))
    assert float(by_payer.sel(payer="central").sum()) == 0


def cost(built) -> float:
    """Public money paid in a run, CNY of the city."""
    return float(to_dataset(built, *run(built)).fiscal_cost.sel(lever="loans").sum())


def loans(scenario, **entries):
    return scenario.with_levers(interest_subsidy={"id": "loans", **LOANS, **DATES, **entries})


def test_a_split_into_small_and_large_tickets_never_pays_one_loan_twice(without_policy, make):
    whole = cost(make(loans(without_policy)))
    split = cost(make(loans(without_policy, small_ticket=50_000.0)))
    assert 0 < split <= whole * 1.02


def test_a_smaller_verified_share_costs_less(without_policy, make):
    every = cost(make(loans(without_policy)))
    few = cost(make(loans(without_policy, verified_share=0.1)))
    assert few < 0.5 * every


def test_a_cap_per_transaction_binds(without_policy, make):
    free = cost(make(loans(without_policy)))
    capped = cost(make(loans(without_policy, cap_per_transaction=1.0)))
    assert capped < 0.5 * free


def test_no_borrower_gets_more_interest_aid_from_a_lender_than_the_cap(without_policy, make, columns_of):
    built = make(loans(without_policy, cap=50.0))
    run(built)
    received = columns_of(built.economy.homes)["subsidy_received"]
    assert received.max() == 5_000


def test_plates_sold_never_exceed_the_quota(scenario, make):
    built = make(scenario, 20_000)
    books, _, _ = run(built)
    quota = built.economy.plan.paths["plate_quota"][: len(books)]
    sold = books["units"][:, 0, Sector.PLATE]
    assert sold.sum() > 0
    assert (sold <= quota).all()


def test_plates_sold_and_plates_left_over_are_the_quota(scenario, make):
    built = make(scenario, 20_000)
    books, states, _ = run(built)
    quota = built.economy.plan.paths["plate_quota"][: len(books)]
    np.testing.assert_array_equal(books["units"][:, 0, Sector.PLATE] + states["plates_left"], quota)


@pytest.mark.parametrize("households", [300, 3_000])
def test_the_quota_of_a_sample_adds_up_to_the_citys_plates_whatever_its_size(scenario, make, households):
    built = make(scenario, households)
    plates = built.economy.plan.paths["plate_quota"].sum() * built.scale
    reference = make(scenario, 12_000)
    assert abs(plates - reference.economy.plan.paths["plate_quota"].sum() * reference.scale) <= 2 * built.scale


def test_two_capped_programmes_for_one_purchase_pay_a_household_no_more_than_they_book(without_policy, make):
    capped = {"sectors": ["furniture"], "rate": 0.3, "cap_household": 1_000, "basis": "assumption", **DATES}
    levers = [{**capped, "id": name, "stack": name} for name in ("first", "second")]
    built = make(without_policy.with_levers(home_goods_subsidy=levers), 2_000)
    books, _, _ = run(built)
    received = books["cash"][:, Cash.SUBSIDY].sum(axis=1)
    np.testing.assert_array_equal(received, books["claims"].sum(axis=1))
    assert received.sum() > 0
    assert column(built.economy.homes, "aid_received").max() == 1_000_00


def test_luck_with_vouchers_does_not_depend_on_which_other_programmes_there_are(scenario, make):
    """A programme that is first by id and opens after the run leaves every voucher with its household, to the bit."""
    later = {"id": "aaa", "from": "2030-01", "to": "2030-12", "rate": 0.1, "cap": 100, "stack": "aaa"}
    plain, more = make(scenario), make(scenario.with_levers(appliance_subsidy=later))
    assert next(row.id for row in more.rows) == "aaa"
    assert len(set(more.economy.world["programmes"]["key"][: len(more.rows)])) == len(more.rows)
    (one, *_), (other, *_) = run(plain), run(more)
    assert one["claims"].any()
    for name in ("cash", "credit", "stock", "groups"):
        np.testing.assert_array_equal(one[name], other[name])
