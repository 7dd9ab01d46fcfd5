import pytest

from sim.policy.terms import Adjustment


def test_it_is_a_price_cut_of_the_cars_it_names(made):
    lever = made("manufacturer_discount", {"cars": ["nev"], "rate": 0.05})
    assert list(lever.adjustments(36)) == [Adjustment("price_cut", 0.05, "nev")]


def test_other_goods_are_refused(made):
    with pytest.raises(ValueError, match="kind of new car"):
        made("manufacturer_discount", {"cars": ["digital"], "rate": 0.05})


def test_cheaper_cars_sell_more_with_smaller_loans_and_used_cars_lose(added):
    pair = added("manufacturer_discount", {"rate": 0.1})
    assert 1.02 < pair.factor("tickets_sold", sector="nev") < 1.2
    assert 1.02 < pair.factor("tickets_sold", sector="ice") < 1.2
    assert pair.factor("tickets_sold", sector="used_car") < 1.0
    assert pair.factor("originations", product="auto_loan") < 1.0
