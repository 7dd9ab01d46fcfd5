"""Government: budgets in tranches, admission of claims, settlement; the plate auction; this month's prices and aid.

A budget is never overspent: claims are admitted with the chance that the money left allows, the till deducts the aid,
the merchant fronts it, and the month's settlement pays what is left; the rest is the merchant's loss and is shown.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.merchant import SIZES
from sim.agents.merchant_loans import set_saved_interest
from sim.agents.sharing import give_room
from sim.books.flows import Group
from sim.books.tallies import LOTTERY_BINS
from sim.engine.kernel import formula, kernel
from sim.engine.maths import power
from sim.policy.claims import at_the_till, expected_aid, for_purchases, net_aid, reckoned_cut
from sim.policy.programmes import FORESIGHT, NO_CAP, Pays
from sim.policy.vocabulary import Car, Durable, Sector

_f4, _f8, _i8 = np.float32, np.float64, np.int64
_ZERO, _ONE = _f4(0), _f4(1)
_SAFETY = _f8(0.98)
_OLD = 60

Array = NDArray[np.float32]


class Market(NamedTuple):
    """Prices that every household finds at the start of the month."""

    price: Array  # [sector] mean list price of a large ticket, CNY
    asked: Array  # [sector] what merchants ask over the list price, mean by their shares
    kept: Array  # [sector] part of it by which they keep public aid, over the list price
    tax: Array  # [sector] purchase tax on it before relief, CNY
    plate_threshold: np.float32  # uniforms below win a plate
    plates_left: np.int64  # plates not taken up last month
    households: np.float32  # of the sample
    plate_bid: np.float32  # CNY, price for which last month's bidders held the cash
    small_ticket: np.float32  # CNY, from which interest subsidies call a ticket large; infinite where none does
    rebate_lost: np.float32  # part of a car loan that dealers no longer receive from lenders
    saved: Array  # [sector] interest on merchants' loans that the public pays, over sales
    cover_paid: np.float32  # part of the losses that funds took over last month that they paid


class Offer(NamedTuple):
    """What the households of one group find at the start of the month: [group, ...]."""

    class_factor: Array  # [g, 3] season, opening and price cuts of necessities, goods, services
    sector_share: Array  # [g, sector] share of a sector in its class
    widest_subsidy: Array  # [g, durable] largest expected aid and discount over price
    act: Array  # [g, durable] chance that a household that would buy early does so this month
    wait: Array  # [g, durable] months until aid is known to be higher; 0 = not worth waiting for
    rate_aid: Array  # [g, product, lender type] expected interest subsidy over the life of a loan, 1/year
    running_aid: Array  # [g] CNY that the owner of a new-energy car may expect for its running costs, in all
    stocked: Array  # [g, sector] bought ahead in campaigns and not yet used, months of usual spending


@formula
def admission(left, claimed, admitted):
    """Chance that a claim is admitted: what is left, less a reserve, over what would be claimed if all were admitted.
    left, claimed : fen.  admitted : last month's chance."""
    asked = claimed / max(admitted, 0.01)
    return min(1.0, _SAFETY * left / asked) if asked > 0.0 else (1.0 if left > 0.0 else 0.0)


@kernel
def reach(left, promised):
    """Part of what is promised to every household that the budget holds, fraction: a transfer too dear is smaller for
    all. left, promised : fen. The last digits are left out so that rounding never overspends."""
    return min(1.0, left / promised * (1.0 - 1e-6)) if promised > left else 1.0


@kernel
def promised(world, book, k):
    """What a transfer would cost this month if the budget held it all, fen: the amount times the households of last
    month in its groups."""
    row = world.programmes[k]
    households = _f8(0)
    for group in range(world.group_count):
        households += book.groups[Group.HOUSEHOLDS, group] if row.groups[group] != 0 else 0
    return households * np.floor(_f8(row.amount) * 100.0)


