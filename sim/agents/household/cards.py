"""Everyday credit: purchases put on the card, and pay-later at the till for online goods."""

from __future__ import annotations

import numpy as np

from sim.books.flows import Credit
from sim.books.ledger import lend
from sim.engine.draws import ALWAYS, Decision, uniform
from sim.engine.kernel import formula, kernel
from sim.policy.vocabulary import Product
from sim.units import fen

_f4, _i8, _i4, _u1 = np.float32, np.int64, np.int32, np.uint8


@formula
def room(limit, balance):
    """Unused credit line, fen."""
    return max(_i8(limit) - _i8(balance), _i8(0))


@kernel
def charge_cards(home, tile, book, world, month):
    """Card holders put a share of ordinary spending on the card, more when cash is short, never above the line.
    Source: card spending over consumption, assumption with prior; lines and balances grade B (payment report)."""
    p = world.p
    usual, stretched = p.card_spending_share, p.card_spending_short
    for i in range(home.rows):
        if home.card_limit[i] > 0 and home.bucket[Product.CARD, i] == 0 and home.exclusion[i] == 0:
            total = tile.food[i] + tile.goods[i] + tile.services[i]
            lacking = max(total - max(home.deposits[i], _i8(0)), _i8(0))
            wanted = _i8(np.float64(total) * np.float64(usual)) + _i8(np.float64(lacking) * np.float64(stretched))
            amount = min(wanted, room(home.card_limit[i], home.balance[Product.CARD, i]))
            lend(book, Credit.CHARGE, home, Product.CARD, i, home.lender[Product.CARD, i], amount)


@formula
def pays_later(p, world, home, i, reach):
    """Does the household use pay-later? A type for life, more frequent among the young; reach scales it."""
    young = home.segment[i] <= 2
    share = (p.bnpl_share_young if young else p.bnpl_share_others) * reach
    return uniform(world.seed, home.household[i], ALWAYS, Decision.BNPL) < share


@kernel
def pay_later(home, tile, book, world, month):
    """Users put a share of goods spending on pay-later, within its limit, due over the next months. The basket grows
    by the published lift (prior x_bnpl). Source: memo 3.5; use by the young grade B (Nielsen 2019)."""
    p = world.p
    product = Product.BNPL
    reach = world.terms[home.group].reach[product]
    factor = world.terms[home.group].limit_factor[product]
    share = np.float64(p.bnpl_spending_share)
    lift = np.float64(p.bnpl_lift)
    for i in range(home.rows):
        if home.bucket[product, i] == 0 and home.exclusion[i] == 0 and pays_later(p, world, home, i, reach):
            limit = fen(p.bnpl_limit_months * factor * tile.normal_income[i])
            extra = _i8(np.float64(tile.goods[i]) * share * lift)
            amount = min(_i8(np.float64(tile.goods[i]) * share) + extra, room(limit, home.balance[product, i]))
            if amount <= 0:
                continue
            if home.balance[product, i] == 0:
                home.lender[product, i] = _u1(pick_bnpl(world, home, i))
                home.vintage[product, i] = _u1(month)
            lend(book, Credit.CHARGE, home, product, i, home.lender[product, i], amount)
            tile.goods[i] += min(extra, amount)
            home.payment[product, i] = _i4(_f4(home.balance[product, i]) / p.bnpl_months)
            home.apr[product, i] = world.lenders.apr[product, home.lender[product, i]]


@formula
def pick_bnpl(world, home, i):
    """The pay-later lender a household uses: drawn once by market share."""
    luck = uniform(world.seed, home.household[i], ALWAYS, Decision.BNPL + 1)
    weights = world.lenders.choice[Product.BNPL]
    for lender in range(weights.shape[0]):
        if luck < weights[lender]:
            return lender
    return weights.shape[0] - 1
