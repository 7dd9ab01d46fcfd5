import numpy as np
import pytest

from sim.policy.programmes import Pays
from sim.policy.vocabulary import SEGMENTS
from sim.running import simulate
from sim.scenarios import load_scenario

ONCE, AMOUNT, EVERYBODY = {"from": "2025-03", "to": "2025-03"}, 2_000, 10_000
QUARTER, YEAR = slice("2025-03", "2025-05"), slice("2025-03", "2026-02")


def cost(run):
    return float(run["fiscal_cost"].sel(lever="transfer").sum())


def test_it_pays_the_amount_in_the_months_of_its_window(made, horizon, at):
    [row] = made("transfer", {**ONCE, "amount": AMOUNT}).programmes(horizon)
    assert (row.pays, row.amount) == (Pays.TRANSFER, AMOUNT)
    assert list(np.flatnonzero(row.window)) == [at("2025-03")]


def test_every_household_of_the_groups_meant_gets_the_amount_once_and_no_other(added):
    pair = added("transfer", {**ONCE, "amount": AMOUNT, "segments": ["senior"]})
    meant = pair.run["households"].sel(month="2025-03", segment="senior").sum()
    assert cost(pair.run) == pytest.approx(float(meant) * AMOUNT, rel=1e-9)
    income = (pair.run["income"] - pair.without["income"]).sel(month="2025-03").sum(["month", "quintile"])
    assert float(income.sel(segment="senior")) == pytest.approx(cost(pair.run), rel=1e-4)
    assert float(abs(income.sel(segment=[s for s in SEGMENTS if s != "senior"])).sum()) == 0


def test_a_budget_that_does_not_reach_gives_everybody_less_and_leaves_nothing_unpaid(added):
    pair = added("transfer", {**ONCE, "amount": AMOUNT, "budget": 5e8})
    assert 0.999 * 5e8 < cost(pair.run) <= 5e8
    assert float(pair.run["unfunded_claims"].sel(lever="transfer").sum()) == 0


def test_of_two_transfers_of_one_stack_the_larger_is_paid_and_of_two_stacks_both(added):
    first, second = {**ONCE, "id": "a", "amount": 500}, {**ONCE, "id": "b", "amount": 800}
    scenario = load_scenario("shanghai/actual").with_months("2025-03", "2025-03")

    def paid(*levers):
        run = simulate(scenario.with_levers(transfer=list(levers)), households=400, burn_in=1)
        return [float(run["fiscal_cost"].sel(lever=lever["id"]).sum() / run["households"].sum()) for lever in levers]

    assert paid(first, second) == pytest.approx([0, 800])
    assert paid(first, {**second, "stack": "other"}) == pytest.approx([500, 800])


def test_nothing_changes_before_it_is_announced(added):
    pair = added("transfer", {**ONCE, "announced": "2025-02-10", "amount": AMOUNT})
    for name in ("resident_spending", "credit_balance"):
        np.testing.assert_array_equal(pair.run[name].sel(month="2025-01"), pair.without[name].sel(month="2025-01"))


def test_what_is_announced_is_spent_in_part_before_it_arrives_and_never_by_more_than_it_brings(added):
    pair = added("transfer", {**ONCE, "announced": "2025-01-01", "amount": AMOUNT})
    extra = (pair.run["resident_spending"] - pair.without["resident_spending"]).sel(month=slice("2025-01", "2025-02"))
    assert float(extra.sel(month="2025-02").sum()) > 0
    assert 0.005 * cost(pair.run) < float(extra.sum()) < 0.2 * cost(pair.run)


@pytest.fixture(scope="module")
def panels():
    """The same households with and without the money."""
    scenario = load_scenario("shanghai/actual").with_months("2025-01", "2026-02")
    entry = {**ONCE, "amount": AMOUNT}
    made = [scenario, scenario.with_levers(transfer=entry)]
    return [simulate(one, households=EVERYBODY, burn_in=6, threads=1, panel=EVERYBODY) for one in made]


def test_those_without_cash_spend_a_share_within_the_published_range_and_more_than_the_others(panels):
    """Prior hh.mpc.quarterly_mean: 0.12 to 0.30 within three months. Both groups lie at its two ends or below."""
    without, run = panels
    extra = (run["panel_spending"] + run["panel_tickets"] - without["panel_spending"] - without["panel_tickets"]).sel(
        month=QUARTER
    )
    before = without.sel(month="2025-02").isel(month=0)
    short = (before["panel_deposits"] < 0.5 * before["panel_income"]).to_numpy()
    share = [float(extra[:, rows].sum()) / AMOUNT / rows.sum() for rows in (short, ~short)]
    assert 0.12 <= share[0] <= 0.30
    assert 0 < share[1] < 0.7 * share[0]


def test_most_of_it_is_saved_or_repays_debt_which_the_public_pays_for_all_the_same(added_to_many):
    pair = added_to_many("transfer", {**ONCE, "amount": AMOUNT})
    spent = float((pair.run["resident_spending"] - pair.without["resident_spending"]).sel(month=YEAR).sum())
    assert 0.1 < spent / cost(pair.run) < 0.6
    assert pair.factor("prepayments") > 1.005
    end = slice("2026-01", "2026-01")
    assert pair.factor("credit_balance", end) < 1.0
    assert pair.factor("deposits", end) > 1.001
