"""Rented batteries (车电分离): the car is sold without its battery, for which an instalment is due every month.

The lessor is a lender: it buys the battery, and what the household owes for it stands in its car-loan account, without
a down payment and over a long term. The invoice, its purchase tax and retail sales are those of the car alone.
"""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import apply_for_loan, level_payment
from sim.agents.lender import pick_lender
from sim.engine.draws import ALWAYS, Decision, uniform
from sim.engine.kernel import formula, kernel
from sim.engine.maths import logistic
from sim.policy.vocabulary import Product, Sector
from sim.units import cny

_f4, _i8 = np.float32, np.int64
_ZERO, _ONE = _f4(0), _f4(1)
_LARGEST = _f4(20)


@formula
def may_rent(world, home, i):
    """Is a rented battery on offer to this household: does a brand with stations for swapping suit it? For life."""
    terms = world.terms[home.group]
    if terms.battery_share <= _ZERO or terms.battery_months < _ONE or terms.battery_offers <= _ZERO:
        return False
    return uniform(world.seed, home.household[i], ALWAYS, Decision.BATTERY) < terms.battery_offers


@formula
def rent_appeal(saved, liquid, payment, income, down_weight, payment_weight):
    """Log-odds of renting the battery where it is on offer: cash saved over liquid wealth against the instalment over
    income, weighed as for any way to pay (`utility`). saved, liquid : CNY.  payment, income : CNY/month. Assumption."""
    gain = down_weight * saved / max(liquid, _f4(100)) - payment_weight * payment / income
    return min(max(gain, -_LARGEST), _LARGEST)


@formula
def rent_advantage(world, home, i, price, tax):
    """By how much a rented battery makes a new-energy car look cheaper when the kind of car is chosen, CNY: its price
    and tax less the part of the instalments that buyers count. price, tax : of the car with battery, CNY."""
    if not may_rent(world, home, i):
        return _ZERO
    return world.terms[home.group].battery_share * (price * (_ONE - world.p.running_cost_weight) + tax)


@kernel
def rent_battery(home, tile, book, world, i, sector, invoice, month):
    """Does the buyer of a car rent its battery, and does a lender agree? invoice : of the whole car, CNY. Returns
    (battery CNY, lender, rate, months); the battery is 0 where it is bought."""
    p, terms = world.p, world.terms[home.group]
    product = Product.AUTO_LOAN
    battery = invoice * terms.battery_share
    months = min(terms.battery_months, terms.term_limit[product])
    none = _ZERO, _i8(0), _ZERO, _ONE
    if sector != Sector.NEV or home.exclusion[i] > 0 or not may_rent(world, home, i):
        return none
    lender = (
        _i8(home.lender[product, i]) if home.balance[product, i] > 0 else pick_lender(world, home, i, product, month)
    )
    income = max(tile.normal_income[i], _ONE)
    payment = level_payment(battery, world.quotes[home.group].rate[product, lender], months)
    if tile.obligations[i] + tile.rent_due[i] + payment > p.commitment_limit * income:
        return none
    liquid = cny(max(home.deposits[i], _i8(0)))
    saved = battery * (_ONE + p.purchase_tax)
    appeal = rent_appeal(saved, liquid, payment, income, p.down_weight, p.payment_weight)
    if uniform(world.seed, home.household[i], month, Decision.BATTERY) >= logistic(appeal):
        return none
    granted, rate = apply_for_loan(home, tile, book, world, i, product, lender, battery, months, month)
    if granted < battery:
        return none
    return battery, lender, rate, months
