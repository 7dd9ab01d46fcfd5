import numpy as np
import pytest

from sim.calendar import month_index
from sim.policy.terms import Adjustment

FESTIVALS = {"products": ["platform_loan"], "festivals": [6, 11]}


def number(month):
    return month_index(np.datetime64(month, "M"))


def test_it_holds_in_the_months_of_its_festivals_alone(made):
    lever = made("rate_voucher", {**FESTIVALS, "points": 5, "offers": 2})
    assert list(lever.adjustments(number("2025-06"))) == [
        Adjustment("rate_discount", 0.05, "platform_loan"),
        Adjustment("reach", 2.0, "platform_loan"),
    ]
    assert list(lever.adjustments(number("2025-07"))) == []


def test_a_voucher_that_a_third_hold_counts_for_a_third(made):
    lever = made("rate_voucher", {"products": ["consumer_loan"], "points": 3, "held_by": 1 / 3})
    (discount, _) = lever.adjustments(number("2025-07"))
    assert discount.value == pytest.approx(0.01)


def test_more_apply_in_the_festival_at_the_lenders_cost(added):
    pair = added("rate_voucher", {**FESTIVALS, "points": 4})
    june = slice("2025-06", "2025-06")
    assert pair.factor("applications", june, product="platform_loan") > 1.1
    assert pair.factor("lender_profit") < 1.0
    assert pair.factor("applications", slice("2025-01", "2025-05"), product="platform_loan") == 1.0


def test_a_voucher_on_a_loan_moves_borrowing_into_the_festival(added):
    pair = added("rate_voucher", {**FESTIVALS, "offers": 2})
    assert pair.factor("originations", slice("2025-06", "2025-06"), product="platform_loan") > 1.1
    assert pair.factor("originations", slice("2025-07", "2025-10"), product="platform_loan") < 1.0
