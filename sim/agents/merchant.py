"""Merchants: price, pass-through of public aid, promotions that they adopt when these pay, partnerships with lenders.

About fifty: every sector in three sizes. Ordinary spending is divided over them by month-start shares; only large
tickets choose a merchant, by keyed draw. Prices, too, are those of large tickets: a merchant asks the list price times
its index, which follows slowly what it pays for others and keeps of their aid. Where there is neither, the index is 1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.books.tallies import Till
from sim.engine.draws import ALWAYS, Decision, uniform
from sim.engine.kernel import formula, kernel
from sim.policy.vocabulary import Sector

_f4, _f8, _i8 = np.float32, np.float64, np.int64
_ZERO, _ONE, _12 = _f4(0), _f4(1), _f4(12)
SIZES = 3

Array = NDArray[np.float32]


class Merchants(NamedTuple):
    """The merchants' table, one row per (sector, size), sector-major. Money in sample fen, shares as fractions."""

    share: Array  # of its sector's sales
    margin: Array  # gross margin over price
    turnover: Array  # fen of large tickets a month: sum over months, each weighing less than the next
    aid: Array  # fen of public aid that its buyers got, the same sum
    costs: Array  # fen of instalment fees and cost of funds on fronted aid, the same sum
    kept: Array  # public aid that it keeps as a higher price, part of the list price
    price: Array  # what it asks over the list price, 1 at the start
    free: Array  # 1 = pays the fee of card instalments
    fixed_cost: Array  # of a promotion, over its sales
    partner: Array  # 1 = a lender's offer stands at its till
    belief: Array  # believed lift of sales from free instalments, fraction
    sales: NDArray[np.int64]  # fen, last month
    pace: Array  # of adoption over the usual one
    receivable: NDArray[np.int64]  # fen of public aid fronted and not yet paid by the government


@formula
def merchant_met(world, sector, luck):
    """The merchant at which a household buys a large ticket of a sector: by share, drawn once a month and sector
    (`Decision.MERCHANT`). luck : uniform."""
    first = sector * SIZES
    for k in range(SIZES - 1):
        luck -= world.merchants.share[first + k]
        if luck < _ZERO:
            return first + k
    return first + SIZES - 1


@formula
def offers_free_instalment(world, merchant):
    """Does this merchant pay the instalment fee this month?"""
    return world.merchants.free[merchant] > _f4(0.5)


@formula
def promotion_pays(belief, margin, fee, financed_share, fixed_cost):
    """Is the margin on the believed extra sales worth the fee on the financed ones and the fixed cost (shares of
    sales)? Memo 4: lift x margin x Q - fee x financed share x Q > F."""
    return belief * margin - fee * financed_share > fixed_cost


@formula
def has_partner(world, merchant):
    """Does a lender's offer stand at this merchant's till?"""
    return world.merchants.partner[merchant] > _f4(0.5)


@formula
def free_plan(world, home, i, sector, merchant, month):
    """Can this ticket be paid by instalments without a fee: the merchant's offer, or one that lenders pay for?"""
    if offers_free_instalment(world, merchant):
        return True
    share = world.terms[home.group].free_instalment[sector]
    return share > _ZERO and uniform(world.seed, home.household[i], month, Decision.FREE_PLAN) < share


@formula
def offer_at_till(world, home, i, sector, merchant, month):
    """Does a lender's offer stand at the till at which this ticket is paid: of the merchant's partner, or because loans
    were embedded in the sector?"""
    if has_partner(world, merchant):
        return True
    share = world.terms[home.group].embedded[sector]
    return share > _ZERO and uniform(world.seed, home.household[i], month, Decision.AT_TILL) < share


@formula
def aid_kept(aid_share, pass_through):
    """Part of the price that a merchant wishes to add because its buyers are aided: what is not passed through of the
    aid per sale, whoever of them gets it. aid_share : aid over sales.  Source: memo 4, prior pt_reb (Busse, Silva-Risso
    and Zettelmeyer 2006: buyers get 70 to 90 % of a rebate paid to them)."""
    return (_ONE - pass_through) * aid_share


@formula
def wished_price(kept, cost):
    """Price index at which a merchant earns per item what it did before it paid for others, and the aid it keeps.
    kept : part of the list price.  cost : instalment fees and cost of funds over sales.  Source: memo 4 (mark-up)."""
    return (_ONE + kept) / (_ONE - min(cost, _f4(0.5)))


