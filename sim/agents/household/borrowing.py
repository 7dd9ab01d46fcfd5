"""Borrowing in cash: who sees an offer and applies, how much is asked for, and what is put to another use.

Reach comes before need: a household sees a product with probability 1 - e^(-exposures). Loans are sought when cash
is short and, by some, when a loan costs less than the outside return: that money is diverted.
"""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import acceptable_payment, annuity, apply_for_loan, drawn_term, open_loan, rows_with
from sim.agents.lender import displayed_rate, pick_lender, rate_aid, reach_of
from sim.agents.quotes import felt_rate, log_price
from sim.agents.traits import inclined_to_borrow
from sim.books.flows import Cash
from sim.books.ledger import pay
from sim.engine.draws import Decision, four_uniforms, uniform
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp, log, logistic
from sim.policy.vocabulary import Product
from sim.units import cny, fen

_f4, _i8, _u1 = np.float32, np.int64, np.uint8
_ZERO, _ONE = _f4(0), _f4(1)
_CASH_OUT = _u1(2)
_SUBSIDISED = _u1(1)


@formula
def seen(exposures, reach):
    """Chance that a household sees an offer in a month: 1 - e^(-a x exposures). Source: memo 3.5, a_mkt, a_cold."""
    return _ONE - exp(-exposures * reach)


@formula
def need(p, months_of_cash, target):
    """Chance that a household that sees an offer wants cash: it falls as liquid wealth rises over the buffer aimed at.
    months_of_cash, target : months of planned spending. Assumption, see parameters: need_level, need_slope."""
    return logistic(p.need_level - p.need_slope * (months_of_cash - target) / (target + p.need_scale))


@formula
def price_response(p, rate, reference_rate, usual):
    """Odds factor of applying at this rate against the usual one: the nested form e ln(APR + k), with the kink above
    the remembered rate. Source: memo 3.5, priors b_r, k_r; k ~ logU(0.5, 50) pp."""
    above = log_price(rate, p.rate_curvature) - log_price(usual, p.rate_curvature)
    return kinked_response(p, above, rate, reference_rate)


@formula
def kinked_response(p, above, rate, reference_rate):
    """The same, where ln(APR + k) is known: above : what it is more than at the usual rate."""
    step = p.rate_slope * (p.rate_slope_at + p.rate_curvature) * above
    kink = (p.rate_kink - _ONE) * p.rate_slope * max(rate - reference_rate, _ZERO) * _f4(100)
    return exp(step + kink)


@formula
def arbitrage(p, outside, rate):
    """Extra chance of borrowing to invest, or to prepay a mortgage, when a loan costs less than that brings (fractions
    a year). Households differ in what they expect: the mean over a logistic spread, s ln(1 + e^(gap / s)). Source: memo
    3.5 (diversion as outside return times unverified payout); size and spread assumed."""
    gap = (outside - rate) * _f4(100) / p.arbitrage_spread
    return p.arbitrage_slope * p.arbitrage_spread * log(_ONE + exp(min(gap, _f4(30))))


@formula
def outside_return(world, home, i):
    """What borrowed money would bring: the return on savings, or what a mortgage costs that it prepays, 1/year."""
    outside = world.now.outside_return
    return max(outside, world.now.mortgage_rate) if home.mortgage[i] > _ZERO else outside


@formula
def amount_sought(income, ceiling, rate, months, luck):
    """Loan asked for, CNY: the one whose instalment is the ceiling, scaled by a draw between a half and one and a half.
    ceiling : fraction of income. Source: memo 3.5 (Q* = tau y a(T, r))."""
    return income * ceiling * annuity(rate, months) * (_f4(0.5) + luck)


@formula
def exposure(p, product, customer):
    """Offers of a product seen in a month, as intensity: of one's own lender, or of others. Memo 3.5: targeted offers
    are applied for thirteen times as often as cold ones (a_mkt, a_cold)."""
    if customer:
        return p.exposures_customers
    return p.exposures_bank if product == Product.CONSUMER_LOAN else p.exposures_platform


@kernel
def most_wanted(world, group, product):
    """The strongest wish for a product that any offer of this month could meet, as a factor of `need`, and the
    strongest of investing the money: both at the cheapest lender."""
    p = world.p
    cheapest = world.quotes[group].lowest[product]
    felt = felt_rate(cheapest, world.terms[group].literacy_shift)
    response = price_response(p, felt, felt, world.products.rate_reference[product])
    diverts = world.terms[group].diversion * arbitrage(
        p, max(world.now.outside_return, world.now.mortgage_rate), cheapest
    )
    return response * _f4(1.001), diverts * _f4(1.001)


