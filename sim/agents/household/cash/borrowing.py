"""Borrowing in cash: who sees an offer and applies, how much is asked for, and what is put to another use.

Reach comes before need: a household sees a product with probability 1 - e^(-exposures). Loans are sought when cash
is short and, by some, when a loan costs less than the outside return: that money is diverted.
"""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import apply_for_loan, apply_with_score, drawn_term, open_loan, rows_with
from sim.agents.household.cash.demand import arbitrage, price_response
from sim.agents.household.cash.offers import consider_offers
from sim.agents.lender import displayed_rate, pick_lender, rate_aid, reach_of, seen_score
from sim.agents.quotes import felt_rate
from sim.agents.traits import inclined_to_borrow
from sim.books.flows import Cash
from sim.books.ledger import pay
from sim.engine.draws import Decision, four_uniforms, uniform
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp, logistic
from sim.policy.vocabulary import Product
from sim.units import fen

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
        if product == Product.CARD_INSTALMENT:
            for i in range(rows):
                tile.tempted[i] &= _u1(home.bucket[Product.CARD, i] == 0)
        count = rows_with(tile.pick, tile.tempted, rows)
        consider_offers(home, tile, world, product, luck, size, month, count)
        borrow_listed(home, tile, book, world, product, month, count)


@kernel
def borrow_listed(home, tile, book, world, product, month, count):
    """Those who ask for a loan apply for it, and some of the money is put to another use. count : of those who
    considered the offer."""
    p, group = world.p, home.group
    for at in range(rows_with(tile.pick_2, tile.asks, count)):
        j = tile.pick_2[at]
        i, lender, months = tile.pick[j], _i8(tile.met[j]), tile.offer_term[j]
        score = seen_score(world, home, i, lender, tile.score_error[j])
        granted, contract = apply_with_score(
            home, tile, book, world, i, product, lender, tile.offer_amount[j], months, score, _ONE, _ZERO, month
        )
        if granted <= _ZERO:
            continue
        subsidised = rate_aid(world, group, product, lender) > _ZERO and tile.size_luck[j] < p.verified_use
        flags = _u1(_CASH_OUT | (_SUBSIDISED if subsidised else _u1(0)))
        open_loan(home, tile, book, world, i, product, lender, granted, contract, months, flags, month)
        home.reference_rate[i] += p.reference_memory * (contract - home.reference_rate[i])
        if tile.wish_luck[j] < tile.diverts_below[j] and not subsidised:
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
