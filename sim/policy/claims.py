"""Claims: what public programmes pay towards one purchase, and what a household may expect before it buys."""

from __future__ import annotations

import numpy as np

from sim.engine.draws import Decision, philox
from sim.engine.draws import open_unit as _open
from sim.engine.kernel import formula, kernel
from sim.policy.programmes import Pays, Requires
from sim.policy.vocabulary import Car

_f4, _i8, _u4 = np.float32, np.int64, np.uint32
_ZERO = _f4(0)


@formula
def amount_of(programme, price, tax):
    """CNY that a programme pays towards an item of this price (tax : purchase tax due on it), before conditions."""
    kind = programme.pays
    if kind == Pays.PRICE_SHARE:
        return min(programme.amount * price, programme.cap)
    if kind == Pays.FIXED_AMOUNT:
        return min(programme.amount, price)
    if kind == Pays.TAX_RELIEF:
        return min(programme.amount * tax, programme.cap)
    return _ZERO


@formula
def qualifies(world, k, group, sector, price, car, car_age):
    """Do group, sector, price and the household's present car meet the conditions of programme k this month?"""
    programme = world.programmes[k]
    if programme.window <= _ZERO or programme.sectors[sector] == 0 or programme.groups[group] == 0:
        return False
    if price < programme.threshold or price > programme.ceiling:
        return False
    if programme.requires == Requires.OWN_CAR:
        return car != Car.NONE
    if programme.requires == Requires.OLD_CAR:
        return car != Car.NONE and car_age >= world.p.old_car_age
    return True


@formula
def net_aid(aid, price, kept):
    """What a buyer gains from aid, part of the list price: the aid less what merchants keep of it by a higher price,
    never below 0. aid, price : CNY.  kept : fraction."""
    return max(aid / price - kept, _ZERO)


@kernel
def expected_aid(world, group, sector, price, tax, car, car_age):
    """CNY a buyer can expect: the best of each stack times the chance that the day, the item and the budget allow."""
    total = _ZERO
    programmes = world.programmes
    for stack in range(world.programme_count):
        best = _ZERO
        for k in range(world.programme_count):
            same = programmes[k].stack == stack and programmes[k].admit > _ZERO
            if same and qualifies(world, k, group, sector, price, car, car_age):
                chance = programmes[k].window * programmes[k].eligible * programmes[k].admit
                best = max(best, chance * amount_of(programmes[k], price, tax))
        total += best
    return total


@kernel
def settle_aid(book, world, home, i, sector, price, tax, month, claim):
    """Aid that the household receives on this purchase, fen: of each stack the better programme pays.

    claim : False = only asked for, before the purchase is decided; True = claimed and booked. One keyed draw decides
    whether the purchase falls on a day inside the window, one whether the item qualifies, one whether the claim is
    admitted before the budget is spent: the same luck for every programme, scenario and for both calls.
    """
    programmes = world.programmes
    count = world.programme_count
    if count == 0:
        return _i8(0)
    c1 = _u4((_u4(month) << _u4(8)) | _u4(Decision.AID + sector))
    day, item, queue, _ = philox(home.household[i], c1, world.seed[0], world.seed[1])
    total = _i8(0)
    for stack in range(count):
        best = _i8(0)
        payer = -1
        for k in range(count):
            programme = programmes[k]
            if programme.stack != stack or not qualifies(
                world, k, home.group, sector, price, home.car[i], home.car_age[i]
            ):
                continue
            inside = _open(day) < programme.window and _open(item) < programme.eligible
            if not inside or _open(queue) >= programme.admit:
                continue
            amount = _i8(np.floor(np.float64(amount_of(programme, price, tax)) * 100.0 + 0.5))
            if programme.cap_household < np.inf:
                left = _i8(np.float64(programme.cap_household) * 100.0) - home.aid_received[i]
                amount = max(min(amount, left), _i8(0))
            if amount > best:
                best = amount
                payer = k
        if payer < 0:
            continue
        total += best
        if claim:
            book.claims[payer] += best
            if programmes[payer].cap_household < np.inf:
                home.aid_received[i] += np.int32(best)
    return total
