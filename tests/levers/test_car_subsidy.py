import pytest
from pydantic import ValidationError

from sim.policy.programmes import Pays, Requires


def test_an_amount_and_a_rate_with_a_cap_can_stand_side_by_side(made, horizon):
    entries = {"kind": "replacement", "nev_amount": 15_000, "ice_rate": 0.06, "ice_cap": 13_000}
    nev, ice = made("car_subsidy", entries).programmes(horizon)
    assert (nev.pays, nev.amount, nev.sectors) == (Pays.FIXED_AMOUNT, 15_000, ("nev",))
    assert (ice.pays, ice.amount, ice.cap, ice.sectors) == (Pays.PRICE_SHARE, 0.06, 13_000, ("ice",))


@pytest.mark.parametrize(
    ("kind", "requires"),
    [("replacement", Requires.OWN_CAR), ("scrappage", Requires.OLD_CAR), ("purchase", Requires.NOTHING)],
)
def test_the_buyer_gives_up_what_the_rule_asks_for(made, horizon, kind, requires):
    (row,) = made("car_subsidy", {"kind": kind, "nev_amount": 1000}).programmes(horizon)
    assert row.requires == requires


def test_cheap_cars_are_left_out_below_the_least_price(made, horizon):
    entries = {"kind": "purchase", "nev_amount": 1000, "min_price": 100_000}
    assert next(made("car_subsidy", entries).programmes(horizon)).threshold == 100_000


def test_an_amount_beside_a_rate_for_the_same_car_is_refused(made):
    with pytest.raises(ValidationError, match="beside an amount"):
        made("car_subsidy", {"kind": "replacement", "ice_amount": 1, "ice_rate": 0.1})


def test_one_kind_of_car_gets_the_whole_budget(made, horizon):
    entries = {"kind": "replacement", "ice_amount": 1000, "budget": 1e6, "nev_budget": 0.9}
    (row,) = made("car_subsidy", entries).programmes(horizon)
    assert row.budget.sum() == pytest.approx(1e6)
