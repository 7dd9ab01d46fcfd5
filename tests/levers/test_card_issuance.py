from sim.policy.terms import Adjustment


def test_offers_score_and_line_of_first_cards_are_terms_of_the_card(made):
    lever = made("card_issuance", {"offers": 2, "cutoff_shift": -0.5, "line_factor": 1.2})
    assert set(lever.adjustments(36)) == {
        Adjustment("reach", 2.0, "card"),
        Adjustment("cutoff_shift", -0.5, "card"),
        Adjustment("limit_factor", 1.2, "card"),
    }


def test_twice_the_offers_bring_twice_the_cards_and_more_debt_on_them(added):
    pair = added("card_issuance", {"offers": 2})
    assert 1.7 < pair.factor("approvals", product="card") < 2.5
    assert 1.0 < pair.factor("card_line") < 1.05
    assert pair.factor("originations", product="card") > 1.0


def test_a_lower_score_brings_more_cards_from_as_many_applications(added):
    pair = added("card_issuance", {"cutoff_shift": -0.5})
    assert pair.factor("approvals", product="card") > 1.1
    assert 0.97 < pair.factor("applications", product="card") < 1.03


def test_larger_lines_leave_the_number_of_cards(added):
    pair = added("card_issuance", {"line_factor": 1.5})
    assert pair.factor("card_line") > 1.001
    assert pair.factor("approvals", product="card") == 1.0
