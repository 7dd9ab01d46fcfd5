"""Levers that set rules of credit and of cars: what they write into the terms."""

from sim.policy.programmes import Pays
from sim.policy.terms import Adjustment


def test_a_cap_of_24_percent_is_a_rate_of_024(made):
    lever = made("rate_cap", {"products": ["platform_loan"], "cap": 24})
    assert list(lever.adjustments(36)) == [Adjustment("rate_cap", 0.24, "platform_loan")]


def test_a_floor_of_3_percent_is_a_rate_of_003(made):
    lever = made("rate_floor", {"products": ["consumer_loan"], "floor": 3})
    assert list(lever.adjustments(36)) == [Adjustment("rate_floor", 0.03, "consumer_loan")]


def test_a_cap_or_floor_binds_the_types_of_lenders_it_names(made):
    cap = made("rate_cap", {"products": ["platform_loan"], "lenders": ["platform", "consumer_finance"], "cap": 20})
    assert list(cap.adjustments(36)) == [
        Adjustment("rate_cap", 0.2, "platform_loan", "platform"),
        Adjustment("rate_cap", 0.2, "platform_loan", "consumer_finance"),
    ]
    floor = made("rate_floor", {"products": ["consumer_loan"], "lenders": ["state_bank"], "floor": 3})
    assert list(floor.adjustments(36)) == [Adjustment("rate_floor", 0.03, "consumer_loan", "state_bank")]


def test_car_credit_limits_loans_by_kind_of_car_and_sets_term_and_score_of_all_car_loans(made):
    entries = {"sectors": ["nev", "ice"], "ltv_limit": 0.8, "term_limit": 60, "cutoff_shift": -0.5}
    lever = made("car_credit_easing", entries)
    assert set(lever.adjustments(36)) == {
        Adjustment("ltv_limit", 0.8, "nev"),
        Adjustment("ltv_limit", 0.8, "ice"),
        Adjustment("term_limit", 60.0, "auto_loan"),
        Adjustment("cutoff_shift", -0.5, "auto_loan"),
    }


def test_a_lower_score_for_car_loans_sells_more_cars_on_credit(added):
    pair = added("car_credit_easing", {"cutoff_shift": -0.7})
    assert pair.factor("originations", product="auto_loan") > 1.03
    assert pair.factor("tickets_sold", sector="nev") > 1.0
    assert pair.factor("households_over_indebted") > 1.0


def test_consumer_loan_rules_limit_balance_and_term(made):
    lever = made("consumer_loan_rules", {"products": ["consumer_loan"], "exposure_limit": 300_000, "term_limit": 60})
    assert set(lever.adjustments(36)) == {
        Adjustment("exposure_limit", 300_000.0, "consumer_loan"),
        Adjustment("term_limit", 60.0, "consumer_loan"),
    }


def test_a_plate_is_free_for_those_entitled(made):
    lever = made("nev_plate", {"residents": "other", "share_entitled": 0.6})
    assert list(lever.adjustments(36)) == [Adjustment("plate_free", 0.6)]


def test_tax_relief_is_a_part_of_the_tax_with_a_cap(made, horizon):
    (row,) = made("nev_purchase_tax", {"relief": 0.5, "cap": 15_000}).programmes(horizon)
    assert (row.pays, row.amount, row.cap, row.sectors) == (Pays.TAX_RELIEF, 0.5, 15_000, ("nev",))
