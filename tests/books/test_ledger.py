"""The ledger: one call moves both legs, and a month in which any leg is missing does not close."""

from dataclasses import dataclass

import numpy as np
import pytest

from sim.agents.household.columns import block_dtype
from sim.agents.household.record import recount
from sim.books.flows import CASH_SIGN, TO_BALANCE, TO_DEPOSITS, Cash, Credit
from sim.books.ledger import (
    MOST_LENDERS,
    accrue,
    claim_of,
    close_account,
    cover,
    give,
    lend,
    move_in,
    pay,
    pay_classes,
    pay_interest,
    receive,
    recover,
    repay,
    write_down,
)
from sim.books.tallies import add, clear, ledger_error, new_book, numbers_of
from sim.policy.vocabulary import PRODUCTS, Product
from sim.tables import market_share

ROW, SECTOR, LENDER, PRODUCT = 2, 7, 1, Product.CONSUMER_LOAN
AMOUNT, OWED, HELD = 12_345, 600_000, 1_000_000
FLOWS = [pytest.param(flow, id=f"{type(flow).__name__.lower()} {flow.name.lower()}") for flow in (*Cash, *Credit)]


@dataclass
class Ledger:
    """Households, last month's book and this month's."""

    home: np.record
    before: np.record
    book: np.record

    def move(self, flow: Cash | Credit) -> int:
        """Let money move by one call of the ledger; returns how much."""
        home, book, i = self.home, self.book, ROW
        if isinstance(flow, Cash):
            if flow == Cash.ENDOWMENT:
                home.deposits[0] += AMOUNT
                move_in(book, home, 0, AMOUNT)
            elif CASH_SIGN[flow] > 0:
                receive(book, flow, home, i, AMOUNT)
            else:
                pay(book, flow, SECTOR, home, i, AMOUNT)
        elif flow in {Credit.ORIGINATION, Credit.CHARGE}:
            lend(book, flow, home, PRODUCT, i, LENDER, AMOUNT)
        elif flow in {Credit.REPAYMENT, Credit.PREPAYMENT, Credit.REFINANCED, Credit.SETTLED}:
            repay(book, flow, home, PRODUCT, i, AMOUNT)
        elif flow in {Credit.CHARGE_OFF, Credit.SOLD, Credit.FORGIVEN, Credit.TAKEN}:
            return int(write_down(book, flow, home, PRODUCT, i))
        elif flow == Credit.INTEREST:
            pay_interest(book, home, PRODUCT, i, AMOUNT)
        elif flow == Credit.ACCRUED:
            accrue(book, home, PRODUCT, i, AMOUNT)
        elif flow == Credit.GIFT:
            give(book, home, PRODUCT, i, LENDER, AMOUNT)
        elif flow == Credit.RECOVERY:
            recover(book, home, i, AMOUNT)
        elif flow == Credit.BROUGHT:
            home.balance[PRODUCT, 0] = AMOUNT
            move_in(book, home, 0, 0)
        return AMOUNT

    def error(self) -> int:
        """The ledger's error after the stocks are counted again."""
        self.book.stock[:] = 0
        self.book.deposits[:] = 0
        recount(self.home, self.book, np.empty(self.home.rows, np.int64))
        return int(ledger_error(self.book, self.before))


def effect(flow: Cash | Credit) -> tuple[int, int]:
    """What one unit of a flow does to deposits and to the balance."""
    if isinstance(flow, Cash):
        return CASH_SIGN[flow], 0
    return TO_DEPOSITS[flow], TO_BALANCE[flow]


@pytest.fixture
def ledger() -> Ledger:
    """Household 2 holds 10,000 CNY, owes lender 1 6,000 CNY and an old claim; household 0 owes nothing."""
    home = np.zeros(1, np.dtype((np.record, block_dtype(4))))[0]
    home.rows = 3
    home.deposits[:3] = HELD
    home.balance[PRODUCT, ROW] = OWED
    home.lender[PRODUCT] = LENDER
    home.claim[ROW], home.claim_of[ROW] = OWED, claim_of(PRODUCT, LENDER)
    before, book = new_book(3, 2), new_book(3, 2)
    recount(home, before, np.empty(home.rows, np.int64))
    clear(book)
    return Ledger(home, before, book)


