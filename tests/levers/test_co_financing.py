import numpy as np
import pytest

from sim.agents.sharing import shared_part
from sim.policy.terms import Adjustment

JOINT = {"products": ["platform_loan"], "joint_share": 0.7}


def by_type(run, name, *types):
    return float(run[name][:, np.isin(run["lender_type"], types)].sum())


def test_the_banks_part_is_set_by_product_and_type_of_lender(made):
    lever = made("co_financing", {**JOINT, "lender_types": ["platform"]})
    assert list(lever.adjustments(36)) == [Adjustment("co_funded", 0.7, "platform_loan", "platform")]


def test_a_lender_keeps_three_tenths_of_its_loans(made):
    with pytest.raises(ValueError, match=r"0 to 0\.7"):
        made("co_financing", {**JOINT, "joint_share": 0.8})


def test_a_book_is_shared_loan_by_loan():
    assert shared_part.py_func(0.0, 0.6, 10.0, 100.0) == pytest.approx(0.06)
    assert shared_part.py_func(0.6, 0.0, 50.0, 100.0) == pytest.approx(0.3)
    assert shared_part.py_func(0.2, 0.6, 0.0, 0.0) == 0.2


def test_platforms_lend_more_with_the_banks_money(added_to_many):
    pair = added_to_many("co_financing", JOINT)
    assert pair.factor("originations", product="platform_loan") > 1.003
    assert pair.factor("rationed", product="platform_loan") < 0.98


def test_earnings_and_losses_move_to_the_banks_and_nothing_is_lost_on_the_way(added):
    pair = added("co_financing", JOINT)
    originators, banks = ("consumer_finance", "platform"), ("state_bank", "joint_stock_bank")
    lost = by_type(pair.run, "lender_profit", *originators) - by_type(pair.without, "lender_profit", *originators)
    gained = by_type(pair.run, "lender_profit", *banks) - by_type(pair.without, "lender_profit", *banks)
    assert lost < 0 < gained
    assert 1.0 < gained / -lost < 2.0, "banks earn what the others leave, with cheaper funds"
    assert by_type(pair.run, "lender_capital", *originators) < by_type(pair.without, "lender_capital", *originators)


def test_what_platforms_lend_more_weighs_on_more_households(added):
    assert added("co_financing", JOINT).factor("households_over_indebted") > 1.0
