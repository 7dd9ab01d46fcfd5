import numpy as np
import pytest

from sim.agents.government import auction_price
from sim.agents.plate_loans import loan_needed
from sim.books.flows import Credit
from sim.policy.terms import Adjustment
from sim.policy.vocabulary import Product, Sector
from sim.population.synthesis import column
from sim.running import run

F4 = np.float32
DATES = {"from": "2024-06", "to": "2026-06"}
LEVERS = {
    "plate_loan": {"share_of_price": 1.0},
    "nev_plate": {"share_entitled": 1.0},
    "car_subsidy": {"kind": "replacement", "nev_amount": 20_000, "ice_amount": 20_000},
    "car_credit_easing": {"cutoff_shift": -1.0},
}


@pytest.fixture(scope="module")
def outcome(scenario, make):
    """Books, states, quota and households of a run with some levers added: outcome(levers)."""

    def live(levers):
        built = make(scenario.with_levers(**levers), 20_000)
        books, states, _ = run(built)
        quota = built.economy.plan.paths["plate_quota"][: len(books)]
        return books, states, quota, built.economy.homes

    return live


def on_credit():
    return {"plate_loan": {**DATES, "share_of_price": 1.0}}


def test_it_is_the_part_of_the_price_that_is_lent(made):
    assert list(made("plate_loan", {"share_of_price": 0.6}).adjustments(36)) == [Adjustment("plate_credit", 0.6)]


@pytest.mark.parametrize(
    ("spendable", "share", "asked"), [(95_000, 1, 0), (60_000, 0.5, 33_000), (10_000, 0.5, 0), (91_000, 0.5, 5_000)]
)
def test_a_bidder_asks_for_what_is_missing_within_what_is_lent(spendable, share, asked):
    assert loan_needed(F4(92_400), F4(spendable), F4(share), F4(5_000)) == asked


def test_the_price_rises_with_bidders_on_credit_and_not_without():
    assert auction_price(F4(92_400), 200, 0, F4(0.05)) == F4(92_400)
    assert auction_price(F4(92_400), 200, 100, F4(0.05)) == pytest.approx(92_400 * 2**0.05, rel=1e-5)
    assert auction_price(F4(92_400), 200, 100, F4(0)) == F4(92_400), "a warning price that binds leaves no room"


@pytest.mark.parametrize("key", LEVERS)
def test_under_any_lever_plates_sold_and_plates_left_are_the_quota(key, outcome):
    books, states, quota, _ = outcome({key: {**DATES, **LEVERS[key]}})
    sold = books["units"][:, 0, Sector.PLATE]
    assert sold.sum() > 0
    np.testing.assert_array_equal(sold + states["plates_left"], quota)


def test_more_bid_at_a_higher_price_for_as_many_plates(outcome):
    (books, states, _, _), (before, usual, _, _) = outcome(on_credit()), outcome({})
    everybody, lent = books["lottery"].sum(axis=2).sum(axis=0)
    assert 0 < lent < everybody
    assert 1.1 < everybody / before["lottery"].sum() < 2.5
    assert 1.0 < states["plate_price"].mean() / usual["plate_price"].mean() < 1.1
    sold = [one["units"][:, 0, Sector.PLATE].sum() for one in (books, before)]
    left = [one["plates_left"].sum() for one in (states, usual)]
    assert sold[0] + left[0] == sold[1] + left[1]
    assert abs(sold[0] - sold[1]) <= 0.02 * sold[1], "but for draws that lie too close together to be told apart"


def test_those_who_hold_the_cash_win_less_often(outcome):
    """Luck of a household is the same in both runs: who loses only because others bid on credit is counted here."""
    (books, *_, homes), (before, *_, usual) = outcome(on_credit()), outcome({})
    with_plate = [dict(zip(column(h, "household"), column(h, "plate"), strict=True)) for h in (homes, usual)]
    lost = sum(with_plate[1][k] > with_plate[0][k] for k in with_plate[0])
    assert lost > 5
    winners = books["credit"][:, Credit.ORIGINATION, Product.AUTO_LOAN].sum()
    assert winners != before["credit"][:, Credit.ORIGINATION, Product.AUTO_LOAN].sum()


def test_no_promise_outlives_its_auction(outcome):
    *_, homes = outcome({"plate_loan": {"from": "2024-06", "to": "2025-12", "share_of_price": 1.0}})
    assert column(homes, "bidding").max() == 1
    *_, homes = outcome(on_credit())
    assert column(homes, "bidding").max() > 1, "thousands of CNY, and one"
