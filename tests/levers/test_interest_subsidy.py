import numpy as np
import pytest

from sim.policy.programmes import Pays
from sim.policy.vocabulary import SECTORS

ENACTED = {
    "from": "2025-09-01",
    "products": ["consumer_loan"],
    "points": 1.0,
    "max_share_of_rate": 0.5,
    "cap": 3000,
    "cap_per_transaction": 500,
    "cap_small_ticket": 1000,
    "small_ticket": 50_000,
    "large_ticket_sectors": ["nev", "renovation"],
    "payers": {"central": 0.9, "city": 0.1},
}


def test_percentage_points_become_a_rate_per_year(made, horizon):
    row = next(made("interest_subsidy", {"products": ["consumer_loan"], "points": 1.0}).programmes(horizon))
    assert (row.pays, row.amount) == (Pays.RATE_POINTS, 0.01)


def test_one_row_is_enough_where_tickets_are_not_told_apart(made, horizon):
    (row,) = made("interest_subsidy", {"products": ["card_instalment"], "points": 1.0, "cap": 3000}).programmes(horizon)
    assert row.sectors == SECTORS
    assert (row.cap_household, row.cap) == (3000, np.inf)


def test_small_and_large_tickets_have_their_own_caps_and_sectors(made, horizon):
    small, large = made("interest_subsidy", ENACTED).programmes(horizon)
    assert (small.ceiling, small.cap_household, small.sectors) == (50_000, 1000, SECTORS)
    assert (large.threshold, large.cap_household, large.sectors) == (50_000, 3000, ("nev", "renovation"))
    assert small.cap == large.cap == 500
    assert small.stack == large.stack


def test_government_levels_share_the_cost_as_written(made, horizon):
    assert next(made("interest_subsidy", ENACTED).programmes(horizon)).payers == {"central": 0.9, "city": 0.1}


def test_the_cap_starts_anew_each_january_only_where_it_is_yearly(made, horizon, at):
    entries = {"products": ["consumer_loan"], "points": 1.0, "cap": 3000, "from": "2025-09", "to": "2026-12"}
    once = next(made("interest_subsidy", entries).programmes(horizon))
    yearly = next(made("interest_subsidy", {**entries, "period": "year"}).programmes(horizon))
    assert once.period == (at("2025-09"),)
    assert yearly.period == (at("2025-09"), at("2026-01"))


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_parts_of_a_budget_sum_to_the_whole(made, horizon, share):
    entries = {**ENACTED, "budget": 1e8, "small_ticket_budget": share}
    rows = list(made("interest_subsidy", entries).programmes(horizon))
    assert rows[0].budget.sum() == pytest.approx(share * 1e8)
    assert sum(row.budget.sum() for row in rows) == pytest.approx(1e8)