@formula
def costs_for_others(fee, co_funded, rate, receivable):
    """What a merchant pays in a month so that others pay later, fen: the fee of instalments that are free to buyers,
    and the cost of funds of aid that it fronted. fee : fraction.  co_funded, receivable : fen.  rate : 1/year."""
    return fee * _f4(co_funded) + rate / _12 * _f4(receivable)


@formula
def sells_cars(k):
    """Is merchant k a dealer of cars?"""
    sector = _i8(k) // SIZES
    return sector == Sector.NEV or sector == Sector.ICE or sector == Sector.USED_CAR


@formula
def lost_discount(passed, rebate_lost, financed):
    """Discount that a dealer gave out of lenders' rebates and gives no longer, fen a month: it is asked for in the
    price of all cars (assumption); the rest of what it loses is its profit. passed, rebate_lost : fractions.  financed
    : fen lent at its till. Source: of dealer cash 30 to 40% reach the buyer, see parameters: rebate_passed."""
    return passed * rebate_lost * _f4(financed)


@formula
def still_due(receivable, months):
    """Aid still owed to a merchant after a month of payments, fen: the government takes `months` on average, so that a
    share 1/months of what is owed arrives. Assumption, see parameters: aid_settlement_months."""
    return receivable - _i8(np.floor(_f8(receivable) / _f8(months)))


@kernel
def set_price(world, book, k):
    """Merchant k asks the price that it wishes by the sums of the last months: with steady sales it so goes a share of
    the way each month. Sums and not monthly ratios, because few tickets a month would make these uneven."""
    p = world.p
    merchants = world.merchants
    counted = book.merchants[:, k]
    costs = costs_for_others(
        p.instalment_fee, counted[Till.CO_FUNDED], p.merchant_funding_rate, merchants.receivable[k]
    )  # fmt: skip
    if sells_cars(k):
        costs += lost_discount(p.rebate_passed, world.market.rebate_lost, counted[Till.FINANCED])
    merchants.turnover[k] += p.price_adjustment * (_f4(counted[Till.SALES]) - merchants.turnover[k])
    merchants.aid[k] += p.price_adjustment * (_f4(counted[Till.AID]) - merchants.aid[k])
    merchants.costs[k] += p.price_adjustment * (costs - merchants.costs[k])
    if merchants.turnover[k] > _ONE:
        merchants.kept[k] = aid_kept(merchants.aid[k] / merchants.turnover[k], p.subsidy_pass_through)
        merchants.price[k] = wished_price(merchants.kept[k], merchants.costs[k] / merchants.turnover[k])


@kernel
def merchant_month(world, book, month, k):
    """Merchant k adjusts its price, learns what promotion brought, decides whether to offer it, and meets lenders."""
    p = world.p
    merchants = world.merchants
    set_price(world, book, k)
    sales = book.merchants[Till.SALES, k]
    financed = _f4(book.merchants[Till.FINANCED, k]) / max(_f4(sales), _ONE)
    if sales > 0 and merchants.sales[k] > 0 and merchants.free[k] > _f4(0.5):
        seen = min(max(_f4(sales) / _f4(merchants.sales[k]) - _ONE, -_f4(0.5)), _f4(0.5))
        merchants.belief[k] += p.merchant_learning * (seen * _f4(0.1) + p.free_lift - merchants.belief[k])
    merchants.sales[k] = sales
    luck = uniform(world.seed, _i8(k), month, Decision.CARD_OFFER)
    adopts = p.merchant_adoption * merchants.pace[k]
    if luck < adopts:
        pays = promotion_pays(
            merchants.belief[k], merchants.margin[k], p.instalment_fee, financed, merchants.fixed_cost[k]
        )
        merchants.free[k] = _ONE if pays else _ZERO
    if luck >= adopts and luck < _f4(2) * adopts:
        fits = uniform(world.seed, _i8(k), ALWAYS, Decision.AT_TILL) < p.partner_share
        merchants.partner[k] = _ONE if fits else merchants.partner[k]


@kernel
def merchants_month(world, book, month):
    """Every merchant's month."""
    for k in range(world.merchants.share.shape[0]):
        merchant_month(world, book, month, k)


@kernel
def front_aid(world, book, funded):
    """At the month's end the government pays a part of what it owes the merchants, and what they fronted this month is
    owed from now on, as far as budgets reach: the rest is their loss. funded : that part, fraction; the loss is shared
    by all who fronted (assumption)."""
    merchants = world.merchants
    for k in range(merchants.share.shape[0]):
        fronted = _i8(np.floor(_f8(book.merchants[Till.FRONTED, k]) * funded))
        merchants.receivable[k] = still_due(merchants.receivable[k], world.p.aid_settlement_months) + fronted
