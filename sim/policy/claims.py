"""Claims: what public programmes pay towards one purchase, and what a household may expect before it buys."""

from __future__ import annotations

import numpy as np

from sim.engine.draws import open_unit as _open
from sim.engine.kernel import formula, kernel
from sim.policy.programmes import Pays, Requires
from sim.policy.vocabulary import Car

_f4, _i8 = np.float32, np.int64
_ZERO, _ONE = _f4(0), _f4(1)


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


@formula
def net_aid(aid, price, kept):
    """What a buyer gains from aid, part of the list price: the aid less what merchants keep of it by a higher price,
    never below 0. aid, price : CNY.  kept : fraction."""
    return max(aid / price - kept, _ZERO)


@formula
def reckoned_cut(world, group, sector):
    """Discount that a buyer reckons with, part of the price: what makers or merchants take off, and what the lender of
    a car loan gives, on the part of the price that buyers borrow on average. See parameters: car_lent."""
    terms = world.terms[group]
    return terms.price_cut[sector] + world.p.car_lent * terms.loan_gift[sector]


@formula
def chance_of(programme, ahead):
    """Chance that the day, the item and the budget allow a claim this month (ahead = 0), or in so many months as far as
    begin and end are known now: a programme that is open is thought to go on admitting claims as it does."""
    if ahead == 0:
        return programme.window * programme.eligible * programme.admit
    return programme.soon[ahead - 1] * programme.eligible * (programme.admit if programme.window > _ZERO else _ONE)


@kernel
def expected_aid(world, group, sector, price, tax, car, car_age, ahead):
    """CNY a buyer can expect this month (ahead = 0) or in so many months: the best of each stack times its chance."""
    programmes, lists = world.programmes, world.open
    listed = lists.of_sector[sector] if ahead == 0 else lists.soon[sector]
    count = lists.sector_count[sector] if ahead == 0 else lists.soon_count[sector]
    total, best = _ZERO, _ZERO
    stack = _i8(-1)
    for j in range(count):
        k = listed[j]
        if programmes[k].stack != stack:
            total += best
            stack, best = programmes[k].stack, _ZERO
        if qualifies(world, k, group, sector, price, car, car_age):
            best = max(best, chance_of(programmes[k], ahead) * amount_of(programmes[k], price, tax))
    return total + best


@formula
def for_purchases(pays):
    """Is this kind of aid reckoned with when a large ticket is bought?"""
    return pays in (Pays.PRICE_SHARE, Pays.FIXED_AMOUNT, Pays.TAX_RELIEF)


@formula
def at_the_till(pays):
    """Does the merchant take this kind of aid off the bill of a large ticket and front it? Purchase tax is waived, not
    fronted; interest is paid through lenders; vouchers are settled by the platforms that issue them."""
    return pays in (Pays.PRICE_SHARE, Pays.FIXED_AMOUNT)


@formula
def admitted_aid(programme, price, tax, received, day, item, queue):
    """What an open programme for which the purchase qualifies pays towards it, fen: nothing where the day, the item or
    the queue is against it, and no more than its cap a household leaves. received : fen that counted towards caps so
    far this year.  day, item, queue : words of luck."""
    inside = _open(day) < programme.window and _open(item) < programme.eligible
    if not inside or _open(queue) >= programme.admit:
        return _i8(0)
    amount = _i8(np.floor(np.float64(amount_of(programme, price, tax)) * 100.0 + 0.5))
    if programme.cap_household < np.inf:
        amount = max(min(amount, _i8(np.float64(programme.cap_household) * 100.0) - received), _i8(0))
    return amount


@kernel
def settle_aid(book, world, home, i, sector, price, tax, day, item, queue, claim):
    """Aid that the household receives on this purchase: of each stack the better programme pays. Returns (aid, part of
    it that the merchant fronts), fen.

    day, item, queue : words of luck (`Decision.AID`): whether the purchase falls on a day inside the window, whether
    the item qualifies, whether the claim is admitted before the budget is spent; the same for every programme, scenario
    and for both calls.  claim : False = only asked for, before the purchase is decided; True = claimed and booked.
    """
    programmes = world.programmes
    count = world.open.sector_count[sector]
    total, fronted, best = _i8(0), _i8(0), _i8(0)
    if count == 0:
        return total, fronted
    received = _i8(home.aid_received[i])
    payer = world.open.of_sector[sector, 0]
    for j in range(count):
        k = world.open.of_sector[sector, j]
        if qualifies(world, k, home.group, sector, price, home.car[i], home.car_age[i]):
            amount = admitted_aid(programmes[k], price, tax, received, day, item, queue)
            if amount > best:
                best, payer = amount, k
        last = j == count - 1 or programmes[world.open.of_sector[sector, j + 1]].stack != programmes[k].stack
        if last and best > 0:
            total += best
            fronted += best if at_the_till(programmes[payer].pays) else 0
            received += best if programmes[payer].cap_household < np.inf else 0
            book.claims[payer] += best if claim else 0
            best = _i8(0)
    if claim:
        home.aid_received[i] = np.int32(received)
    return total, fronted
