import pytest

from sim.books.flows import Credit
from sim.levers import LEVERS
from sim.policy.terms import Adjustment
from sim.policy.vocabulary import Product
from sim.running import run

LOAN = {"term": 84, "limit_factor": 2.0, "points": 1.0}


def owed(result):
    """Bank consumer loans at the end."""
    return float(result["credit_balance"].sel(product="consumer_loan").isel(month=-1).sum())


def length(result):
    """Mean term of new bank consumer loans, month."""
    lent, term = (result[name].sel(product="consumer_loan") for name in ("originations", "term"))
    return float((lent * term).sum() / lent.sum())


def test_it_is_term_limit_and_rate_of_bank_loans_by_what_is_bought(made):
    lever = made("home_loan", {"sectors": ["furniture"], "term": 60, "limit_factor": 1.5, "points": 0.5})
    assert set(lever.adjustments(36)) == {
        Adjustment("ticket_term", 60.0, "furniture"),
        Adjustment("ticket_limit", 1.5, "furniture"),
        Adjustment("ticket_discount", 0.005, "furniture"),
    }


def test_it_is_no_relabelled_loan_at_the_till():
    def written(key):
        entry = {name: value for name, value in LEVERS[key].example.items() if name != "lever"}
        return {adjustment.term for adjustment in LEVERS[key].model_validate(entry).adjustments(36)}

    assert not written("home_loan") & written("embedded_loan")


def test_other_goods_are_refused(made):
    with pytest.raises(ValueError, match="home good"):
        made("home_loan", {"sectors": ["nev"], "term": 60})


def test_more_is_borrowed_for_longer_and_a_little_more_is_bought(added):
    pair = added("home_loan", LOAN)
    assert 1.0 < pair.factor("originations", product="consumer_loan") < 1.05
    assert length(pair.run) > length(pair.without) + 0.1
    assert 1.0 < pair.factor("tickets_sold", sector="renovation") < 1.05


def test_debt_grows_more_than_what_is_lent_because_it_is_repaid_more_slowly(added):
    """The side effect: a longer term raises balances without more sales."""
    pair = added("home_loan", {"term": 84})
    lent = pair.factor("originations", product="consumer_loan")
    assert owed(pair.run) / owed(pair.without) > lent
    assert owed(pair.run) / owed(pair.without) - 1 > 5 * (pair.factor("retail_sales") - 1)


def test_the_rule_on_the_longest_term_holds_for_it_too(without_policy, make):
    dates = {"from": "2024-06", "to": "2026-12"}
    rule = {"id": "rule", "products": ["consumer_loan"], "exposure_limit": 500_000, "term_limit": 24, **dates}
    built = make(without_policy.with_levers(home_loan={"term": 120, **dates}, consumer_loan_rules=rule), 4_000)
    books, _, _ = run(built)
    lent = books["credit"][:, Credit.ORIGINATION, Product.CONSUMER_LOAN].sum() / 100
    assert 0 < books["weights"][:, Product.CONSUMER_LOAN, 1].sum() <= 24 * lent * 1.001
