"""A subsidy that only refinances: where offers of bank loans reach nobody, aid on their rate moves debts that are there
and buys nothing new. 12 pairs of 10,000 households over two years; tolerances are parts of the aided loans."""

import pytest

from experiments import compare
from sim import load_scenario

YEARS = {"from": "2024-01", "to": "2025-12"}
SETTINGS = {"households": 10_000, "seeds": 12, "last": "2025-12", "at": "2025-12", "burn_in": 6}


@pytest.fixture(scope="module")
def effects():
    """Effects of the same aid by how it can be used: for refinancing `only`, or for `any` loan."""
    free = load_scenario("shanghai/no_policy").with_months("2024-01", "2025-12")
    unseen = free.with_levers(marketing_cap={**YEARS, "products": ["consumer_loan"], "limit": 0.0})
    aid = {**YEARS, "products": ["consumer_loan"], "points": 3.0}
    bases = {"only": unseen, "any": free}
    return {
        name: compare(base, [base.with_levers(interest_subsidy=aid)], **SETTINGS).isel(response=0)
        for name, base in bases.items()
    }


def found(effects, case, name):
    """Effect of the aid with the ends of its interval."""
    one = effects[case].isel(scenario=1).sel(measure=name)
    return float(one["low"]), float(one["effect"]), float(one["high"])


def aided(effects, case):
    return found(effects, case, "aided_loans_to_date")[1]


def test_every_aided_loan_repays_another_and_more_is_refinanced(effects):
    runs = effects["only"]["value"].isel(scenario=1)
    loans, refinanced = (runs.sel(measure=name) for name in ("aided_loans_to_date", "refinanced_to_date"))
    assert (loans > 0).all()
    assert (loans <= refinanced).all()
    assert found(effects, "only", "refinanced_to_date")[0] > 0


@pytest.mark.parametrize("name", ["retail_total", "service_total", "credit", "spending/source/net_borrowing"])
def test_a_subsidy_that_only_refinances_buys_nothing_new(effects, name):
    """The interval holds 0 and lies within 2 % of the aided loans."""
    low, _, high = found(effects, "only", name)
    assert low < 0 < high
    assert max(-low, high) < 0.02 * aided(effects, "only")


def test_what_it_gives_households_is_the_aid_and_no_loan(effects):
    """The income that cheaper debt leaves is at most spent: sales rise by less than what government pays."""
    cost = found(effects, "only", "fiscal_cost_total")
    assert cost[0] > 0
    assert found(effects, "only", "retail_total")[2] + found(effects, "only", "service_total")[2] < cost[0]


def test_the_same_aid_on_loans_that_are_offered_buys_and_lends_more(effects):
    """So the zero above is no blindness: with offers, the same measures move under the same luck."""
    for name in ("retail_total", "service_total", "spending/source/net_borrowing"):
        assert found(effects, "any", name)[0] > 0
