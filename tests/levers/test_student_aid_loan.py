import numpy as np

from sim.policy.terms import Adjustment
from sim.policy.vocabulary import SEGMENTS


def test_limit_and_applicants_are_terms_of_the_education_loan(made):
    lever = made("student_aid_loan", {"limit_factor": 1.25, "applicants": 1.1})
    assert set(lever.adjustments(36)) == {
        Adjustment("limit_factor", 1.25, "education_loan"),
        Adjustment("reach", 1.1, "education_loan"),
    }


def test_it_is_for_students_where_nothing_else_is_said(made, horizon):
    reached = made("student_aid_loan", {"limit_factor": 1.25}).reaches(horizon)
    np.testing.assert_array_equal(reached, horizon.groups.segment == SEGMENTS.index("student"))


def test_students_borrow_more_and_graduates_as_before(added):
    pair = added("student_aid_loan", {"limit_factor": 2, "applicants": 2})
    assert pair.factor("credit_balance_by_group", segment="student") > 1.1
    assert 0.99 < pair.factor("credit_balance_by_group", segment="graduate") < 1.05
    assert pair.factor("service_sales") > 1.0
