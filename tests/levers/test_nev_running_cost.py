import numpy as np
import pytest

from sim.books.flows import Cash
from sim.policy.programmes import Pays
from sim.policy.vocabulary import Car, Sector
from sim.population.synthesis import column
from sim.running import run

AID = {"from": "2024-06", "to": "2026-12", "basis": "assumption"}


def test_it_is_money_by_the_month_for_owners(made, horizon, at):
    (row,) = made("nev_running_cost", {"monthly": 100, "budget": 1e9}).programmes(horizon)
    assert (row.pays, row.amount, row.sectors) == (Pays.RUNNING_COST, 100, ())
    assert row.budget.sum() == pytest.approx(1e9)
    assert row.window[at("2025-06")] == 1
    assert row.window[at("2026-01")] == 0


def test_every_owner_of_a_new_energy_car_receives_it_and_nobody_else(without_policy, make):
    built = make(without_policy.with_levers(nev_running_cost={**AID, "monthly": 100}), 2_000)
    homes, month = built.economy.homes, built.burn_in
    run(built, last=month)
    owners = (column(homes, "car") == Car.NEV).sum()
    books, _, _ = run(built, first=month, last=month + 1)
    paid = books["claims"][month, [row.lever for row in built.rows].index("nev_running_cost")]
    assert owners > 20
    assert abs(paid / 10_000 - owners) < 0.05 * owners, "but for those who come and go in the month"
    assert paid % 10_000 == 0
    assert books["cash"][month, Cash.SUBSIDY].sum() == books["claims"][month].sum()


def test_two_programmes_of_one_stack_pay_the_better_one_and_of_two_stacks_both(without_policy, make):
    def paid(*stacks):
        levers = [{**AID, "id": f"aid_{k}", "stack": stack, "monthly": 100 * (k + 1)} for k, stack in enumerate(stacks)]
        built = make(without_policy.with_levers(nev_running_cost=levers), 1_000)
        books, _, _ = run(built, last=1)
        return sum(books["claims"][0, k] for k, row in enumerate(built.rows) if row.lever.startswith("aid_"))

    assert paid("one") > 0
    assert paid("one", "one") == 2 * paid("one")
    assert paid("one", "other") == 3 * paid("one")


def test_new_energy_cars_win_buyers_and_owners_spend(added):
    pair = added("nev_running_cost", {"monthly": 1_000})
    assert 1.005 < pair.factor("tickets_sold", sector="nev") < 1.2
    assert pair.factor("tickets_sold", sector="ice") < 1.0
    assert pair.factor("resident_spending") > 1.0


def test_nearly_all_of_it_goes_to_those_who_own_such_a_car_anyhow(added):
    """The side effect: what an additional car costs is many times its price."""
    pair = added("nev_running_cost", {"monthly": 1_000})
    more = [float(one["tickets_sold"].sel(sector="nev").sum()) for one in pair]
    cost = float(pair.run["fiscal_cost"].sel(lever="nev_running_cost").sum())
    assert cost / (more[1] - more[0]) > 300_000


def test_a_budget_is_never_overspent(added):
    pair = added("nev_running_cost", {"monthly": 1_000, "budget": 1e9})
    assert 0.9e9 < float(pair.run["fiscal_cost"].sel(lever="nev_running_cost").sum()) <= 1e9


def test_who_cannot_expect_aid_for_long_counts_little_of_it(without_policy, make):
    """What a buyer may expect is the monthly aid times the months left, no more than it keeps the car."""

    def expected(last):
        built = make(without_policy.with_levers(nev_running_cost={**AID, "to": last, "monthly": 100}), 300)
        run(built, last=built.burn_in + 1)
        return float(built.economy.world["offers"]["running_aid"][0])

    assert expected("2025-01") == pytest.approx(100)
    assert expected("2025-03") == pytest.approx(300)
    np.testing.assert_allclose(expected("2025-06"), 600, rtol=1e-5)


def test_aid_that_may_be_expected_wins_buyers_of_fuel_cars(chosen):
    usual, aided = chosen(), chosen(running_aid=20_000.0)
    moved = usual != aided
    assert moved.sum() >= 3
    assert (usual[moved] == Sector.ICE).all()
    assert (aided[moved] == Sector.NEV).all()
