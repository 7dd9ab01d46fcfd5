import pytest

from sim.policy.terms import Adjustment


def test_offers_limit_and_rate_are_terms_of_the_education_loan(made):
    lever = made("education_loan", {"offers": 2, "limit_factor": 1.2, "points": 0.5})
    assert set(lever.adjustments(36)) == {
        Adjustment("reach", 2.0, "education_loan"),
        Adjustment("limit_factor", 1.2, "education_loan"),
        Adjustment("rate_discount", 0.005, "education_loan"),
    }


def test_more_offers_bring_more_loans_that_are_spent_on_education_and_owed_for_years(added):
    pair = added("education_loan", {"offers": 3})
    assert pair.factor("originations", product="education_loan") > 1.5
    assert pair.factor("credit_balance", slice("2026-12", "2026-12"), product="education_loan") > 1.2
    assert pair.factor("service_sales") > 1.0
    assert pair.factor("credit_balance_by_group", slice("2026-12", "2026-12"), segment="student") > 1.1


def test_a_larger_part_of_the_course_is_lent(added):
    pair = added("education_loan", {"limit_factor": 2})
    assert pair.factor("originations", product="education_loan") > 1.05
    assert 0.9 < pair.factor("applications", product="education_loan") < 1.1


def test_a_discount_of_the_lender_lowers_interest_and_rations_nobody(added):
    pair = added("education_loan", {"points": 2})
    assert pair.factor("rationed", product="education_loan") == pytest.approx(1, abs=0.1)
    assert pair.factor("interest", product="education_loan") < 0.95
