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
def amount_of(programmes, k, price, tax):
    """CNY that programme k pays towards an item of this price (tax : purchase tax due on it), before conditions."""
    kind = programmes[k].pays
    if kind == Pays.PRICE_SHARE:
        return min(programmes[k].amount * price, programmes[k].cap)
    if kind == Pays.FIXED_AMOUNT:
        return min(programmes[k].amount, price)
    if kind == Pays.TAX_RELIEF:
        return min(programmes[k].amount * tax, programmes[k].cap)
    return _ZERO


@formula
def qualifies(programmes, k, group, sector, price, car, car_age, month, old_car_age):
    """Do group, sector, price and the household's present car meet the conditions of programme k this month?"""
    if not programmes[k].sectors[sector] or not programmes[k].groups[group] or programmes[k].window <= _ZERO:
        return False
    if price < programmes[k].threshold or price > programmes[k].ceiling:
        return False
    if programmes[k].requires == Requires.OWN_CAR:
        return car != Car.NONE
    if programmes[k].requires == Requires.OLD_CAR:
        return car != Car.NONE and car_age >= old_car_age
    return True


@kernel
def expected_aid(programmes, group, sector, price, tax, car, car_age, month, old_car_age):
    """CNY a buyer can expect: the best of each stack times the chance that the day, the item and the budget allow."""
    best = np.zeros(programmes.shape[0], np.float32)
    for k in range(programmes.shape[0]):
        if qualifies(programmes, k, group, sector, price, car, car_age, month, old_car_age):
            chance = programmes[k].window * programmes[k].eligible * programmes[k].admit
            slot = programmes[k].stack
            best[slot] = max(best[slot], chance * amount_of(programmes, k, price, tax))
    return best.sum()


@kernel
def settle_aid(book, world, home, i, sector, price, tax, month, claim):
    """Aid that the household receives on this purchase, fen: of each stack the better programme pays.

    claim : False = only asked for, before the purchase is decided; True = claimed and booked. One keyed draw decides
    whether the purchase falls on a day inside the window, one whether the item qualifies, one whether the claim is
    admitted before the budget is spent: the same luck for every programme, scenario and for both calls.
    """
    programmes = world.programmes
    count = programmes.shape[0]
    if count == 0:
        return _i8(0)
    c1 = _u4((_u4(month) << _u4(8)) | _u4(Decision.AID + sector))
    day, item, queue, _ = philox(home.household[i], c1, world.seed[0], world.seed[1])
    best = np.zeros(count, np.int64)
    payer = np.full(count, -1, np.int64)
    old = world.p.old_car_age
    for k in range(count):
        if not qualifies(programmes, k, home.group, sector, price, home.car[i], home.car_age[i], month, old):
            continue
        inside = _open(day) < programmes[k].window and _open(item) < programmes[k].eligible
        if not inside or _open(queue) >= programmes[k].admit:
            continue
        amount = _i8(np.floor(np.float64(amount_of(programmes, k, price, tax)) * 100.0 + 0.5))
        if programmes[k].cap_household < np.inf:
            left = _i8(np.float64(programmes[k].cap_household) * 100.0) - home.aid_received[i]
            amount = max(min(amount, left), _i8(0))
        stack = programmes[k].stack
        if amount > best[stack]:
            best[stack] = amount
            payer[stack] = k
    total = _i8(0)
    for stack in range(count):
        k = payer[stack]
        if k < 0:
            continue
        total += best[stack]
        if claim:
            book.claims[k] += best[stack]
            if programmes[k].cap_household < np.inf:
                home.aid_received[i] += np.int32(best[stack])
    return total
