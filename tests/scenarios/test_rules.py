"""Which levers may stand together."""

import pytest

from sim.levers import LEVERS
from sim.scenarios.rules import first_clash

DATES = {"basis": "assumption", "from": "2025-01", "to": "2025-12"}
VOUCHER = {"sectors": ["appliances"], "face": 100, "threshold": 1000, "quota": 1000}


def pair(voucher=(), subsidy=()):
    return [
        LEVERS["voucher"].model_validate({**DATES, **VOUCHER, **dict(voucher)}),
        LEVERS["appliance_subsidy"].model_validate({**DATES, "rate": 0.15, **dict(subsidy)}),
    ]


def test_two_tools_that_pay_for_one_purchase_need_stacks():
    assert "pay for appliances at the same time" in first_clash(pair()).what


@pytest.mark.parametrize(
    ("voucher", "subsidy"),
    [
        ({"stack": "home"}, {"stack": "home"}),
        ({"stack": "one"}, {"stack": "two"}),
        ({"to": "2025-06-15"}, {"from": "2025-06-16"}),
        ({"segments": ["student"]}, {"segments": ["senior"]}),
        ({"sectors": ["dining"]}, {}),
    ],
    ids=["shared stack", "two stacks", "one after the other", "other households", "other sectors"],
)
def test_they_stand_together_when_it_is_clear_how_they_add(voucher, subsidy):
    assert first_clash(pair(voucher, subsidy)) is None


@pytest.mark.parametrize(
    ("voucher", "subsidy"), [({"stack": "one"}, {}), ({"to": "2025-06-15"}, {"from": "2025-06-15"})]
)
def test_one_stack_alone_or_one_day_in_common_is_a_clash(voucher, subsidy):
    assert first_clash(pair(voucher, subsidy)) is not None


def test_an_interest_subsidy_and_a_price_subsidy_are_of_different_kinds():
    loans = {**DATES, "products": ["consumer_loan"], "points": 1.0}
    assert first_clash([*pair()[1:], LEVERS["interest_subsidy"].model_validate(loans)]) is None


def test_two_entries_of_one_tool_are_alternatives_without_saying_so():
    one, other = pair()[0], pair({"id": "second"})[0]
    assert first_clash([one, other]) is None
