import pytest

from sim.policy.terms import Adjustment


def test_it_is_a_price_cut_of_the_cars_it_names(made):
    lever = made("manufacturer_discount", {"cars": ["nev"], "rate": 0.05})
    assert list(lever.adjustments(36)) == [Adjustment("price_cut", 0.05, "nev")]


def test_other_goods_are_refused(made):
    with pytest.raises(ValueError, match="kind of new car"):
        made("manufacturer_discount", {"cars": ["digital"], "rate": 0.05})


def test_cheaper_cars_are_bought_earlier_with_smaller_loans_and_used_cars_lose(added):
    pair = added("manufacturer_discount", {"rate": 0.1})
    assert pair.factor("tickets_sold", sector="nev") > 1.02
    assert pair.factor("tickets_sold", sector="ice") > 1.02
    assert pair.factor("tickets_advanced", sector="nev") > 1.1
    assert pair.factor("tickets_sold", sector="used_car") < 1.0


def test_what_a_discount_pulls_forward_is_missing_after_it(added):
    pair = added("manufacturer_discount", {"rate": 0.15, "to": "2025-06"})
    before, after = slice("2025-01", "2025-06"), slice("2025-07", "2026-06")
    assert pair.factor("cars_sold", before) > 1.1
    assert pair.factor("cars_sold", after) < 1.0


def test_the_kind_of_car_with_a_discount_gains_on_the_other(added):
    pair = added("manufacturer_discount", {"cars": ["nev"], "rate": 0.1})
    assert pair.factor("tickets_sold", sector="nev") > 1.02
    assert pair.factor("tickets_sold", sector="ice") < 1.0
