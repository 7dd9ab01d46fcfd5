"""Prepayment and refinancing: a cheaper lender, spare cash, a loan renewed, a card bill spread over instalments."""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import apply_for_loan, drawn_term, level_payment, open_loan, rows_with
from sim.agents.lender import listed_rate, pick_lender, rate_aid
from sim.agents.traits import inclined_to_borrow
from sim.books.flows import Credit
from sim.books.ledger import close_account, repay
from sim.engine.draws import Decision, four_uniforms, uniform
from sim.engine.kernel import formula, kernel
from sim.policy.vocabulary import FLAG_BULLET, Product
from sim.units import cny, fen

_f4, _i8, _i4, _u1 = np.float32, np.int64, np.int32, np.uint8
_ZERO, _ONE = _f4(0), _f4(1)
_PREPAYS, _LOOKS = _u1(1), _u1(2)


@formula
def refinancing_hazard(p, rate, offer):
    """Monthly chance of looking for a cheaper loan: nothing below the smallest gap that is worth the trouble, then
    rising with the gap (fractions a year). Assumption: inertia is documented, its size is a prior."""
    gap = rate - offer - p.refinance_gap
    return min(p.refinance_slope * gap * _f4(100), _f4(0.25)) if gap > _ZERO else _ZERO


@formula
def prepayment_hazard(p, months_of_cash, target, rate, outside):
    """Monthly chance of repaying early: only with more cash than the target and a loan dearer than what the cash
    earns. Sources: early-repayment shares of ABS pools (grade B); size a prior."""
    spare = months_of_cash - target - p.prepay_margin
    return p.prepay_monthly if spare > _ZERO and rate > outside else _ZERO


@kernel
def find_movers(home, tile, p, product, outside, cheapest):
    """Rows that repay a loan in good standing early, or else look for a cheaper one: `tile.flag`. Worked out for all
    rows alike: choosing who owes first would cost more."""
    balance, bucket, rate = home.balance[product], home.bucket[product], home.apr[product]
    early, looks = tile.luck[0], tile.luck[1]
    moves = product == Product.CONSUMER_LOAN or product == Product.PLATFORM_LOAN
    for i in range(home.rows):
        chance = prepayment_hazard(p, tile.months_of_cash[i], home.buffer_target[i], rate[i], outside)
        hazard = refinancing_hazard(p, rate[i], cheapest) if moves else _ZERO
        owes = (balance[i] > 0) & (bucket[i] == 0)
        what = _PREPAYS if early[i] < chance else (_LOOKS if looks[i] < hazard else _u1(0))
        tile.flag[i] = what if owes else _u1(0)


@kernel
def refinance_and_prepay(home, tile, book, world, month):
    """Term loans: replaced by a cheaper bank loan, or repaid early from spare cash. Card bills: put on instalments."""
    rows = home.rows
    p = world.p
    four_uniforms(tile.luck, home.household, world.seed, month, Decision.REFINANCE, rows)
    outside = world.now.deposit_rate
    cheapest = world.quotes[home.group].lowest[Product.CONSUMER_LOAN]
    for product in (Product.CARD_INSTALMENT, Product.CONSUMER_LOAN, Product.PLATFORM_LOAN, Product.AUTO_LOAN):
        find_movers(home, tile, p, product, outside, cheapest)
        for j in range(rows_with(tile.pick, tile.flag, rows)):
            i = tile.pick[j]
            if tile.flag[i] == _PREPAYS:
                prepay(home, tile, book, product, i)
            else:
                switch_lender(home, tile, book, world, product, i, tile.luck[1, i], month)
    loan = Product.CONSUMER_LOAN
    found = 0
    for i in range(rows):
        ends = (home.months_left[loan, i] == 1) & (home.marks[loan, i] & FLAG_BULLET != 0)
        tile.pick[found] = i
        found += _i8(ends & (home.bucket[loan, i] == 0))
    for j in range(found):
        renew_at_maturity(home, tile, book, world, tile.pick[j], month)
    spread_card_bills(home, tile, book, world, month)


@kernel
def prepay(home, tile, book, product, i):
    """Repay as much as the cash above the target allows."""
    spare = (tile.months_of_cash[i] - home.buffer_target[i]) * tile.planned[i]
    amount = min(fen(spare), _i8(home.balance[product, i]), max(home.deposits[i], _i8(0)))
    if amount <= 0:
        return
    share = _f4(amount) / _f4(home.balance[product, i])
    repay(book, Credit.PREPAYMENT, home, product, i, amount)
    tile.obligations[i] -= share * cny(home.payment[product, i])
    home.payment[product, i] = _i4(_f4(home.payment[product, i]) * (_ONE - share))
    if home.balance[product, i] == 0:
        close_account(home, product, i)


