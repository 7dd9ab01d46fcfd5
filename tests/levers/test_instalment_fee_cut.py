from sim.policy.terms import Adjustment


def test_five_points_are_a_discount_of_005_on_instalments(made):
    lever = made("instalment_fee_cut", {"points": 5})
    assert list(lever.adjustments(36)) == [Adjustment("rate_discount", 0.05, "card_instalment")]


def test_cheaper_instalments_bring_more_of_them_out_of_other_loans_at_the_lenders_cost(added):
    pair = added("instalment_fee_cut", {"points": 5})
    assert 1.03 < pair.factor("originations", product="card_instalment") < 1.3
    assert pair.factor("originations", product="platform_loan") < 1.0
    assert pair.factor("interest", product="card_instalment") < 0.95
    assert pair.factor("lender_profit") < 1.0
