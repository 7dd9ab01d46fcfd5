"""What goes over the till this month: who tries to buy which item, at what list price, and the luck of the choice how
to pay. Drawn for a whole block at once, in short loops over those who try."""

from __future__ import annotations

import numpy as np

from sim.agents.household.tickets.dates import (
    EARLY,
    UPGRADE,
    aware_of_offers,
    list_buyers,
    replacement_interval,
    sector_of,
    would_advance,
    would_wait,
)
from sim.engine.blocks import STRIDE
from sim.engine.draws import Decision, open_unit, philox
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp, log, normal_quantile, power
from sim.policy.vocabulary import Sector

_f4, _i8, _u1, _u4 = np.float32, np.int64, np.uint8, np.uint32
_ZERO = _f4(0)
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
def list_tickets(home, tile, world, month):
    """All tickets of a block, by durable and then by row: `tile.buyer`, `tile.durable`, `tile.sector`. Returns how
    many. What is bought of one durable does not depend on whether another one is bought."""
    found = list_buyers(home, tile, world)
    tickets = 0
    for durable in range(home.durable_due.shape[0]):
        buyers = 0
        for j in range(found):
            i = tile.pick[j]
            tile.pick_2[buyers] = i
            buyers += _i8(tile.why[durable, i] != 0)
        tickets = choose_items(home, tile, world, month, durable, buyers, tickets)
    return tickets


@kernel
def choose_items(home, tile, world, month, durable, buyers, tickets):
    """Of the rows in `tile.pick_2`, those that go to a till, and for what, listed after the tickets that there are.
    Returns how many there are now. Who wants a fuel car and has no plate bids for one instead."""
    for j in range(buyers):
        i = tile.pick_2[j]
        early = tile.why[durable, i] == EARLY
        waits = world.offers[home.group].wait[durable] > _ZERO and tile.why[durable, i] != UPGRADE
        follows = (early or waits) and aware_of_offers(world, home, i, durable)
        if early and not follows:
            continue
        sector = sector_of(home, world, i, durable, month)
        if early and not would_advance(world, home, i, durable, sector, month):
            continue
        if waits and follows and would_wait(world, home, i, durable, sector):
            continue
        if sector == Sector.ICE and not home.plate[i]:
            home.bidding[i] = _u1(max(home.bidding[i], 1))
            continue
        tile.buyer[tickets] = i
        tile.durable[tickets] = durable
        tile.sector[tickets] = sector
        tickets += 1
    return tickets


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
def draw_claims(tile, seed, month, count):
    """The words that decide over aid for each of the tickets: day, item, place in the queue. `tile.kind` : sector."""
    s0, s1 = seed[0], seed[1]
    first = _u4((_u4(month) << _u4(8)) | _u4(Decision.AID))
    day, item, queue = tile.claim_day, tile.claim_item, tile.claim_queue
    for j in range(count):
        day[j], item[j], queue[j], _ = philox(tile.who[j], first + tile.kind[j], s0, s1)


@kernel
def plan_intervals(tile, seed, month, count):
    """Months to the next planned purchase of what each ticket buys."""
    months, scale, shape = tile.next_due, tile.interval_scale, tile.interval_shape
    draw_first(months, tile.who, tile.kind, seed, month, Decision.PLAN, count)
    for j in range(count):
        months[j] = replacement_interval(months[j], scale[j], shape[j])


@kernel
def draw_items(home, tile, world, month, tickets):
    """List price, date of the next purchase, luck of the term, taste for each way to pay, and luck of merchant and of
    aid, of all tickets of a block."""
    who, kind, income, price = tile.who, tile.kind, tile.income, tile.price
    market, goods = world.market, world.goods
    elasticity, spread = tile.elasticity, tile.spread
    for j in range(tickets):
        i, durable = tile.buyer[j], tile.durable[j]
        who[j] = home.household[i]
        kind[j] = _u4(durable)
        income[j] = tile.normal_income[i]
        elasticity[j] = goods.elasticity[durable]
        spread[j] = goods.spread[durable]
        tile.interval_scale[j] = goods.scale[durable]
        tile.interval_shape[j] = goods.shape[durable]
    drawn = (tickets + STRIDE - 1) // STRIDE * STRIDE
    draw_first(price, who, kind, world.seed, month, Decision.PRICE, drawn)
    mean = world.p.mean_income * world.now.wage_index
    for j in range(drawn):
        price[j] = list_price(_f4(1), income[j], mean, elasticity[j], spread[j], price[j])
    plan_intervals(tile, world.seed, month, drawn)
    for j in range(tickets):
        price[j] *= market.price[tile.sector[j]]
        kind[j] = _u4(tile.sector[j] % 8)
    draw_first(tile.term_luck, who, kind, world.seed, month, Decision.TERM, drawn)
    draw_noise(tile.taste, who, kind, world.seed, month, Decision.FINANCING, drawn)
    draw_noise(tile.taste_2, who, kind, world.seed, month, Decision.TASTE, drawn)
    for j in range(tickets):
        kind[j] = _u4(tile.sector[j])
    draw_first(tile.merchant_luck, who, kind, world.seed, month, Decision.MERCHANT, drawn)
    draw_claims(tile, world.seed, month, drawn)
