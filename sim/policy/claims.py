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
    """Do group, price and the household's present car meet the conditions of programme k, open for this sector?"""
    programme = world.programmes[k]
    if programme.groups[group] == 0 or price < programme.threshold or price > programme.ceiling:
        return False
    if programme.requires == Requires.OWN_CAR:
        return car != Car.NONE
    if programme.requires == Requires.OLD_CAR:
        return car != Car.NONE and car_age >= world.p.old_car_age
    return True


@kernel
def expected_aid(world, group, sector, price, tax, car, car_age):
    """CNY a buyer can expect: the best of each stack times the chance that the day, the item and the budget allow."""
    programmes = world.programmes
    total, best = _ZERO, _ZERO
    stack = _i8(-1)
    for j in range(world.open.sector_count[sector]):
        k = world.open.of_sector[sector, j]
        if programmes[k].stack != stack:
            total += best
            stack, best = programmes[k].stack, _ZERO
        if qualifies(world, k, group, sector, price, car, car_age):
            chance = programmes[k].window * programmes[k].eligible * programmes[k].admit
            best = max(best, chance * amount_of(programmes[k], price, tax))
    return total + best


@formula
def admitted_aid(programme, home, i, price, tax, day, item, queue):
    """What an open programme for which the purchase qualifies pays towards it, fen: nothing where the day, the item or
    the queue is against it, and no more than its cap a household leaves. day, item, queue : words of luck."""
    inside = _open(day) < programme.window and _open(item) < programme.eligible
    if not inside or _open(queue) >= programme.admit:
        return _i8(0)
    amount = _i8(np.floor(np.float64(amount_of(programme, price, tax)) * 100.0 + 0.5))
    if programme.cap_household < np.inf:
        left = _i8(np.float64(programme.cap_household) * 100.0) - home.aid_received[i]
        amount = max(min(amount, left), _i8(0))
    return amount


@formula
def book_claim(book, programme, home, i, k, amount, claim):
    """Book what programme k pays, fen, if it is claimed and not only asked for."""
    if claim and amount > 0:
        book.claims[k] += amount
        if programme.cap_household < np.inf:
            home.aid_received[i] += np.int32(amount)


@kernel
def settle_aid(book, world, home, i, sector, price, tax, month, claim):
    """Aid that the household receives on this purchase, fen: of each stack the better programme pays.

    claim : False = only asked for, before the purchase is decided; True = claimed and booked. One keyed draw decides
    whether the purchase falls on a day inside the window, one whether the item qualifies, one whether the claim is
    admitted before the budget is spent: the same luck for every programme, scenario and for both calls.
    """
    programmes = world.programmes
    count = world.open.sector_count[sector]
    if count == 0:
        return _i8(0)
    c1 = _u4((_u4(month) << _u4(8)) | _u4(Decision.AID + sector))
    day, item, queue, _ = philox(home.household[i], c1, world.seed[0], world.seed[1])
    total, best = _i8(0), _i8(0)
    stack, payer = _i8(-1), _i8(0)
    for j in range(count):
        k = world.open.of_sector[sector, j]
        if programmes[k].stack != stack:
            book_claim(book, programmes[payer], home, i, payer, best, claim)
            total += best
            stack, best = programmes[k].stack, _i8(0)
        if qualifies(world, k, home.group, sector, price, home.car[i], home.car_age[i]):
            amount = admitted_aid(programmes[k], home, i, price, tax, day, item, queue)
            if amount > best:
                best, payer = amount, k
    book_claim(book, programmes[payer], home, i, payer, best, claim)
    return total + best
