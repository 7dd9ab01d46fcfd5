"""Durables and large tickets: a planned date of replacement that a subsidy brings forward.

Not a proportional hazard: a household holds a planned date and advances it by D = s L / psi months when a subsidy s
appears, which gives the published payback of pulled-forward purchases (facts F12-F14). New adoption responds by an
elasticity of its own: the only part that is not borrowed from the future.
"""

from __future__ import annotations

import numpy as np

from sim.agents.cars import gives_car_up
from sim.agents.household.tickets.batteries import rent_advantage
from sim.engine.draws import ALWAYS, Decision, four_uniforms, uniform, uniforms
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp, log, power
from sim.policy.claims import expected_aid, net_aid, reckoned_cut
from sim.policy.vocabulary import Car, Durable, Sector

_f4, _i8, _i2, _u1 = np.float32, np.int64, np.int16, np.uint8
_ZERO, _ONE = _f4(0), _f4(1)
_NOW = _i8(0)
DUE, EARLY, UPGRADE = _u1(1), _u1(2), _u1(3)
"""Why a household buys: its date has come, it brings it forward, it had not planned to."""


@formula
def replacement_interval(luck, scale, shape):
    """Months from one purchase to the next planned one: Weibull by inverse CDF. scale : months, the mean over
    Gamma(1 + 1/shape).  Source: Hao et al. (2011) for cars, priors H_car, L_app, k_car, k_app."""
    return scale * power(-log(_ONE - luck), _ONE / shape)


@formula
def advance_months(subsidy, interval, cost):
    """How far a planned purchase is brought forward: D = s L / psi, months. subsidy : share of the price;
    interval : months between purchases; cost : psi, the loss from replacing a month early. Memo 3.4."""
    return subsidy * interval / cost


@formula
def upgrade_hazard(base, subsidy, elasticity):
    """Monthly chance of a purchase that was not planned: x (1 - s)^-e. Memo 3.4, prior e_up."""
    return base * power(_ONE - min(subsidy, _f4(0.6)), -elasticity)


@formula
def nev_share(trend, price_nev, price_ice, plate_cost, elasticity):
    """Chance that a new car is a new-energy one: logit of trend - e ln(price ratio), the price of a fuel car
    including the plate a buyer without one must win. Memo 3.4; trend is a path, prior e = eta_nev."""
    ratio = log(max(price_nev, _ONE) / max(price_ice + plate_cost, _ONE))
    return _ONE / (_ONE + exp(-(trend - elasticity * ratio)))


@formula
def subsidy_rate(world, home, i, sector, month):
    """By how much aid and discounts lower the price of this household's next item of a sector, over the list price:
    expected public aid, less what merchants keep of it, and what makers or merchants take off."""
    price = world.market.price[sector]
    tax = world.market.tax[sector]
    aid = expected_aid(world, home.group, sector, price, tax, home.car[i], home.car_age[i], _NOW)
    return net_aid(aid, price, world.market.kept[sector]) + reckoned_cut(world, home.group, sector)


@formula
def sector_of(home, world, i, durable, month):
    """The sector in which a planned item will be bought; for a car the kind is chosen here."""
    if durable != Durable.CAR:
        return _i8(durable) + Sector.DIGITAL
    return choose_car(home, world, i, month)


@kernel
def choose_car(home, world, i, month):
    """New or used, new-energy or fuel: by income, price after aid and tax, the plate it needs, what aid to its running
    costs is worth, and whether its battery can be rented. A household that is
    bidding for a plate keeps to one draw for its planned date: it does not think again every month."""
    p = world.p
    market = world.market
    date = max(month + _i8(home.durable_due[Durable.CAR, i]), 0)
    luck = uniform(world.seed, home.household[i], date if home.bidding[i] > 0 else month, Decision.CAR_KIND)
    income = max(home.income[i] / p.mean_income, _f4(0.1))
    used = p.used_car_share * power(income, -p.used_car_income) * world.terms[home.group].used_trust
    used = min(used, _f4(0.8))
    if luck < used:
        return _i8(Sector.USED_CAR)
    luck = (luck - used) / (_ONE - used)
    car, age = home.car[i], home.car_age[i]
    cut_nev, cut_ice = reckoned_cut(world, home.group, Sector.NEV), reckoned_cut(world, home.group, Sector.ICE)
    nev = market.price[Sector.NEV] * (market.asked[Sector.NEV] - cut_nev) + market.tax[Sector.NEV]
    ice = market.price[Sector.ICE] * (market.asked[Sector.ICE] - cut_ice) + market.tax[Sector.ICE]
    nev -= p.running_cost_weight * world.offers[home.group].running_aid
    nev -= rent_advantage(world, home, i, market.price[Sector.NEV], market.tax[Sector.NEV])
    nev -= expected_aid(world, home.group, Sector.NEV, market.price[Sector.NEV], market.tax[Sector.NEV], car, age, _NOW)
    ice -= expected_aid(world, home.group, Sector.ICE, market.price[Sector.ICE], market.tax[Sector.ICE], car, age, _NOW)
    plate = _ZERO if home.plate[i] else p.plate_weight * market.price[Sector.PLATE]
    eligible = uniform(world.seed, home.household[i], ALWAYS, Decision.PLATE)
    if eligible >= world.terms[home.group].plate_free and not home.plate[i]:
        nev += p.plate_weight * market.price[Sector.PLATE]
    share = nev_share(world.now.nev_appeal, nev, ice, plate, p.nev_price_elasticity)
    return _i8(Sector.NEV) if luck < share else _i8(Sector.ICE)


