import numpy as np
import pytest

from sim.agents.sharing import covered_share
from sim.policy.programmes import Pays

F4 = np.float32
FUND = {"products": ["consumer_loan", "platform_loan"], "loss_share": 0.8}


def cost(run):
    return run["fiscal_cost"].sel(lever="risk_sharing").sum("payer")


def test_it_is_a_programme_that_pays_a_share_of_losses(made, horizon):
    [row] = made("risk_sharing", {**FUND, "cap": 0.01, "lender_types": ["platform"]}).programmes(horizon)
    assert (row.pays, row.amount, row.cap) == (Pays.LOSSES, 0.8, 0.01)
    assert (row.products, row.lender_types) == (("consumer_loan", "platform_loan"), ("platform",))


def test_lines_are_refused(made):
    with pytest.raises(ValueError, match="loan with a rate of its own"):
        made("risk_sharing", {"products": ["card"], "loss_share": 0.5})


def test_a_lender_reckons_with_the_share_until_the_cap_is_reached():
    covered = covered_share.py_func
    assert covered(F4(0.5), F4(np.inf), F4(0.04), F4(0.9)) == 0.5
    assert covered(F4(0.5), F4(0.009), F4(0.04), F4(0.9)) == pytest.approx(0.25)
    assert covered(F4(0.5), F4(0.5), F4(0), F4(0.9)) == 0.5


def test_the_fund_pays_its_share_of_what_lenders_lose(added, parameters):
    """Sold at a price, or charged off with some of it collected later."""
    pair = added("risk_sharing", FUND)
    left = [pair.run[name].sel(product=FUND["products"]).sum() for name in ("charge_off", "sold")]
    lost = float(left[0]) * parameters.loss_unsecured + float(left[1]) * (1 - parameters.sale_price)
    assert float(cost(pair.run).sum()) == pytest.approx(0.8 * lost, rel=1e-6)


def test_rates_and_the_score_asked_for_fall_and_more_is_lent(added):
    pair = added("risk_sharing", FUND)
    assert pair.factor("apr_offered", slice("2026-12", "2026-12"), product="consumer_loan") < 0.97
    assert pair.factor("rationed", product="platform_loan") < 0.5
    assert pair.factor("originations", product="consumer_loan") > 1.03
    assert pair.factor("originations", product="platform_loan") > 1.01
    assert 0.97 < pair.factor("originations", product="auto_loan") < 1.03


def test_more_households_are_over_indebted_and_part_of_the_money_stays_with_lenders(added):
    pair = added("risk_sharing", FUND)
    assert pair.factor("households_over_indebted") > 1.01
    assert pair.factor("lender_profit") > 1.05


def test_neither_the_cap_nor_the_budget_is_ever_overspent(added):
    pair = added("risk_sharing", {**FUND, "cap": 0.005, "budget": 1.2e9})
    paid, covered = cost(pair.run), pair.run["credit_balance"].sel(product=FUND["products"]).sum(["product", "lender"])
    assert (paid.to_numpy()[1:] <= 0.005 / 12 * covered.to_numpy()[:-1] + 1).all()
    assert 0.5 * 1.2e9 < float(paid.sum()) <= 1.2e9


def test_only_the_lenders_who_take_part_are_paid(added):
    none = added("risk_sharing", {"products": ["platform_loan"], "loss_share": 0.8, "lender_types": ["state_bank"]})
    assert float(cost(none.run).sum()) == 0
    np.testing.assert_array_equal(none.run["credit_balance"], none.without["credit_balance"])
