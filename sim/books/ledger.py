"""The only place where money moves: each call changes a household's columns and books the other side.

Amounts are integer fen. `home` is a block of households, `i` a row, `book` the tallies of one thread.
"""

from __future__ import annotations

import numpy as np

from sim.books.flows import Cash, Credit
from sim.engine.kernel import formula

_i4, _i8, _u1 = np.int32, np.int64, np.uint8


@formula
def receive(book, flow, home, i, amount):
    """Money from outside the lenders arrives in the household's deposits."""
    home.deposits[i] += amount
    book.cash[flow, 0] += amount


@formula
def receive_all(book, flow, home, amounts, rows):
    """Money from outside the lenders arrives in every household's deposits. amounts : fen, [row]."""
    total = _i8(0)
    for i in range(rows):
        home.deposits[i] += amounts[i]
        total += amounts[i]
    book.cash[flow, 0] += total


@formula
def pay_all(book, flow, sector, home, amounts, rows):
    """Every household pays somebody who is not a lender. amounts : fen, [row]."""
    total = _i8(0)
    for i in range(rows):
        home.deposits[i] -= amounts[i]
        total += amounts[i]
    book.cash[flow, sector] += total


@formula
def pay(book, flow, sector, home, i, amount):
    """The household pays somebody who is not a lender."""
    home.deposits[i] -= amount
    book.cash[flow, sector] += amount


@formula
def pay_classes(book, home, food, goods, services, rows):
    """Every household of a block pays its ordinary spending: necessities, goods, services. The three totals wait in
    `book.classes` until the month's end, when they are divided over sectors once (so no block size shows)."""
    for_food, for_goods, for_services = _i8(0), _i8(0), _i8(0)
    for i in range(rows):
        home.deposits[i] -= food[i] + goods[i] + services[i]
        for_food += food[i]
        for_goods += goods[i]
        for_services += services[i]
    book.classes[0, home.group] += for_food
    book.classes[1, home.group] += for_goods
    book.classes[2, home.group] += for_services


@formula
def lend(book, flow, home, product, i, lender, amount):
    """A lender pays out: deposits and balance both rise. flow : ORIGINATION or CHARGE."""
    home.deposits[i] += amount
    home.balance[product, i] += _i4(amount)
    book.credit[flow, product, lender] += amount


@formula
def give(book, home, product, i, lender, amount):
    """A lender makes the borrower a gift: deposits rise, nothing is owed for it."""
    home.deposits[i] += amount
    book.credit[Credit.GIFT, product, lender] += amount


@formula
def repay(book, flow, home, product, i, amount):
    """The household repays principal: deposits and balance both fall.
    flow : REPAYMENT, PREPAYMENT, REFINANCED or SETTLED."""
    home.deposits[i] -= amount
    home.balance[product, i] -= _i4(amount)
    book.credit[flow, product, home.lender[product, i]] += amount


@formula
def pay_interest(book, home, product, i, amount):
    """The household pays interest or a fee: deposits fall, the balance does not."""
    home.deposits[i] -= amount
    book.credit[Credit.INTEREST, product, home.lender[product, i]] += amount


@formula
def accrue(book, home, product, i, amount):
    """Unpaid interest is added to the balance."""
    home.balance[product, i] += _i4(amount)
    book.credit[Credit.ACCRUED, product, home.lender[product, i]] += amount


@formula
def write_down(book, flow, home, product, i):
    """The whole balance leaves the lender's books. flow : CHARGE_OFF, SOLD, FORGIVEN or TAKEN. Returns the amount."""
    amount = _i8(home.balance[product, i])
    home.balance[product, i] = 0
    book.credit[flow, product, home.lender[product, i]] += amount
    return amount


@formula
def cover(book, product, lender, claim, amount):
    """A public fund takes over part of a lender's loss: no household is in it. claim : the programme that pays.
    amount : fen."""
    book.covered[product, lender] += amount
    book.claims[claim] += amount


MOST_LENDERS = 32
"""Lenders that a claim can tell apart: product and lender share a byte."""


@formula
def claim_of(product, lender):
    """Whose a charged-off debt was, as one byte: the lender, and the product times `MOST_LENDERS`."""
    return _u1(_i8(product) * MOST_LENDERS + _i8(lender))


@formula
def recover(book, home, i, amount):
    """The household pays on debt that was charged off."""
    home.deposits[i] -= amount
    home.claim[i] -= _i4(amount)
    product, lender = _i8(home.claim_of[i]) // MOST_LENDERS, _i8(home.claim_of[i]) % MOST_LENDERS
    book.credit[Credit.RECOVERY, product, lender] += amount


@formula
def move_in(book, home, i, deposits):
    """A newcomer's deposits and the balances that it brings are booked (the columns are already filled)."""
    book.cash[Cash.ENDOWMENT, 0] += deposits
    for product in range(home.balance.shape[0]):
        if home.balance[product, i] > 0:
            book.credit[Credit.BROUGHT, product, home.lender[product, i]] += _i8(home.balance[product, i])


@formula
def close_account(home, product, i):
    """An account without a balance: its terms are cleared."""
    home.payment[product, i] = 0
    home.months_left[product, i] = _u1(0)
    home.bucket[product, i] = _u1(0)
    home.marks[product, i] = _u1(0)
