"""Offers of cash considered together: which lender each tempted household meets, whether it wants the loan at that
price, and how much it asks for. Luck and mathematics run in short loops over a compact list, an offer a place."""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import acceptable_payment
from sim.agents.household.cash.demand import amount_sought, arbitrage, kinked_response, outside_return
from sim.engine.blocks import STRIDE
from sim.engine.draws import Decision, open_unit, philox
from sim.engine.kernel import kernel
from sim.engine.maths import normal_quantile
from sim.policy.vocabulary import Product
from sim.units import cny

_f4, _i4, _i8, _u1, _u4 = np.float32, np.int32, np.int64, np.uint8, np.uint32
_ZERO, _ONE = _f4(0), _f4(1)


@kernel
def draw_listed(out, who, seed, month, decision, count):
    """One uniform for each of the households `who` of a compact list, as `uniform` gives them."""
    s0, s1 = seed[0], seed[1]
    key = _u4((_u4(month) << _u4(8)) | _u4(decision))
    for j in range(count):
        out[j] = open_unit(philox(who[j], key, s0, s1)[0])


@kernel
def meet_lenders(tile, world, product, month, count):
    """The lender that each of the listed meets if it has none (`pick_lender`): `tile.met`. Standing is cumulative, so
    that the lender is the number of those whose standing the luck has passed."""
    luck, met = tile.offer_luck, tile.met
    draw_listed(luck, tile.offered, world.seed, month, Decision.LENDER + product, count)
    for j in range(count):
        met[j] = 0
    standing = world.lenders.choice[product]
    for k in range(standing.shape[0] - 1):
        passed = standing[k]
        for j in range(count):
            met[j] += _i4(luck[j] >= passed)


@kernel
def draw_terms(tile, world, product, month, longest, count):
    """The term that each of the listed would have (`drawn_term`): `tile.offer_term`, month."""
    luck, term = tile.offer_luck, tile.offer_term
    draw_listed(luck, tile.offered, world.seed, month, Decision.TERM_OF_CASH + product, count)
    share, terms = world.products.term_share[product], world.products.terms[product]
    for j in range(count):
        term[j] = min(terms[0], longest)
    for k in range(1, share.shape[0]):
        passed, usual = share[k - 1], min(terms[k], longest)
        for j in range(count):
            term[j] = usual if luck[j] >= passed else term[j]


@kernel
def list_offers(home, tile, world, product, luck, size, month, count):
    """Lender, rate and all that the answer depends on, of the households in `tile.pick`."""
    quotes, turn = world.quotes[home.group], world.p.refused_turn_to_platform
    for j in range(count):
        tile.offered[j] = home.household[tile.pick[j]]
    meet_lenders(tile, world, product, month, (count + STRIDE - 1) // STRIDE * STRIDE)
    for j in range(count):
        i = tile.pick[j]
        lender = _i8(tile.met[j])
        if product == Product.CARD_INSTALMENT:
            lender = _i8(home.lender[Product.CARD, i])
        elif home.balance[product, i] > 0:
            lender = _i8(home.lender[product, i])
        tile.met[j] = _i4(lender)
        tile.offer_rate[j] = quotes.rate[product, lender]
        tile.offer_above[j] = quotes.log_rate[product, lender] - quotes.log_usual[product]
        tile.offer_reference[j] = home.reference_rate[i]
        tile.offer_outside[j] = outside_return(world, home, i)
        tile.offer_need[j] = tile.need[i]
        tile.offer_turn[j] = _ONE + turn if product == Product.PLATFORM_LOAN and tile.refused[i] else _ONE
        tile.offer_seen[j] = tile.visible[i]
        tile.offer_income[j] = max(tile.normal_income[i], _ONE)
        tile.offer_ceiling[j] = home.payment_ceiling[i]
        tile.offer_committed[j] = tile.obligations[i] + tile.rent_due[i]
        tile.wish_luck[j] = luck[i]
        tile.size_luck[j] = size[i]
        used = _i8(home.balance[Product.CARD, i]) + home.balance[Product.CARD_INSTALMENT, i]
        line = cny(max(home.card_limit[i] - used, _i8(0)))
        tile.offer_room[j] = line if product == Product.CARD_INSTALMENT else _f4(np.inf)


@kernel
def consider_offers(home, tile, world, product, luck, size, month, count):
    """Does each of the households in `tile.pick` want the product at this price, and for how much? Afterwards
    `tile.asks` says who applies to lender `tile.met`, for `tile.offer_amount` CNY over `tile.offer_term` months.
    luck, size : uniforms by row, of wanting it and of the amount."""
    p, terms = world.p, world.terms[home.group]
    list_offers(home, tile, world, product, luck, size, month, count)
    whole = (count + STRIDE - 1) // STRIDE * STRIDE
    draw_terms(tile, world, product, month, terms.term_limit[product], whole)
    diversion, least = terms.diversion, p.smallest_loan * _f4(0.2)
    for j in range(whole):
        rate, income, seen = tile.offer_rate[j], tile.offer_income[j], tile.offer_seen[j]
        invests = diversion * arbitrage(p, tile.offer_outside[j], rate)
        wish = tile.offer_need[j] * kinked_response(p, tile.offer_above[j], rate, tile.offer_reference[j])
        chance = seen * min(wish * tile.offer_turn[j] + invests, p.most_interested)
        ceiling = acceptable_payment(p, tile.offer_ceiling[j], _ZERO, tile.offer_committed[j] / income)
        amount = amount_sought(income, ceiling, rate, tile.offer_term[j], tile.size_luck[j])
        amount = min(amount, tile.offer_room[j])
        tile.diverts_below[j] = seen * invests
        tile.offer_amount[j] = amount
        tile.asks[j] = _u1((tile.wish_luck[j] < chance) & (amount >= least))
    error = tile.score_error
    draw_listed(error, tile.offered, world.seed, month, Decision.SCORE + product, whole)
    for j in range(whole):
        error[j] = normal_quantile(error[j])