@kernel
def open_budgets(world, book, schedule, month):
    """Windows move on, tranches are released; admission is set from last month's claims."""
    for k in range(world.programme_count):
        row = world.programmes[k]
        today = schedule[month, k]
        last = row.window
        row.window = today.window
        row.fresh = today.fresh
        row.quota = today.quota
        row.left += today.budget
        chance = 1.0
        if row.open_ended == 0:
            growth = _f8(today.window) / max(_f8(last), 0.1) if last > _ZERO else 1.0
            chance = admission(_f8(row.left), _f8(row.claimed) * growth, _f8(row.admit))
            if row.pays == Pays.TRANSFER:
                chance = reach(_f8(row.left), promised(world, book, k))
        row.admit = _f4(chance) if today.window > _ZERO else _ZERO
        for ahead in range(FORESIGHT):
            later = month + 1 + ahead
            seen = later < schedule.shape[0] and (month >= row.known or today.window > _ZERO)
            row.soon[ahead] = schedule[later, k].window if seen else _ZERO
        row.months_ahead = months_ahead(schedule, k, month)
        row.room = give_room(world, book, k) if row.pays == Pays.LOSSES else NO_CAP


@kernel
def list_open(world):
    """Which programmes can pay this month: by sector for purchases, and those that pay interest."""
    listed = world.open
    listed.sector_count[:] = 0
    listed.soon_count[:] = 0
    listed.rate_count = 0
    listed.owner_count = 0
    for j in range(world.programme_count):
        k = listed.order[j]
        row = world.programmes[k]
        if for_purchases(row.pays) and row.soon.max() > _ZERO:
            for sector in range(row.sectors.shape[0]):
                if row.sectors[sector] != 0:
                    listed.soon[sector, listed.soon_count[sector]] = k
                    listed.soon_count[sector] += 1
        if row.window <= _ZERO or row.admit <= _ZERO:
            continue
        if row.pays == Pays.RATE_POINTS:
            listed.of_rates[listed.rate_count] = k
            listed.rate_count += 1
        elif row.pays == Pays.RUNNING_COST:
            listed.of_owners[listed.owner_count] = k
            listed.owner_count += 1
        elif for_purchases(row.pays):
            for sector in range(row.sectors.shape[0]):
                if row.sectors[sector] != 0:
                    listed.of_sector[sector, listed.sector_count[sector]] = k
                    listed.sector_count[sector] += 1


@formula
def months_ahead(schedule, k, month):
    """Months, by share of days covered, from this one until the programme's window closes."""
    months = _ZERO
    while month < schedule.shape[0] and schedule[month, k].window > _ZERO:
        months += schedule[month, k].window
        month += 1
    return months


@kernel
def settle_claims(world, claims):
    """Pay what was claimed as far as the budget goes. claims : fen, [programme]."""
    for k in range(world.programme_count):
        row = world.programmes[k]
        allowed = min(claims[k], row.room)
        row.paid = allowed if row.open_ended != 0 else min(allowed, row.left)
        row.claimed = claims[k]
        if row.open_ended == 0:
            row.left -= row.paid


@kernel
def funded_share(world):
    """Part of the aid fronted at the tills this month that budgets reach, fraction: 1 where none was claimed."""
    claimed, paid = _f8(0), _f8(0)
    for k in range(world.programme_count):
        row = world.programmes[k]
        if at_the_till(row.pays):
            claimed += _f8(row.claimed)
            paid += _f8(row.paid)
    return paid / claimed if claimed > 0.0 else 1.0


@kernel
def draw_plates(market, lottery, quota):
    """The threshold below which bidders win: the highest bin edge at which no more than the quota win."""
    won = _i8(0)
    edge = 0
    while edge < LOTTERY_BINS and won + lottery[edge] <= quota:
        won += lottery[edge]
        edge += 1
    market.plate_threshold = _f4(edge) / _f4(LOTTERY_BINS)
    market.plates_left = quota - won


@formula
def auction_price(usual, bidders, on_credit, response):
    """Price at which plates are sold next, CNY: the usual one times (bidders / bidders who hold the cash)^response.
    usual : CNY.  bidders, on_credit : of the last auction, and those of them who bid with a loan.  response : 0 where a
    binding warning price leaves no room. Assumption, see parameters: plate_price_response."""
    if on_credit == 0:
        return usual
    return usual * power(_f4(bidders) / _f4(max(bidders - on_credit, 1)), response)


