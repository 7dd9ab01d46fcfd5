"""Services bought by instalments where they are sold: trips, courses, sport, care (场景分期).

The loan pays the provider, so that nothing of it is cash to be diverted; but the money that was put by for the purchase
stays with the household, and some of it is spent. Baskets are a little larger on credit; part of what is bought more
lies outside the city.
"""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import acceptable_payment, apply_for_loan, drawn_term, level_payment, open_loan
from sim.agents.lender import listed_rate, pick_lender
from sim.agents.traits import inclined_to_borrow
from sim.books.flows import Cash, Count
from sim.books.ledger import pay
from sim.books.tallies import count_approval
from sim.engine.draws import Decision, four_uniforms
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp
from sim.policy.vocabulary import Product, Sector
from sim.units import cny, fen

_f4, _i8, _u1 = np.float32, np.int64, np.uint8
_ZERO, _ONE, _MOST = _f4(0), _f4(1), _f4(2)
_FIRST, _SCENES = _i8(Sector.CULTURE), 4
"""Culture, travel, education, health: services with a price list."""


@formula
def purchase_chance(spending, price, coverage, take_up):
    """Chance that a household pays a purchase of this month by instalments: what it spends on the sector over the
    price is the number of such purchases, of which so many have the offer and are paid so. spending, price : CNY.
    coverage, take_up : fractions. Assumption, see parameters: scene_take_up."""
    return min(spending / price, _ONE) * coverage * take_up


@formula
def rate_response(p, log_rate, log_usual):
    """Odds factor of taking credit at this rate against the usual one, at most 2: e (ln(APR + k) - ln(usual + k)).
    Source: memo 3.5, prior b_r."""
    return min(exp(p.rate_slope * (p.rate_slope_at + p.rate_curvature) * (log_rate - log_usual)), _MOST)


@kernel
def buy_scenes(home, tile, book, world, month):
    """Purchases of services whose provider offers instalments, sector by sector."""
    terms = world.terms[home.group]
    offered = False
    for k in range(_SCENES):
        offered = offered or (terms.scene_offer[_FIRST + k] > _ZERO and terms.scene_price[_FIRST + k] > _ZERO)
    if not offered:
        return
    four_uniforms(tile.luck, home.household, world.seed, month, Decision.SCENE, home.rows)
    for k in range(_SCENES):
        sector = _FIRST + k
        coverage, price = terms.scene_offer[sector], terms.scene_price[sector]
        if coverage <= _ZERO or price <= _ZERO:
            continue
        share = world.offers[home.group].sector_share[sector]
        for i in range(home.rows):
            likes = world.p.scene_take_up * (_ONE if inclined_to_borrow(home, i) else world.p.reluctance)
            chance = purchase_chance(cny(tile.services[i]) * share, price, coverage, likes)
            if home.exclusion[i] == 0 and tile.luck[k, i] < chance * _MOST:
                buy_scene(home, tile, book, world, i, sector, price, chance, tile.luck[k, i], month)


@kernel
def buy_scene(home, tile, book, world, i, sector, price, chance, luck, month):
    """One purchase: by instalments on the card where its line has room, else by a platform's loan. luck : uniform,
    below twice the chance."""
    p, group = world.p, home.group
    amount = price * (_ONE + p.bnpl_lift)
    used = _i8(home.balance[Product.CARD, i]) + _i8(home.balance[Product.CARD_INSTALMENT, i])
    by_card = home.bucket[Product.CARD, i] == 0 and fen(amount) <= _i8(home.card_limit[i]) - used
    product = _i8(Product.CARD_INSTALMENT) if by_card else _i8(Product.PLATFORM_LOAN)
    if home.bucket[product, i] != 0:
        return
    lender = _i8(home.lender[Product.CARD, i]) if by_card else pick_lender(world, home, i, product, month)
    if home.balance[product, i] > 0:
        lender = _i8(home.lender[product, i])
    quotes = world.quotes[group]
    likely = chance * rate_response(p, quotes.log_rate[product, lender], quotes.log_usual[product])
    if luck >= likely:
        return
    months = drawn_term(world, product, luck / likely, world.terms[group].term_limit[product])
    rate = listed_rate(world, group, product, lender)
    income = max(tile.normal_income[i], _ONE)
    committed = (tile.obligations[i] + tile.rent_due[i]) / income
    if level_payment(amount, rate, months) / income > acceptable_payment(p, home.payment_ceiling[i], _ZERO, committed):
        return
    granted = amount
    if by_card:
        book.counts[Count.APPLICATIONS, product, lender] += 1
        count_approval(book, home.group, product, lender)
    else:
        granted, rate = apply_for_loan(home, tile, book, world, i, product, lender, amount, months, month)
    if granted < amount:
        return
    open_loan(home, tile, book, world, i, product, lender, amount, rate, months, _u1(0), month)
    extra = fen(p.bnpl_lift * price)
    away = fen(p.bnpl_lift * price * world.terms[group].scene_away[sector])
    pay(book, Cash.AWAY, sector, home, i, away)
    pay(book, Cash.SPENDING, sector, home, i, extra - away)
