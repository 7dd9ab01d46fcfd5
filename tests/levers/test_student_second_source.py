import numpy as np
import pytest

from sim.policy.terms import Adjustment
from sim.policy.vocabulary import SEGMENTS


def test_the_line_is_a_limit_on_the_card_of_students(made, horizon):
    lever = made("student_second_source", {"card_line": 3000})
    assert list(lever.adjustments(36)) == [Adjustment("exposure_limit", 3000.0, "card")]
    np.testing.assert_array_equal(lever.reaches(horizon), horizon.groups.segment == SEGMENTS.index("student"))


def test_students_owe_and_buy_less_and_hardly_anybody_else_notices(added):
    pair = added("student_second_source", {"card_line": 1000})
    assert pair.factor("card_line") < 1.0
    assert pair.factor("credit_balance_by_group", segment="student") < 0.995
    assert pair.factor("retail_sales_by_group", segment="student") < 1.0
    assert pair.factor("credit_balance_by_group", segment="mature") == pytest.approx(1, abs=1e-4)
