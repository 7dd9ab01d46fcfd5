"""The list of flows: each has one sign on each side, and the signs say what the flow's words say."""

import pytest

from sim.books.flows import CASH_SIGN, TO_BALANCE, TO_DEPOSITS, Cash, Credit


def test_every_flow_has_one_entry_in_every_list_of_signs():
    assert len(CASH_SIGN) == len(Cash)
    assert len(TO_DEPOSITS) == len(TO_BALANCE) == len(Credit)
    assert [*Cash] == list(range(len(Cash)))
    assert [*Credit] == list(range(len(Credit)))


def test_cash_comes_in_or_goes_out_by_a_whole_unit():
    assert set(CASH_SIGN) == {1, -1}


@pytest.mark.parametrize(
    ("flow", "deposits", "balance"),
    [
        (Credit.ORIGINATION, 1, 1),
        (Credit.CHARGE, 1, 1),
        (Credit.ACCRUED, 0, 1),
        (Credit.REPAYMENT, -1, -1),
        (Credit.PREPAYMENT, -1, -1),
        (Credit.REFINANCED, -1, -1),
        (Credit.SETTLED, -1, -1),
        (Credit.INTEREST, -1, 0),
        (Credit.RECOVERY, -1, 0),
        (Credit.CHARGE_OFF, 0, -1),
        (Credit.SOLD, 0, -1),
        (Credit.FORGIVEN, 0, -1),
        (Credit.BROUGHT, 0, 1),
    ],
)
def test_a_credit_flow_moves_deposits_and_balance_as_its_words_say(flow, deposits, balance):
    assert (TO_DEPOSITS[flow], TO_BALANCE[flow]) == (deposits, balance)


CASH_IN = [Cash.WAGES, Cash.UNEMPLOYMENT, Cash.ENDOWMENT, Cash.SUBSIDY, Cash.INTEREST_SUBSIDY, Cash.TRANSFER]


@pytest.mark.parametrize("flow", CASH_IN)
def test_what_households_receive_raises_deposits(flow):
    assert CASH_SIGN[flow] == 1


@pytest.mark.parametrize(
    "flow",
    [
        *(Cash.SPENDING, Cash.TICKETS, Cash.TAX, Cash.PLATES, Cash.RENT, Cash.MORTGAGE, Cash.SAVING, Cash.ESTATE),
        Cash.AWAY,
    ],
)
def test_what_households_pay_lowers_deposits(flow):
    assert CASH_SIGN[flow] == -1