@kernel
def find_buyers(home, tile, world, durable):
    """Who tries to buy this durable this month, and why: `tile.why`.

    A row buys when its date has come (and, after a failed attempt, with a chance of trying again), when it advances a
    planned purchase, or when it upgrades; a first car without a plan is as rare beside the planned ones.
    """
    p = world.p
    goods = world.goods
    luck = tile.luck[durable] if durable < 4 else tile.luck_2[0]
    interval = goods.interval[durable]
    due = home.durable_due[durable]
    why = tile.why[durable]
    widest = advance_months(world.offers[home.group].widest_subsidy[durable], goods.life[durable], p.advance_cost)
    base = goods.upgrade[durable] / interval
    hazard = upgrade_hazard(base, world.offers[home.group].widest_subsidy[durable], p.upgrade_elasticity)
    without = hazard
    if durable == Durable.CAR:
        base = goods.upgrade[durable] / world.cells.wealth.first_car[home.group // world.cells.arms]
        without = upgrade_hazard(base, world.offers[home.group].widest_subsidy[durable], p.upgrade_elasticity)
    act = world.offers[home.group].act[durable]
    retry = p.retry
    for i in range(home.rows):
        later = due[i] > 0
        now = (not later) & (luck[i] < (retry if due[i] < 0 else _ONE))
        early = later & (_f4(due[i]) <= widest) & (luck[i] < act)
        unplanned = hazard if home.car[i] != Car.NONE else without
        extra = later & (luck[i] >= act) & (luck[i] < act + unplanned)
        reason = DUE if now else (EARLY if early else (UPGRADE if extra else _u1(0)))
        why[i] = reason
        tile.wants[i] |= reason


@kernel
def list_buyers(home, tile, world):
    """Rows that try to buy anything this month, as a compact list in `tile.pick`; returns how many. No branch in the
    loop: who is found cannot be foreseen by the processor either."""
    tile.wants[:] = 0
    for durable in range(home.durable_due.shape[0]):
        find_buyers(home, tile, world, durable)
    found = 0
    for i in range(home.rows):
        tile.pick[found] = i
        found += _i8(tile.wants[i] != 0)
    return found


@kernel
def age_durables(home, tile, world, month):
    """A month passes: planned dates come nearer, the car grows older, luck is drawn for the stage."""
    rows = home.rows
    four_uniforms(tile.luck, home.household, world.seed, month, Decision.UPGRADE, rows)
    uniforms(tile.luck_2[0], home.household, world.seed, month, Decision.ADVANCE, rows)
    for durable in range(home.durable_due.shape[0]):
        due = home.durable_due[durable]
        for i in range(rows):
            due[i] = _i2(max(due[i] - 1, -999))
    if month % 6 == 0:
        for i in range(rows):
            home.car_age[i] = _u1(min(home.car_age[i] + 1, 255))
    give_cars_up(home, tile, world, month)
    for i in range(rows):
        tile.ticket_fen[i] = 0


@kernel
def give_cars_up(home, tile, world, month):
    """At the planned date some owners part with the car (报废, 转出) and plan a first one anew, after a wait with the
    mean of their group that keeps ownership where it is. The plate goes with the car."""
    share = world.p.car_given_up
    mean = world.cells.wealth.first_car[home.group // world.cells.arms]
    due = home.durable_due[Durable.CAR]
    found = 0
    for i in range(home.rows):
        tile.pick[found] = i
        found += _i8((due[i] == 0) & (home.car[i] != Car.NONE))
    for j in range(found):
        i = tile.pick[j]
        if gives_car_up(world.seed, home.household[i], month, share):
            home.car[i] = _u1(Car.NONE)
            home.car_age[i] = _u1(0)
            home.plate[i] = _u1(0)
            luck = uniform(world.seed, home.household[i], month, Decision.FIRST_CAR)
            due[i] = _i2(min(_ONE - log(luck) * mean, _f4(12_000)))


@formula
def aware_of_offers(world, home, i, durable):
    """Is this household aware of, eligible for and willing to use trade-in offers? A type for life. Prior a_ti."""
    luck = uniform(world.seed, home.household[i], ALWAYS, Decision.AWARE + durable)
    sector = _i8(Sector.NEV) if durable == Durable.CAR else _i8(durable) + Sector.DIGITAL
    return luck < world.goods.aware[durable] * world.terms[home.group].awareness[sector]


@formula
def would_advance(world, home, i, durable, sector, month):
    """Does the subsidy on offer bring the planned date of a household that is aware of it forward to now? Memo 3.4."""
    if durable == Durable.CAR and home.car[i] != Car.NONE:
        date = month + _i8(home.durable_due[durable, i])
        if gives_car_up(world.seed, home.household[i], date, world.p.car_given_up):
            return False
    subsidy = subsidy_rate(world, home, i, sector, month)
    ahead = advance_months(subsidy, world.goods.life[durable], world.p.advance_cost)
    return _f4(home.durable_due[durable, i]) <= ahead


@formula
def would_wait(world, home, i, durable, sector):
    """Does a household whose date has come, and that follows offers, wait for aid that is known to be higher soon? Only
    if it gains more than the months of waiting cost, by the same rule by which it buys early. Assumption: waiting costs
    what being early does."""
    ahead = world.offers[home.group].wait[durable]
    price, tax = world.market.price[sector], world.market.tax[sector]
    car, age = home.car[i], home.car_age[i]
    now = expected_aid(world, home.group, sector, price, tax, car, age, _NOW)
    later = expected_aid(world, home.group, sector, price, tax, car, age, _i8(ahead))
    kept = world.market.kept[sector]
    gain = net_aid(later, price, kept) - net_aid(now, price, kept)
    return advance_months(gain, world.goods.life[durable], world.p.advance_cost) >= ahead


@formula
def plan_next(home, i, durable, months):
    """After a purchase: the planned date of the next one. months : drawn interval."""
    home.durable_due[durable, i] = _i2(max(_ONE, min(months, _f4(900))))