@pytest.mark.parametrize("flow", FLOWS)
def test_one_call_moves_both_legs_and_the_books_close(ledger, flow):
    deposits, owed = ledger.home.deposits.copy(), ledger.home.balance.copy()
    amount = ledger.move(flow)
    to_deposits, to_balance = effect(flow)
    assert ledger.home.deposits.sum() - deposits.sum() == to_deposits * amount
    assert ledger.home.balance.sum() - owed.sum() == to_balance * amount
    tally = ledger.book.cash if isinstance(flow, Cash) else ledger.book.credit
    assert tally[flow].sum() == tally.sum() == amount
    assert ledger.error() == 0


@pytest.mark.parametrize("flow", FLOWS)
def test_the_tally_is_kept_where_the_money_went(ledger, flow):
    amount = ledger.move(flow)
    if isinstance(flow, Cash):
        assert ledger.book.cash[flow, SECTOR if CASH_SIGN[flow] < 0 else 0] == amount
    else:
        assert ledger.book.credit[flow, PRODUCT, LENDER] == amount


@pytest.mark.parametrize("flow", FLOWS)
def test_a_missing_tally_leaves_the_books_open(ledger, flow):
    amount = ledger.move(flow)
    tally = ledger.book.cash if isinstance(flow, Cash) else ledger.book.credit
    tally[flow] = 0
    legs = sum(abs(sign) for sign in effect(flow))
    assert ledger.error() == legs * amount > 0


@pytest.mark.parametrize("flow", [flow for flow in FLOWS if effect(flow.values[0])[0]])
def test_a_missing_leg_in_deposits_leaves_the_books_open(ledger, flow):
    amount = ledger.move(flow)
    ledger.home.deposits[:3] = HELD
    assert ledger.error() == amount > 0


@pytest.mark.parametrize("flow", [flow for flow in FLOWS if effect(flow.values[0])[1]])
def test_a_missing_leg_in_the_balance_leaves_the_books_open(ledger, flow):
    amount = ledger.move(flow)
    ledger.home.balance[:] = 0
    ledger.home.balance[PRODUCT, ROW] = OWED
    assert ledger.error() == amount > 0


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_booked_as_its_neighbour_of_other_effect_leaves_the_books_open(ledger, flow):
    ledger.move(flow)
    kind = type(flow)
    other = next(one for one in kind if effect(one) != effect(flow))
    tally = ledger.book.cash if kind is Cash else ledger.book.credit
    tally[other] += tally[flow]
    tally[flow] = 0
    assert ledger.error() > 0


@pytest.mark.parametrize("flow", [flow for flow in FLOWS if effect(flow.values[0])[1]])
def test_a_balance_booked_with_the_wrong_lender_leaves_the_books_open(ledger, flow):
    amount = ledger.move(flow)
    ledger.book.credit[flow.value if hasattr(flow, "values") else flow, PRODUCT] = (0, 0, amount)
    assert ledger.error() == 2 * amount


def test_one_fen_that_appears_is_seen(ledger):
    ledger.home.deposits[0] += 1
    assert ledger.error() == 1


def test_errors_of_two_accounts_never_cancel(ledger):
    ledger.home.balance[PRODUCT, 0] += 500
    ledger.home.balance[PRODUCT + 1, 1] -= 500
    assert ledger.error() == 1_000


def test_a_balance_that_ages_into_a_later_bucket_is_no_error(ledger):
    ledger.home.bucket[PRODUCT, ROW] = 2
    assert ledger.error() == 0
    assert ledger.book.stock[2, PRODUCT, LENDER] == OWED


def test_rows_beyond_the_last_household_are_not_counted(ledger):
    ledger.home.deposits[3] = 99
    ledger.home.balance[PRODUCT, 3] = 99
    assert ledger.error() == 0


def test_a_write_down_empties_the_account_and_says_how_much(ledger):
    assert ledger.move(Credit.CHARGE_OFF) == OWED
    assert ledger.home.balance[PRODUCT, ROW] == 0
    assert ledger.home.deposits[ROW] == HELD


def test_a_recovery_lowers_the_claim(ledger):
    ledger.move(Credit.RECOVERY)
    assert ledger.home.claim[ROW] == OWED - AMOUNT


