import pytest

from sim.policy.terms import Adjustment

GRADUATES = {"segments": ["graduate"], "products": ["consumer_loan"]}


def test_offers_score_limit_and_rate_of_each_product_are_set(made):
    entries = {"offers": 1.5, "cutoff_shift": -0.3, "limit_factor": 1.2, "points": 1}
    assert set(made("segment_product", {**GRADUATES, **entries}).adjustments(36)) == {
        Adjustment("reach", 1.5, "consumer_loan"),
        Adjustment("cutoff_shift", -0.3, "consumer_loan"),
        Adjustment("limit_factor", 1.2, "consumer_loan"),
        Adjustment("rate_discount", 0.01, "consumer_loan"),
    }


@pytest.mark.parametrize("product", ["card", "bnpl"])
def test_a_line_is_no_loan(made, product):
    with pytest.raises(ValueError, match="loan with a rate of its own"):
        made("segment_product", {"segments": ["young"], "products": [product]})


def test_it_names_whom_it_is_for(made):
    with pytest.raises(ValueError, match="segments"):
        made("segment_product", {"products": ["consumer_loan"]})


def test_the_young_borrow_more_leave_other_loans_and_more_of_them_are_over_indebted(added):
    easier = {"offers": 2, "cutoff_shift": -1.5, "limit_factor": 1.5}
    pair = added("segment_product", {"segments": ["graduate", "young"], "products": ["consumer_loan"], **easier})
    assert pair.factor("credit_balance_by_group", segment="graduate") > 1.05
    assert pair.factor("credit_balance_by_group", segment="young") > 1.03
    assert 0.98 < pair.factor("credit_balance_by_group", segment="family") < 1.02
    assert pair.factor("originations", product="platform_loan") < 1.0
    assert pair.factor("households_over_indebted") > 1.005


def test_a_discount_of_the_lender_brings_applications_and_rations_nobody(added):
    pair = added("segment_product", {"segments": ["senior"], "products": ["platform_loan"], "points": 4})
    assert pair.factor("applications", product="platform_loan") > 1.01
    assert pair.factor("rationed", product="platform_loan") < 1.1