@kernel
def set_prices(world):
    """Mean ticket prices: the base price, this month's wages (households trade up) and the car price index; what
    merchants ask over them."""
    goods = world.goods
    market = world.market
    merchants = world.merchants
    index = world.now.wage_index
    for sector in range(goods.price.shape[0]):
        price = goods.price[sector] * index
        car = sector == Sector.NEV or sector == Sector.ICE or sector == Sector.USED_CAR
        price *= world.now.car_price if car else _ONE
        market.price[sector] = price if sector != Sector.PLATE else world.now.plate_price
        new = sector == Sector.NEV or sector == Sector.ICE
        market.tax[sector] = price * world.p.purchase_tax if new else _ZERO
        market.asked[sector] = _ONE
        market.kept[sector] = _ZERO
        for k in range(sector * SIZES, (sector + 1) * SIZES):
            market.asked[sector] += merchants.share[k] * (merchants.price[k] - _ONE)
            market.kept[sector] += merchants.share[k] * merchants.kept[k]


@kernel
def stock_up(world, g, sector):
    """What households of a group buy ahead of need in a campaign less what they need not buy because they did before,
    months of usual spending on a sector. Over time nothing is bought but sooner. Assumption: so much of a month's
    purchases a unit of discount, used up over some months, see parameters: campaign_stocking, campaign_stock_months."""
    ahead = world.p.campaign_stocking * world.terms[g].campaign[sector]
    used = world.offers[g].stocked[sector] / world.p.campaign_stock_months
    world.offers[g].stocked[sector] += ahead - used
    return ahead - used


@kernel
def set_class_factors(world):
    """Seasons, campaign days, closures, demand beside plans and price cuts, by sector, weighted up to classes for every
    group.
    A price cut of c changes the amount paid by (1 - c)^(1 - eta). Source: memo 3.3, eta_food, eta_serv."""
    goods = world.goods
    p = world.p
    sectors = goods.weight.shape[0]
    for g in range(world.group_count):
        for kind in range(3):
            eta = p.price_food if kind == 0 else (p.price_goods if kind == 1 else p.price_services)
            usual = _ZERO
            now = _ZERO
            for sector in range(sectors):
                if goods.sector_class[sector] != kind:
                    continue
                cut = min(world.terms[g].price_cut[sector] + world.market.saved[sector], _f4(0.9))
                paid = power(_ONE - cut, _ONE - eta)
                weight = goods.weight[sector] * world.now.season[sector] * world.now.opening[sector]
                bought = weight * paid + goods.weight[sector] * stock_up(world, g, sector)
                world.offers[g].sector_share[sector] = bought
                usual += goods.weight[sector]
                now += bought
            world.offers[g].class_factor[kind] = now / max(usual, _f4(1e-9)) * world.now.demand
            for sector in range(sectors):
                if goods.sector_class[sector] == kind:
                    world.offers[g].sector_share[sector] /= max(now, _f4(1e-9))


@kernel
def widest_subsidy(world, g, durable, ahead):
    """The largest aid and discount over price that anybody of a group may expect on a durable: this month (ahead = 0),
    or in so many months, as far as known now."""
    market = world.market
    best = _ZERO
    first = 3 + durable if durable < 4 else 7
    last = first + 1 if durable < 4 else 10
    for sector in range(first, last):
        price = max(market.price[sector], _ONE)
        aid = expected_aid(world, g, sector, price, market.tax[sector], Car.ICE, _OLD, ahead)
        best = max(best, net_aid(aid, price, market.kept[sector]) + reckoned_cut(world, g, sector))
    return best


@kernel
def aid_changes(world):
    """Is any aid for purchases known to begin, to end or to change its days within the months that households look
    ahead? In most months none is, and then there is nothing to think about."""
    for k in range(world.programme_count):
        row = world.programmes[k]
        if not for_purchases(row.pays):
            continue
        for ahead in range(FORESIGHT):
            if row.soon[ahead] != row.window:
                return True
    return False


