from sim.policy.terms import Adjustment


def test_the_limit_is_the_guard(made):
    lever = made("debt_service_guard", {"limit": 0.45})
    assert list(lever.adjustments(36)) == [Adjustment("debt_service_guard", 0.45)]


def test_the_most_indebted_borrow_less_and_fewer_cars_are_sold(added):
    pair = added("debt_service_guard", {"limit": 0.45})
    assert pair.factor("households_over_indebted") < 0.9
    assert pair.factor("originations", product="consumer_loan") < 0.95
    assert pair.factor("tickets_sold", sector="nev") < 1.0


def test_who_is_refused_asks_again_elsewhere(added):
    assert added("debt_service_guard", {"limit": 0.45}).factor("applications", product="platform_loan") > 1.0


def test_a_limit_above_what_lenders_allow_changes_nothing(added):
    pair = added("debt_service_guard", {"limit": 1.5})
    assert pair.factor("originations") == 1.0
