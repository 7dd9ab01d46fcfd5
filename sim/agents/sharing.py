"""Who bears a loan beside the lender that grants it: banks that fund a part, and public funds that bear losses.

Both change what a lender's loan costs it, and with it the rate, the score asked for and who is worth lending to. A
lender has one cost for all: shares are means over the households of all groups, as for every term that lenders read.
"""

from __future__ import annotations

import numpy as np

from sim.agents.loan_book import loss_in_default, month_of_loans, to_provide
from sim.books.flows import Credit, Group
from sim.books.ledger import cover
from sim.engine.kernel import formula, kernel
from sim.policy.programmes import NO_CAP, Pays
from sim.policy.vocabulary import Product

_f4, _f8, _i8 = np.float32, np.float64, np.int64
_ZERO, _ONE = _f4(0), _f4(1)
_BANKS = 2
"""Types of lender below this number are banks, which fund parts of others' loans."""


@formula
def bank_weight(world, k):
    """Part of the loans of others that lender k funds, where they are shared: banks by their standing in bank loans
    (assumption), other lenders nothing."""
    lenders = world.lenders
    if lenders.kind[k] >= _BANKS:
        return _ZERO
    total = _ZERO
    for j in range(lenders.kind.shape[0]):
        total += lenders.share[Product.CONSUMER_LOAN, j] if lenders.kind[j] < _BANKS else _ZERO
    return lenders.share[Product.CONSUMER_LOAN, k] / total


@kernel
def bank_spread(world):
    """Cost of the banks' funds over the one-year LPR, mean by their standing, 1/year."""
    spread = _ZERO
    for k in range(world.lenders.kind.shape[0]):
        spread += bank_weight(world, k) * world.lenders.funding_spread[k]
    return spread


@formula
def shared_part(before, new, lent, balance):
    """Part of a book that banks fund: that of what is lent moves it, loan by loan, to the one of new loans.
    before, new : fractions.  lent : last month, of the balance at its end."""
    return before + min(lent / max(balance, 1.0), 1.0) * (new - before)


@formula
def covered_share(share, cap, default_rate, loss):
    """Part of its losses that a lender expects a fund to bear: the share, until the most that the fund pays in a year
    over the balances covered is reached. cap, default_rate : 1/year.  loss : given default."""
    return min(share, cap / max(default_rate * loss, _f4(1e-6)))


@kernel
def best_cover(world, group, product, kind):
    """The programme that bears the largest share of this lender's losses on loans to this group, -1 = none: a loss is
    borne once."""
    best = -1
    for k in range(world.programme_count):
        row = world.programmes[k]
        if row.pays != Pays.LOSSES or row.window <= _ZERO or row.admit <= _ZERO or row.groups[group] == 0:
            continue
        meant = row.products[product] != 0 and row.lenders[kind] != 0
        if meant and (best < 0 or row.amount > world.programmes[best].amount):
            best = k
    return best


@kernel
def any_cover(world):
    """Does any fund bear losses this month?"""
    for k in range(world.programme_count):
        if world.programmes[k].pays == Pays.LOSSES and world.programmes[k].window > _ZERO:
            return True
    return False


@kernel
def expect_cover(world, book):
    """What every lender expects funds to bear of its losses: `lenders.covered`, of the programmes of last month."""
    lenders = world.lenders
    lenders.covered[:] = _ZERO
    if not any_cover(world):
        return
    counted = book.groups[Group.HOUSEHOLDS, : world.group_count].sum() > 0  # nobody is before the first month
    total = _ZERO
    for group in range(world.group_count):
        weight = _f4(book.groups[Group.HOUSEHOLDS, group]) if counted else _ONE
        total += weight
        for k in range(lenders.kind.shape[0]):
            for product in range(lenders.covered.shape[0]):
                best = best_cover(world, group, product, lenders.kind[k])
                if best >= 0:
                    row = world.programmes[best]
                    expected = lenders.default_rate[product, k]
                    share = covered_share(row.amount, row.cap, expected, loss_in_default(world, product, k))
                    lenders.covered[product, k] += weight * share
    lenders.covered[:] /= total