def test_a_newcomer_brings_deposits_and_every_balance(ledger):
    home = ledger.home
    home.deposits[0] += 777
    home.balance[:, 0] = np.arange(home.balance.shape[0]) * 100
    home.lender[:, 0] = 2
    move_in(ledger.book, home, 0, 777)
    assert ledger.error() == 0
    assert ledger.book.cash[Cash.ENDOWMENT, 0] == 777
    np.testing.assert_array_equal(ledger.book.credit[Credit.BROUGHT, :, 2], np.arange(home.balance.shape[0]) * 100)


def test_ordinary_spending_leaves_deposits_and_waits_by_class_and_group(ledger):
    home, book = ledger.home, ledger.book
    home.group = 4
    food, goods, services = (np.array(fen, np.int64) for fen in ((1, 2, 3, 0), (10, 20, 30, 0), (100, 200, 300, 0)))
    pay_classes(book, home, food, goods, services, 3)
    np.testing.assert_array_equal(home.deposits[:3], HELD - np.array([111, 222, 333]))
    np.testing.assert_array_equal(book.classes[:, 4], [6, 60, 600])
    assert book.classes.sum() == 666
    assert ledger.error() == 666, "the sectors have not been paid yet"
    book.cash[Cash.SPENDING, 0] += 666
    assert ledger.error() == 0


def test_a_closed_account_keeps_no_terms(ledger):
    home = ledger.home
    for column in (home.payment, home.months_left, home.bucket, home.marks):
        column[PRODUCT, ROW] = 5
    close_account(home, PRODUCT, ROW)
    for column in (home.payment, home.months_left, home.bucket, home.marks):
        assert column[PRODUCT, ROW] == 0


def test_a_cleared_book_is_empty_and_a_sum_of_books_is_the_sum_of_its_numbers(ledger):
    ledger.move(Credit.ORIGINATION)
    twice = ledger.book.copy()
    add(twice, ledger.book)
    np.testing.assert_array_equal(numbers_of(twice), 2 * numbers_of(ledger.book))
    assert twice.credit[Credit.ORIGINATION, PRODUCT, LENDER] == 2 * AMOUNT
    for name in ledger.book.dtype.names:
        ledger.book[name][:] = 1
    assert numbers_of(ledger.book).all()
    clear(ledger.book)
    assert not numbers_of(ledger.book).any()


def test_last_months_stocks_alone_decide_what_is_expected(ledger):
    ledger.before.deposits[0] -= 5
    ledger.before.stock[0, PRODUCT, LENDER] -= 7
    assert ledger.error() == 12
    assert ledger_error(ledger.book, ledger.book) == 0


def test_what_a_fund_takes_over_is_claimed_from_its_programme_and_moves_no_household(ledger):
    deposits, owed = ledger.home.deposits.copy(), ledger.home.balance.copy()
    cover(ledger.book, PRODUCT, LENDER, 3, AMOUNT)
    assert ledger.book.covered[PRODUCT, LENDER] == ledger.book.covered.sum() == AMOUNT
    assert ledger.book.claims[3] == ledger.book.claims.sum() == AMOUNT
    np.testing.assert_array_equal(ledger.home.deposits, deposits)
    np.testing.assert_array_equal(ledger.home.balance, owed)
    assert ledger.error() == 0


def test_a_byte_tells_every_product_and_lender_of_a_claim_apart():
    lenders = market_share().shape[1]
    assert lenders <= MOST_LENDERS
    assert len(PRODUCTS) * MOST_LENDERS <= 256
    keys = {int(claim_of(product, lender)) for product in range(len(PRODUCTS)) for lender in range(lenders)}
    assert len(keys) == len(PRODUCTS) * lenders


@pytest.mark.parametrize(("product", "lender"), [(0, 0), (Product.BNPL, 17), (len(PRODUCTS) - 1, MOST_LENDERS - 1)])
def test_what_is_recovered_goes_to_the_lender_of_the_claim(ledger, product, lender):
    book = new_book(MOST_LENDERS, 2)
    ledger.home.claim_of[ROW] = claim_of(product, lender)
    recover(book, ledger.home, ROW, np.int64(700))
    assert book.credit[Credit.RECOVERY, product, lender] == 700
    assert book.credit.sum() == 700
