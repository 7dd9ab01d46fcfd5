import numpy as np
import pytest

from sim.agents.household.tickets.batteries import rent_appeal
from sim.books.flows import Cash
from sim.policy.terms import Adjustment
from sim.policy.vocabulary import Sector
from sim.running import run

F4 = np.float32
LEASE = {"share_of_price": 0.25, "offered": 1.0, "months": 84}


def test_it_says_what_is_rented_to_whom_and_for_how_long(made):
    lever = made("battery_lease", {"share_of_price": 0.25, "offered": 0.2, "months": 84})
    assert set(lever.adjustments(36)) == {
        Adjustment("battery_share", 0.25),
        Adjustment("battery_offers", 0.2),
        Adjustment("battery_months", 84.0),
    }


def appeal(saved=50_000.0, liquid=100_000.0, payment=700.0, income=20_000.0):
    return float(rent_appeal(F4(saved), F4(liquid), F4(payment), F4(income), F4(1.2), F4(2)))


def test_who_holds_little_rents_and_who_earns_little_beside_the_rent_does_not():
    assert appeal() == pytest.approx(1.2 * 0.5 - 2 * 0.035, rel=1e-5)
    assert appeal(liquid=50_000) > appeal()
    assert appeal(income=5_000) < appeal()
    assert appeal(liquid=0) == 20, "a wish beyond all doubt is held, so that its odds stay a number"


def length(result):
    """Mean term of new car loans, month."""
    lent, term = (result[name].sel(product="auto_loan") for name in ("originations", "term"))
    return float((lent * term).sum() / lent.sum())


def test_new_energy_cars_win_buyers_from_fuel_cars(added):
    pair = added("battery_lease", LEASE)
    assert 1.03 < pair.factor("tickets_sold", sector="nev") < 1.3
    assert pair.factor("tickets_sold", sector="ice") < 0.98


def test_car_loans_hold_the_batteries_over_a_longer_term_and_retail_does_not(added):
    """The side effect: credit grows while retail sales fall, although more cars are sold."""
    pair = added("battery_lease", LEASE)
    assert pair.factor("originations", product="auto_loan") > 1.05
    without, leased = (length(one) for one in pair)
    assert leased > without + 3
    assert pair.factor("retail_sales") < 1.0


def test_an_invoice_is_that_of_the_car_without_its_battery(without_policy, make):
    """At a share of 0.25 the batteries rented are a third of what is paid for the same cars, at most."""
    built = make(without_policy.with_levers(battery_lease={"from": "2024-06", "to": "2026-12", **LEASE}), 6_000)
    books, _, _ = run(built)
    batteries, cars = (books["cash"][:, flow].sum(axis=0) for flow in (Cash.BATTERIES, Cash.TICKETS))
    assert batteries[Sector.NEV] == batteries.sum() > 0
    assert 0.05 < batteries[Sector.NEV] / cars[Sector.NEV] < 1 / 3


def test_no_offer_or_no_term_is_no_lease(added):
    for none in ({"offered": 0.0}, {"months": 0}, {"share_of_price": 0.0}):
        assert added("battery_lease", LEASE | none).factor("tickets_sold", sector="nev") == 1.0


def test_a_rented_battery_wins_buyers_of_fuel_cars_and_of_no_others(chosen):
    usual, offered = chosen(), chosen(battery_share=0.4, battery_offers=1.0, battery_months=84)
    moved = usual != offered
    assert moved.sum() >= 3
    assert (usual[moved] == Sector.ICE).all()
    assert (offered[moved] == Sector.NEV).all()
