"""Tallies: one thread's book of a month, and the sums over threads. All int64, so any order of adding is the same."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.books.flows import CASH_SIGN, TO_BALANCE, TO_DEPOSITS, Cash, Count, Credit, Group
from sim.engine.blocks import pack
from sim.engine.kernel import formula, kernel
from sim.policy.groups import MOST_GROUPS
from sim.policy.programmes import MOST_PROGRAMMES
from sim.policy.vocabulary import BUCKETS, PRODUCTS, SECTORS

Array = NDArray[np.int64]

LOTTERY_BINS = 4096
"""Bins of the histograms of keyed uniforms from which a lottery's threshold is set."""

AGES = 48
"""Months since disbursement that the vintage tables follow."""


class Till(IntEnum):
    """What is counted at the till of each merchant, of large tickets, fen."""

    SALES = 0
    """Invoices."""
    FINANCED = 1
    """Of them lent."""
    CO_FUNDED = 2
    """Of them on instalments whose fee the merchant pays."""
    AID = 3
    """Public aid that buyers got, waived purchase tax included."""
    FRONTED = 4
    """Of it taken off the bill by the merchant, who waits for the government."""
    DISCOUNT = 5
    """Taken off the price by merchant or maker."""
    MARKUP = 6
    """Asked above the list price, before discount."""
    AIDED = 7
    """Invoices of purchases with public aid."""
    LOCAL = 8
    """Invoices off which the merchant took public aid: made in the city, because its tills alone do so."""


class Book(NamedTuple):
    """What one thread saw in a month, for one arm of a trial. Money in fen of the sample."""

    cash: Array
    """[cash flow, sector]"""
    classes: Array
    """[necessities | goods | services, group]: ordinary spending before it is divided over sectors"""
    credit: Array
    """[credit flow, product, lender]"""
    covered: Array
    """[product, lender]: part of their losses that public funds owe to lenders"""
    counts: Array
    """[count, product, lender]"""
    stock: Array
    """[bucket, product, lender]: balances at the end of the month, recomputed from the columns"""
    accounts: Array
    """[product, lender]: accounts with a balance at the end of the month"""
    deposits: Array
    """[1]: deposits at the end of the month, recomputed from the columns"""
    groups: Array
    """[measure, group]"""
    units: Array
    """[sold | advanced | with aid, sector]: tickets"""
    claims: Array
    """[programme]: money that programmes paid or promised"""
    merchants: Array
    """[what is counted at a till, merchant]"""
    vintages: Array
    """[age, product]: balances that reach 91 days, by months since disbursement"""
    weights: Array
    """[product, rate x amount | term x amount | rate x balance]: for volume-weighted means (basis points, months)"""
    aided: Array
    """[product]: loans paid out with a subsidised rate"""
    lottery: Array
    """[all | on credit, bin]: keyed uniforms of next month's bidders for a plate, and of those who bid with a loan"""
    collateral: Array
    """[owed | charged off or sold, lender]: car loans on used cars times the part of the loss that certification saves,
    fen"""


def new_book(lenders: int, merchants: int) -> np.record:
    """An empty book, as one record, for so many lenders and merchants."""
    zeros = lambda *shape: np.zeros(shape, np.int64)  # noqa: E731
    return pack(
        Book(
            cash=zeros(len(Cash), len(SECTORS)),
            classes=zeros(3, MOST_GROUPS),
            credit=zeros(len(Credit), len(PRODUCTS), lenders),
            covered=zeros(len(PRODUCTS), lenders),
            counts=zeros(len(Count), len(PRODUCTS), lenders),
            stock=zeros(len(BUCKETS), len(PRODUCTS), lenders),
            accounts=zeros(len(PRODUCTS), lenders),
            deposits=zeros(1),
            groups=zeros(len(Group), MOST_GROUPS),
            units=zeros(3, len(SECTORS)),
            claims=zeros(MOST_PROGRAMMES),
            merchants=zeros(len(Till), merchants),
            vintages=zeros(AGES, len(PRODUCTS)),
            weights=zeros(len(PRODUCTS), 3, lenders),
            aided=zeros(len(PRODUCTS)),
            lottery=zeros(2, LOTTERY_BINS),
            collateral=zeros(2, lenders),
        )
    )


def add(total: np.record, book: np.record) -> None:
    """Add a thread's book to the total, in place."""
    for name in Book._fields:
        total[name] += book[name]


def numbers_of(book: np.record | NDArray[Any]) -> NDArray[np.int64]:
    """All numbers of a book, or of several, in one row each: a copy, for comparing runs."""
    parts = [np.asarray(book[name]) for name in Book._fields]
    lead = np.shape(book)
    return np.concatenate([part.reshape(*lead, -1) for part in parts], axis=-1)


@kernel
def clear(book):
    """Empty a book."""
    book.cash[:] = 0
    book.classes[:] = 0
    book.credit[:] = 0
    book.covered[:] = 0
    book.counts[:] = 0
    book.stock[:] = 0
    book.accounts[:] = 0
    book.deposits[:] = 0
    book.groups[:] = 0
    book.units[:] = 0
    book.claims[:] = 0
    book.merchants[:] = 0
    book.vintages[:] = 0
    book.weights[:] = 0
    book.aided[:] = 0
    book.lottery[:] = 0
    book.collateral[:] = 0


@formula
def count_approval(book, group, product, lender):
    """A lender grants what a household of a group applied for: counted by product and lender, and by group."""
    book.counts[Count.APPROVALS, product, lender] += 1
    book.groups[Group.APPROVALS, group] += 1


_CASH_SIGN = np.array(CASH_SIGN)
_TO_DEPOSITS = np.array(TO_DEPOSITS)
_TO_BALANCE = np.array(TO_BALANCE)


@kernel
def ledger_error(book, before):
    """Sum of absolute differences between changes of stocks and booked flows, fen: 0 unless money appeared or vanished.

    The stocks are recomputed from every household's columns, so a missing leg shows. before : last month's stocks.
    """
    expected = before.deposits[0]
    for flow in range(book.cash.shape[0]):
        expected += _CASH_SIGN[flow] * book.cash[flow].sum()
    for flow in range(book.credit.shape[0]):
        expected += _TO_DEPOSITS[flow] * book.credit[flow].sum()
    error = abs(expected - book.deposits[0])
    for product in range(book.stock.shape[1]):
        for lender in range(book.stock.shape[2]):
            change = np.int64(0)
            for bucket in range(book.stock.shape[0]):
                change += book.stock[bucket, product, lender] - before.stock[bucket, product, lender]
            for flow in range(book.credit.shape[0]):
                change -= _TO_BALANCE[flow] * book.credit[flow, product, lender]
            error += abs(change)
    return error
