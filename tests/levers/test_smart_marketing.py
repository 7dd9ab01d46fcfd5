from sim.policy.terms import Adjustment


def test_it_is_the_reach_of_each_product(made):
    lever = made("smart_marketing", {"products": ["consumer_loan", "bnpl"], "offers": 1.5})
    assert list(lever.adjustments(36)) == [
        Adjustment("reach", 1.5, "consumer_loan"),
        Adjustment("reach", 1.5, "bnpl"),
    ]


def test_more_offers_bring_more_loans_less_of_others_and_more_over_indebted(added):
    pair = added("smart_marketing", {"products": ["consumer_loan", "platform_loan"], "offers": 1.5})
    assert 1.03 < pair.factor("originations", product="consumer_loan") < 1.4
    assert 1.03 < pair.factor("originations", product="platform_loan") < 1.4
    assert pair.factor("originations", product="card_instalment") < 1.0
    assert pair.factor("households_over_indebted") > 1.01
