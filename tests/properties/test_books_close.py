"""What comes in and what goes out explain every stock, month by month."""

import numpy as np
import pytest

from sim.books.flows import CASH_SIGN, TO_BALANCE, TO_DEPOSITS, Cash, Count, Group
from sim.policy.programmes import Pays
from sim.policy.vocabulary import PRODUCTS
from sim.results import to_dataset
from sim.running import run
from sim.tables import goods_table


@pytest.fixture(scope="module")
def results(small):
    return to_dataset(small.built, small.books, small.states, small.errors)


def test_the_books_close_in_every_month(small):
    assert not small.errors.any()
    assert len(small.errors) == small.built.burn_in + small.built.months


def test_deposits_change_by_what_households_receive_and_pay(small):
    cash = small.books["cash"].sum(axis=2) @ np.array(CASH_SIGN)
    credit = small.books["credit"].sum(axis=(2, 3)) @ np.array(TO_DEPOSITS)
    held = np.array([small.people(month)["deposits"].sum() for month in range(len(small.books))])
    np.testing.assert_array_equal(np.diff(held), (cash + credit)[1:])


def test_balances_of_every_product_and_lender_change_by_the_flows_of_that_product_and_lender(small):
    owed = small.books["stock"].sum(axis=1)
    flows = np.einsum("mfpl,f->mpl", small.books["credit"], np.array(TO_BALANCE))
    np.testing.assert_array_equal(np.diff(owed, axis=0), flows[1:])


def test_the_stocks_in_the_books_are_those_of_the_households(small):
    people = small.people()
    by_product = small.books["stock"][-1].sum(axis=(0, 2))
    np.testing.assert_array_equal(people["balance"].sum(axis=0, dtype=np.int64), by_product)
    assert small.books["groups"][-1, Group.CREDIT].sum() == by_product.sum()
    assert small.books["groups"][-1, Group.DEPOSITS].sum() == people["deposits"].sum() == small.books["deposits"][-1, 0]
    assert small.books["groups"][-1, Group.HOUSEHOLDS].sum() == len(people["household"])


def test_published_flows_add_up_to_the_change_of_published_balances(results):
    into = results.originations + results.accrued
    out = (
        results.repayments
        + results.prepayments
        + results.refinanced
        + results.charge_off
        + results.sold
        + results.settled
    )
    change = results.credit_balance.diff("month")
    explained = (into - out).isel(month=slice(1, None))
    scale = float(results.credit_balance.max())
    np.testing.assert_allclose(change.values, explained.values, atol=1e-9 * scale)
    assert float(np.abs(change).sum()) > 0
    assert change.sizes["product"] == len(PRODUCTS)


def test_buckets_add_up_to_balances_and_groups_to_totals(results):
    by_bucket = results.delinquent_balance.sum("bucket")
    np.testing.assert_allclose(by_bucket.values, results.credit_balance.values, rtol=1e-12)
    by_group = results.credit_balance_by_group.sum(["segment", "quintile"])
    np.testing.assert_allclose(by_group.values, results.credit_balance.sum(["product", "lender"]).values, rtol=1e-12)


def test_every_approval_is_counted_for_the_group_of_who_applied(small, results):
    by_group = small.books["groups"][:, Group.APPROVALS].sum(axis=1)
    np.testing.assert_array_equal(by_group, small.books["counts"][:, Count.APPROVALS].sum(axis=(1, 2)))
    assert (by_group > 0).all()
    cities = results.approvals_by_group.sum(["segment", "quintile"])
    np.testing.assert_allclose(cities, results.approvals.sum(["product", "lender"]), rtol=1e-12)
    assert (results.approvals_by_group.sum(["month", "quintile"]) > 0).all(), "every stage of life is lent to"


def test_ordinary_spending_of_every_class_reaches_the_sectors_to_the_fen(small):
    sector_class = goods_table(small.built.parameters).sector_class
    paid = small.books["classes"].sum(axis=2)
    reached = small.books["cash"][:, Cash.SPENDING]
    for kind in (0, 1):
        np.testing.assert_array_equal(reached[:, sector_class == kind].sum(axis=1), paid[:, kind])
    assert (reached[:, sector_class == 2].sum(axis=1) >= paid[:, 2]).all(), "bills that cannot wait are services too"


def test_credit_used_at_tills_and_for_refinancing_was_granted(results):
    assert (results.approvals <= results.applications + 1e-9).all()
    assert float(results.approvals.sum()) > 0
    assert float(results.refinanced.sum()) > 0


def test_public_money_that_households_receive_is_what_programmes_claim_for_them(small):
    """The rest is claimed for merchants' loans."""
    received = small.books["cash"][:, [Cash.SUBSIDY, Cash.INTEREST_SUBSIDY, Cash.TRANSFER]].sum(axis=(1, 2))
    claims = small.books["claims"][:, : len(small.built.rows)]
    merchants = np.array([row.pays == Pays.MERCHANT_LOANS for row in small.built.rows])
    np.testing.assert_array_equal(received, claims[:, ~merchants].sum(axis=1))
    assert received.sum() > 0
    assert claims[:, merchants].sum() > 0


def test_every_kind_of_public_money_reaches_whom_it_is_meant_for(scenario, make):
    """Households, lenders who lose, merchants who owe: what programmes claim is what the books say of the three."""
    dates = {"from": "2024-02", "to": "2026-12", "basis": "assumption"}
    levers = {
        "transfer": {**dates, "amount": 100},
        "risk_sharing": {**dates, "products": ["consumer_loan", "platform_loan"], "loss_share": 0.5},
    }
    built = make(scenario.with_levers(**levers), 2_000)
    books, _, errors = run(built)
    assert not errors.any()
    of = {row.pays: books["claims"][:, k].sum() for k, row in enumerate(built.rows)}
    assert of[Pays.TRANSFER] == books["cash"][:, Cash.TRANSFER].sum() > 0
    assert of[Pays.LOSSES] == books["covered"].sum() > 0