@kernel
def switch_lender(home, tile, book, world, product, i, luck, month):
    """Replace a loan by a cheaper bank consumer loan of another lender: both sides are booked."""
    p = world.p
    target = Product.CONSUMER_LOAN
    if product != target and home.balance[target, i] > 0:
        return
    lender = pick_lender(world, home, i, target, month)
    if home.lender[product, i] == lender and product == target:
        return
    offer = world.quotes[home.group].rate[target, lender]
    if luck >= refinancing_hazard(p, home.apr[product, i], offer) or home.exclusion[i] > 0:
        return
    balance = home.balance[product, i]
    months = max(_f4(home.months_left[product, i]), _f4(6))
    old_payment = cny(home.payment[product, i])
    tile.obligations[i] -= old_payment
    owed = cny(balance)
    if product == target:
        home.balance[product, i] = 0
    granted, rate = apply_for_loan(home, tile, book, world, i, target, lender, owed, months, month)
    if product == target:
        home.balance[product, i] = balance
    tile.obligations[i] += old_payment
    if granted < owed or rate >= home.apr[product, i]:
        return
    repay(book, Credit.REFINANCED, home, product, i, _i8(balance))
    tile.obligations[i] -= old_payment
    close_account(home, product, i)
    subsidised = rate_aid(world, home.group, target, lender) > _ZERO
    open_loan(home, tile, book, world, i, target, lender, owed, rate, months, _u1(1 if subsidised else 0), month)
    if product == target or product == Product.PLATFORM_LOAN:
        slot = 1
        home.subsidy_received[slot, i] = 0
    home.reference_rate[i] += p.reference_memory * (rate - home.reference_rate[i])


@kernel
def renew_at_maturity(home, tile, book, world, i, month):
    """A bullet loan that falls due next month is renewed with its lender, or, when that refuses, turned into
    instalments. Households with the money let it fall due. Practice of banks; what is refused is the model's."""
    product = Product.CONSUMER_LOAN
    owed = cny(home.balance[product, i])
    spare = (tile.months_of_cash[i] - home.buffer_target[i]) * tile.planned[i]
    if spare >= owed:
        return
    p = world.p
    lender = _i8(home.lender[product, i])
    term_luck = uniform(world.seed, home.household[i], month, Decision.TERM_OF_CASH + product)
    months = drawn_term(world, product, term_luck, world.terms[home.group].term_limit[product])
    balance, payment = home.balance[product, i], home.payment[product, i]
    home.balance[product, i] = 0
    tile.obligations[i] -= cny(payment)
    granted, rate = apply_for_loan(home, tile, book, world, i, product, lender, owed, months, month)
    home.balance[product, i] = balance
    if granted < owed:
        home.months_left[product, i] = _u1(p.workout_months)
        home.payment[product, i] = _i4(fen(level_payment(owed, home.apr[product, i], p.workout_months)))
        home.marks[product, i] &= _u1(255 - FLAG_BULLET)
        tile.obligations[i] += cny(home.payment[product, i])
        return
    repay(book, Credit.REFINANCED, home, product, i, _i8(balance))
    close_account(home, product, i)
    subsidised = rate_aid(world, home.group, product, lender) > _ZERO
    open_loan(home, tile, book, world, i, product, lender, owed, rate, months, _u1(1 if subsidised else 0), month)


@kernel
def spread_card_bills(home, tile, book, world, month):
    """A card bill that strains the purse is put on monthly instalments with the same card, by some."""
    p = world.p
    card, instalment = Product.CARD, Product.CARD_INSTALMENT
    found = 0
    for i in range(home.rows):
        current = (home.bucket[card, i] == 0) & (home.bucket[instalment, i] == 0)
        tile.pick[found] = i
        found += _i8((tile.luck[2, i] < p.bill_instalment_monthly) & (home.balance[card, i] >= 200_000) & current)
    for j in range(found):
        i = tile.pick[j]
        balance = home.balance[card, i]
        strained = cny(balance) > p.bill_strain * tile.planned[i] * max(tile.months_of_cash[i], _f4(0.1))
        if strained and inclined_to_borrow(home, i):
            lender = _i8(home.lender[card, i])
            rate = listed_rate(world, home.group, instalment, lender)
            amount = cny(balance)
            repay(book, Credit.REFINANCED, home, card, i, _i8(balance))
            home.revolving[i] = 0
            subsidised = rate_aid(world, home.group, instalment, lender) > _ZERO
            flags = _u1(1 if subsidised else 0)
            term_luck = uniform(world.seed, home.household[i], month, Decision.TERM_OF_CASH + card)
            months = drawn_term(world, instalment, term_luck, world.terms[home.group].term_limit[instalment])
            open_loan(home, tile, book, world, i, instalment, lender, amount, rate, months, flags, month)
