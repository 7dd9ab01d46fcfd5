from sim.policy.terms import Adjustment


def test_coverage_is_the_reach_of_pay_later(made):
    lever = made("checkout_credit", {"coverage": 1.3})
    assert list(lever.adjustments(36)) == [Adjustment("reach", 1.3, "bnpl")]


def test_more_users_buy_more_on_pay_later_and_more_of_them_fall_behind(added):
    pair = added("checkout_credit", {"coverage": 1.3})
    assert 1.2 < pair.factor("originations", product="bnpl") < 1.4
    assert pair.factor("defaults", product="bnpl") > 1.1
    assert 0.99 < pair.factor("retail_sales") < 1.01
