"""Loans for the price of a plate (车牌分期): promised before an auction, paid out to those who win.

Who would hold too little cash can bid on credit; the quota stays, so that others lose. The promise is made at the end
of the month, when next month's bidders are counted: whoever was counted can pay, and plates sold are the quota.
"""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import GRANTED, acceptable_payment, appraise, drawn_term, level_payment, open_loan
from sim.agents.lender import contract_rate, noisy_score, pick_lender
from sim.books.flows import Count
from sim.books.tallies import count_approval
from sim.engine.draws import Decision, uniform
from sim.engine.kernel import formula, kernel
from sim.policy.vocabulary import Product
from sim.units import cny, fen

_f4, _i8, _u1 = np.float32, np.int64, np.uint8
_ZERO, _ONE = _f4(0), _f4(1)
_THOUSAND, _KILO = _f4(1000), _i8(100_000)
_MOST = _i8(254)
"""Thousands of CNY: the largest promise that the column `bidding` holds, nearly three times a plate."""


@formula
def loan_needed(price, spendable, share, smallest):
    """Loan that a bidder for a plate asks for, whole thousands of CNY: what is missing, at least the smallest loan; 0
    where nothing is missing or more than lenders lend. price, spendable, smallest : CNY.  share : of the price that is
    lent."""
    missing = price - spendable
    if missing <= _ZERO or missing > min(share * price, _f4(_MOST) * _THOUSAND):
        return _ZERO
    return _THOUSAND * np.ceil(max(missing, smallest) / _THOUSAND)


@formula
def with_promise(loan):
    """The column `bidding` of a bidder who is promised a loan, or none. loan : fen, whole thousands of CNY."""
    return _u1(1 + min(loan // _KILO, _MOST))


@formula
def plate_loan(home, i):
    """Loan promised to a bidder, fen."""
    return max(_i8(home.bidding[i]) - 1, _i8(0)) * _KILO


@kernel
def term_of_plate_loan(home, world, i, month):
    """Months of a plate loan promised in this month: one of the usual terms of car loans."""
    product = Product.AUTO_LOAN
    luck = uniform(world.seed, home.household[i], month, Decision.TERM_OF_CASH + product)
    return drawn_term(world, product, luck, world.terms[home.group].term_limit[product])


@kernel
def promised_loan(home, tile, world, i, price, month):
    """Loan that a lender promises this bidder for next month's auction, fen; 0 where none is needed, wanted or granted.
    price : fen. An account with a lender is topped up by the same one. Promises are no applications: they are counted
    when paid out."""
    p = world.p
    product = Product.AUTO_LOAN
    share = world.terms[home.group].plate_credit
    if share <= _ZERO or home.exclusion[i] > 0:
        return _i8(0)
    spendable = max(cny(max(home.deposits[i], _i8(0))) - p.reserve_months * tile.planned[i], _ZERO)
    loan = loan_needed(cny(price), spendable, share, p.smallest_loan)
    if loan <= _ZERO or home.deposits[i] + fen(loan) < price:
        return _i8(0)
    lender = (
        _i8(home.lender[product, i]) if home.balance[product, i] > 0 else pick_lender(world, home, i, product, month)
    )
    months = term_of_plate_loan(home, world, i, month)
    income = max(tile.normal_income[i], _ONE)
    committed = (tile.obligations[i] + tile.rent_due[i]) / income
    acceptable = acceptable_payment(p, home.payment_ceiling[i], p.ceiling_slack, committed)
    if level_payment(loan, world.quotes[home.group].rate[product, lender], months) > acceptable * income:
        return _i8(0)
    granted, _, answer = appraise(home, tile, world, i, product, lender, loan, months, _ONE, _ZERO, month)
    if answer != GRANTED or granted < loan:
        return _i8(0)
    home.lender[product, i] = _u1(lender)
    return fen(loan)


@kernel
def pay_out_plate_loan(home, tile, book, world, i, month):
    """A winner's promised loan is paid out, at this month's rate for what the lender saw last month."""
    product = Product.AUTO_LOAN
    lender = _i8(home.lender[product, i])
    book.counts[Count.APPLICATIONS, product, lender] += 1
    count_approval(book, home.group, product, lender)
    score = noisy_score(world, home, i, product, lender, month - 1)
    rate = contract_rate(world, home, product, lender, score, _ZERO)
    months = term_of_plate_loan(home, world, i, month - 1)
    open_loan(
        home, tile, book, world, i, product, lender, cny(plate_loan(home, i)), rate, months, _u1(0), month
    )  # fmt: skip