@kernel
def borrow_cash(home, tile, book, world, month):
    """Bank consumer loans, platform loans and cash instalments of the card: one draw each to see and want one."""
    rows = home.rows
    p = world.p
    four_uniforms(tile.luck, home.household, world.seed, month, Decision.CASH_OUT, rows)
    shown = displayed_rate(world, home.group)
    for i in range(rows):
        home.reference_rate[i] += p.reference_fade * (shown - home.reference_rate[i])
        tile.refused[i] = _u1(0)
        eager = need(p, tile.months_of_cash[i], home.buffer_target[i])
        tile.need[i] = eager if inclined_to_borrow(home, i) else eager * p.reluctance
    for product in (Product.CONSUMER_LOAN, Product.PLATFORM_LOAN, Product.CARD_INSTALMENT):
        reach = reach_of(world, home.group, product)
        as_customer = seen(exposure(p, product, True), reach)
        as_stranger = seen(exposure(p, product, False), reach)
        response, invests = most_wanted(world, home.group, product)
        if product == Product.CARD_INSTALMENT:
            as_stranger = _ZERO
            four_uniforms(tile.luck, home.household, world.seed, month, Decision.CARD_OFFER, rows)
        luck = tile.luck[1] if product == Product.PLATFORM_LOAN else tile.luck[0]
        size = tile.luck[3] if product == Product.PLATFORM_LOAN else tile.luck[2]
        for i in range(rows):
            customer = home.card_limit[i] > 0 if product == Product.CARD_INSTALMENT else home.balance[product, i] > 0
            tile.visible[i] = as_customer if customer else as_stranger
            turned_away = _ONE + p.refused_turn_to_platform * _f4(tile.refused[i])
            most = min(tile.need[i] * response * turned_away + invests, p.most_interested)
            free = (home.exclusion[i] == 0) & (home.bucket[product, i] == 0)
            tile.tempted[i] = _u1(free & (luck[i] < tile.visible[i] * most))
        for j in range(rows_with(tile.pick, tile.tempted, rows)):
            i = tile.pick[j]
            seek_loan(home, tile, book, world, i, product, tile.visible[i], luck[i], size[i], month)


@kernel
def seek_loan(home, tile, book, world, i, product, visible, luck, size, month):
    """One household considers one offer: does it want it at this price, for how much, and what becomes of the money?"""
    p = world.p
    group = home.group
    if product == Product.CARD_INSTALMENT:
        if home.bucket[Product.CARD, i] > 0:
            return
        lender = _i8(home.lender[Product.CARD, i])
    elif home.balance[product, i] > 0:
        lender = _i8(home.lender[product, i])
    else:
        lender = pick_lender(world, home, i, product, month)
    quotes = world.quotes[group]
    rate = quotes.rate[product, lender]
    invests = world.terms[group].diversion * arbitrage(p, outside_return(world, home, i), rate)
    above = quotes.log_rate[product, lender] - quotes.log_usual[product]
    wish = tile.need[i] * kinked_response(p, above, rate, home.reference_rate[i])
    if product == Product.PLATFORM_LOAN and tile.refused[i]:
        wish *= _ONE + p.refused_turn_to_platform
    chance = visible * min(wish + invests, p.most_interested)
    if luck >= chance:
        return
    term_luck = uniform(world.seed, home.household[i], month, Decision.TERM_OF_CASH + product)
    months = drawn_term(world, product, term_luck, world.terms[group].term_limit[product])
    income = max(tile.normal_income[i], _ONE)
    ceiling = acceptable_payment(p, home.payment_ceiling[i], _ZERO, (tile.obligations[i] + tile.rent_due[i]) / income)
    amount = amount_sought(income, ceiling, rate, months, size)
    if product == Product.CARD_INSTALMENT:
        used = _i8(home.balance[Product.CARD, i]) + home.balance[product, i]
        amount = min(amount, cny(max(home.card_limit[i] - used, _i8(0))))
    if amount < p.smallest_loan * _f4(0.2):
        return
    granted, contract = apply_for_loan(home, tile, book, world, i, product, lender, amount, months, month)
    if granted <= _ZERO:
        return
    subsidised = rate_aid(world, group, product, lender) > _ZERO and size < p.verified_use
    flags = _u1(_CASH_OUT | (_SUBSIDISED if subsidised else _u1(0)))
    open_loan(home, tile, book, world, i, product, lender, granted, contract, months, flags, month)
    home.reference_rate[i] += p.reference_memory * (contract - home.reference_rate[i])
    if luck < visible * invests and not subsidised:
        pay(book, Cash.DIVERTED, 0, home, i, min(fen(granted), home.deposits[i]))


@kernel
def study_on_credit(home, tile, book, world, month):
    """Education loans of students and graduates: rare, long, at a low rate; the money pays for schooling."""
    if home.segment_start > 1:
        return
    p = world.p
    chance = p.education_loan_monthly * reach_of(world, home.group, Product.EDUCATION_LOAN)
    product = Product.EDUCATION_LOAN
    for i in range(home.rows):
        if home.balance[product, i] > 0 or home.exclusion[i] > 0:
            continue
        luck = uniform(world.seed, home.household[i], month, Decision.EDUCATION)
        if luck < chance:
            lender = pick_lender(world, home, i, product, month)
            term_luck = uniform(world.seed, home.household[i], month, Decision.TERM_OF_CASH + product)
            months = drawn_term(world, product, term_luck, world.terms[home.group].term_limit[product])
            amount = p.education_loan_size
            granted, rate = apply_for_loan(home, tile, book, world, i, product, lender, amount, months, month)
            if granted > _ZERO:
                open_loan(home, tile, book, world, i, product, lender, granted, rate, months, _u1(0), month)
                pay(book, Cash.TICKETS, 13, home, i, fen(granted))