@formula
def last_chance(usual, deadline, now, next_month):
    """Chance to act of a household that would buy early: as usual while aid goes on, up to `deadline` in the month
    before all of it ends. now, next_month : aid over price. Assumption; prior deadline_act."""
    ending = (now - next_month) / now if now > next_month else _ZERO
    return usual + max(deadline - usual, _ZERO) * ending


@kernel
def set_outlook(world, g, durable, changes):
    """What a group makes of aid that is known to begin or end: wait for it, or hurry."""
    p = world.p
    offer = world.offers[g]
    now = offer.widest_subsidy[durable]
    offer.act[durable] = p.act_hazard
    offer.wait[durable] = _ZERO
    if not changes:
        return
    offer.act[durable] = last_chance(p.act_hazard, p.deadline_act, now, widest_subsidy(world, g, durable, 1))
    for ahead in range(1, FORESIGHT + 1):
        gain = widest_subsidy(world, g, durable, ahead) - now
        if gain > _ZERO and gain * world.goods.life[durable] / p.advance_cost >= _f4(ahead):
            offer.wait[durable] = _f4(ahead)
            return


@kernel
def set_expected_aid(world):
    """For every group: the largest aid it may expect on each durable, and on the rate of each loan."""
    market = world.market
    market.small_ticket = np.inf
    for k in range(world.programme_count):
        row = world.programmes[k]
        if row.pays == Pays.RATE_POINTS and row.window > _ZERO and row.threshold > _ZERO:
            market.small_ticket = min(market.small_ticket, row.threshold)
    changes = aid_changes(world)
    for g in range(world.group_count):
        for durable in range(world.goods.interval.shape[0]):
            world.offers[g].widest_subsidy[durable] = widest_subsidy(world, g, durable, 0)
            set_outlook(world, g, durable, changes)
        world.offers[g].running_aid = expected_running_aid(world, g)
        for product in range(world.products.term.shape[0]):
            for kind in range(world.offers[g].rate_aid.shape[1]):
                world.offers[g].rate_aid[product, kind] = expected_rate_aid(world, g, product, kind)


@kernel
def expected_running_aid(world, g):
    """CNY that a household which buys a new-energy car today may expect for its running costs while it keeps the car
    and programmes last: of every stack the better one."""
    total, best = _ZERO, _ZERO
    stack = _i8(-1)
    for j in range(world.open.owner_count):
        row = world.programmes[world.open.of_owners[j]]
        if row.stack != stack:
            total += best
            stack, best = row.stack, _ZERO
        if row.groups[g] != 0:
            best = max(best, row.amount * row.admit * min(row.months_ahead, world.goods.life[Durable.CAR]))
    return total + best


@kernel
def expected_rate_aid(world, g, product, kind):
    """Interest subsidy that a new loan by this type of lender may expect, averaged over its life: points while the
    programme lasts. Caps on what one borrower gets are left out (assumption: they bind for few)."""
    best = _ZERO
    term = max(world.products.term[product], _ONE)
    for j in range(world.open.rate_count):
        row = world.programmes[world.open.of_rates[j]]
        if row.products[product] == 0 or row.groups[g] == 0 or row.lenders[kind] == 0:
            continue
        points = min(row.amount, row.share_of_rate * world.products.rate_reference[product])
        part = min(row.months_ahead, term) / term
        best = max(best, points * world.p.statutory_pass_through * row.admit * part)
    return best


@kernel
def government_month(world, book, schedule, month):
    """Budgets open, the plate auction is settled for last month's bidders, prices and expected aid are set."""
    open_budgets(world, book, schedule, month)
    list_open(world)
    world.market.plate_bid = world.market.price[Sector.PLATE]
    draw_plates(world.market, book.lottery[0], world.now.plate_quota)
    set_prices(world)
    set_saved_interest(world)
    on_credit = book.lottery[1].sum()
    world.market.price[Sector.PLATE] = auction_price(
        world.now.plate_price, book.lottery[0].sum(), on_credit, world.p.plate_price_response
    )
    set_class_factors(world)
    set_expected_aid(world)