@kernel
def share_funding(world, book):
    """How much of each book banks fund by now, what they fund of a new loan, what their cheaper funds save on it, and
    what a lender saves on a car loan that no longer pays its dealer."""
    lenders = world.lenders
    for k in range(lenders.kind.shape[0]):
        for product in range(lenders.joint.shape[0]):
            balance = _f8(book.stock[:, product, k].sum())
            lent = _f8(book.credit[Credit.ORIGINATION, product, k])
            part = shared_part(_f8(lenders.joint[product, k]), _f8(lenders.joint_new[product, k]), lent, balance)
            lenders.joint[product, k] = _f4(part)
    lenders.joint_new[:] = _ZERO
    counted = book.groups[Group.HOUSEHOLDS, : world.group_count].sum() > 0
    total = _ZERO
    for group in range(world.group_count):
        weight = _f4(book.groups[Group.HOUSEHOLDS, group]) if counted else _ONE
        total += weight
        for k in range(lenders.kind.shape[0]):
            for product in range(lenders.joint.shape[0]):
                lenders.joint_new[product, k] += weight * world.terms[group].co_funded[product, lenders.kind[k]]
    lenders.joint_new[:] /= total
    spread = bank_spread(world)
    for k in range(lenders.kind.shape[0]):
        lenders.cheaper[:, k] = lenders.joint_new[:, k] * (spread - lenders.funding_spread[k])
        lenders.cheaper[Product.AUTO_LOAN, k] -= world.market.rebate_lost / world.p.rebate_years


@kernel
def funded_for_others(world, book, k):
    """What bank k has of loans that others granted and banks fund, last month, fen: balance, provision asked for, lost,
    earned less the running cost of those who granted them, of which it bears its part."""
    lenders = world.lenders
    weight = _f8(bank_weight(world, k))
    balance, needed, lost, earned = _f8(0), _f8(0), _f8(0), _f8(0)
    for j in range(lenders.kind.shape[0]):
        running = _f8(lenders.operating_cost[j] + lenders.acquisition_cost[j] * world.p.acquisition_active)
        for product in range(lenders.joint.shape[0]):
            part = weight * _f8(lenders.joint[product, j])
            if part > 0.0:
                all_of_it, late, gone, income = month_of_loans(world, book, product, j)
                balance += part * all_of_it
                needed += part * to_provide(world, product, j, all_of_it, late)
                lost += part * gone
                earned += part * (income - all_of_it * (running + _f8(lenders.cost_shift[product, j])) / 12.0)
    return balance, needed, lost, earned


@formula
def net_loss(world, product, amount, sold):
    """What a lender loses for good of a balance that leaves its books, fen: what a sale does not bring, else what it
    expects not to collect. amount : fen."""
    lost = _ONE - world.p.sale_price if sold else world.products.loss[product]
    return _f8(amount) * _f8(lost)


@kernel
def cover_loss(home, book, world, product, lender, amount, sold):
    """A fund that covers the loan takes over its share of the loss. amount : fen that left the lender's books."""
    k = best_cover(world, home.group, product, world.lenders.kind[lender])
    if k >= 0:
        row = world.programmes[k]
        share = _f8(row.amount) * _f8(row.admit)
        cover(book, product, lender, k, _i8(np.floor(net_loss(world, product, amount, sold) * share)))


@kernel
def give_room(world, book, k):
    """Fen that a fund's yearly cap lets it pay this month: a twelfth of it, of the balances covered."""
    row = world.programmes[k]
    if row.cap == np.inf:
        return NO_CAP
    covered = _f8(0)
    for product in range(row.products.shape[0]):
        for lender in range(world.lenders.kind.shape[0]):
            if row.products[product] != 0 and row.lenders[world.lenders.kind[lender]] != 0:
                covered += _f8(book.stock[:, product, lender].sum())
    return _i8(np.floor(covered * _f8(row.cap) / 12.0))


@kernel
def cover_paid(world):
    """Part of the losses taken over this month that budgets and caps reach, fraction: 1 where there were none. Shared
    by all lenders alike (assumption)."""
    claimed, paid = _f8(0), _f8(0)
    for k in range(world.programme_count):
        row = world.programmes[k]
        if row.pays == Pays.LOSSES:
            claimed += _f8(row.claimed)
            paid += _f8(row.paid)
    return _f4(paid / claimed) if claimed > 0.0 else _ONE
