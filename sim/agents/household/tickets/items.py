"""What goes over the till this month: who tries to buy which item, at what list price, and the luck of the choice how
to pay. Drawn for a whole block at once, in short loops over those who try."""

from __future__ import annotations

import numpy as np

from sim.agents.household.tickets.dates import aware_of_offers, sector_of, would_advance
from sim.engine.draws import Decision, open_unit, philox
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp, log, normal_quantile, power
from sim.policy.vocabulary import Sector

_f4, _i8, _u1, _u4 = np.float32, np.int64, np.uint8, np.uint32
_LEAST_INCOME = _f4(500)


@formula
def list_price(p_mean, income, mean_income, elasticity, spread, luck):
    """What this household's next item costs, CNY: the mean price times (income / mean)^elasticity times a lognormal
    of mean one. Assumption: richer households buy dearer goods."""
    taste = exp(spread * normal_quantile(luck) - _f4(0.5) * spread * spread)
    return p_mean * power(max(income, _LEAST_INCOME) / mean_income, elasticity) * taste


@formula
def gumbel(word):
    """A Gumbel draw from a Philox word: choices by the largest V + noise are multinomial logit."""
    return -log(-log(open_unit(word)))


@kernel
def choose_items(home, tile, world, month, durable, found):
    """Of the rows found in `tile.pick`, those that go to a till, and for what: `tile.sector`. Returns how many. Who
    wants a fuel car and has no plate bids for one instead."""
    tries = 0
    for j in range(found):
        i = tile.pick[j]
        why = tile.why[j]
        if why == 1 and not aware_of_offers(world, home, i, durable):
            continue
        sector = sector_of(home, world, i, durable, month)
        if why == 1 and not would_advance(world, home, i, durable, sector, month):
            continue
        if sector == Sector.ICE and not home.plate[i]:
            home.bidding[i] = _u1(max(home.bidding[i], 1))
            continue
        tile.pick[tries] = i
        tile.why[tries] = why
        tile.sector[tries] = sector
        tries += 1
    return tries


@kernel
def draw_noise(noise, who, kind, seed, month, decision, count):
    """Four Gumbel draws for each of the tickets: noise[0..3]. who : household.  kind : sector modulo 8."""
    s0, s1 = seed[0], seed[1]
    a, b, c, d = noise[0], noise[1], noise[2], noise[3]
    first = _u4((_u4(month) << _u4(8)) | _u4(decision))
    for j in range(count):
        w0, w1, w2, w3 = philox(who[j], first + kind[j], s0, s1)
        a[j] = gumbel(w0)
        b[j] = gumbel(w1)
        c[j] = gumbel(w2)
        d[j] = gumbel(w3)


@kernel
def draw_first(out, who, kind, seed, month, decision, count):
    """One uniform for each of the tickets."""
    s0, s1 = seed[0], seed[1]
    first = _u4((_u4(month) << _u4(8)) | _u4(decision))
    for j in range(count):
        out[j] = open_unit(philox(who[j], first + kind[j], s0, s1)[0])


@kernel
def draw_items(home, tile, world, month, durable, tries):
    """List price, luck of the term, and taste for each way to pay, of all tickets of a durable."""
    who, kind, income, price = tile.who, tile.kind, tile.income, tile.price
    market, goods = world.market, world.goods
    for j in range(tries):
        i = tile.pick[j]
        who[j] = home.household[i]
        kind[j] = _u4(0)
        income[j] = tile.normal_income[i]
    draw_first(price, who, kind, world.seed, month, Decision.PRICE + durable, tries)
    mean = world.p.mean_income * world.now.wage_index
    elasticity, spread = goods.elasticity[durable], goods.spread[durable]
    for j in range(tries):
        price[j] = list_price(_f4(1), income[j], mean, elasticity, spread, price[j])
    for j in range(tries):
        price[j] *= market.price[tile.sector[j]]
        kind[j] = _u4(tile.sector[j] % 8)
    draw_first(tile.term_luck, who, kind, world.seed, month, Decision.TERM, tries)
    draw_noise(tile.taste, who, kind, world.seed, month, Decision.FINANCING, tries)
    draw_noise(tile.taste_2, who, kind, world.seed, month, Decision.TASTE, tries)
