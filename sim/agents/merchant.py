"""Merchants: price, pass-through of public aid, promotions that they adopt when these pay, partnerships with lenders.

About fifty: every sector in three sizes. Ordinary spending is divided over them by month-start shares; only large
tickets choose a merchant, by keyed draw.
"""

from __future__ import annotations

from typing import NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import Decision, uniform
from sim.engine.kernel import formula, kernel

_f4, _f8, _i8 = np.float32, np.float64, np.int64
_ZERO, _ONE = _f4(0), _f4(1)
SIZES = 3

Array = NDArray[np.float32]


class Merchants(NamedTuple):
    """The merchants' table, one row per (sector, size), sector-major. Money in sample fen, shares as fractions."""

    share: Array  # of its sector's sales
    online: Array  # share of its sales made online
    margin: Array  # gross margin over price
    markup_gap: Array  # wished margin less actual, drives slow price adjustment
    price: Array  # price index, 1 at the start
    free: Array  # 1 = pays the fee of card instalments
    partner: Array  # 1 = a lender's offer stands at its till
    belief: Array  # believed lift of sales from free instalments, fraction
    sales: NDArray[np.int64]  # fen, last month
    receivable: NDArray[np.int64]  # fen of public aid fronted and not yet paid


@formula
def pick_merchant(world, home, i, sector, month):
    """The merchant at which a household buys a large ticket: by share, drawn once a month and sector."""
    luck = uniform(world.seed, home.household[i], month, Decision.MERCHANT + sector)
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


@kernel
def merchant_month(world, book, month, k):
    """Merchant k learns what promotion brought, decides whether to offer it, meets lenders, and adjusts its price."""
    p = world.p
    merchants = world.merchants
    sales = book.merchants[0, k]
    financed = _f4(book.merchants[1, k]) / max(_f4(sales), _ONE)
    if sales > 0 and merchants.sales[k] > 0 and merchants.free[k] > _f4(0.5):
        seen = min(max(_f4(sales) / _f4(merchants.sales[k]) - _ONE, -_f4(0.5)), _f4(0.5))
        merchants.belief[k] += p.merchant_learning * (seen * _f4(0.1) + p.free_lift - merchants.belief[k])
    merchants.sales[k] = sales
    luck = uniform(world.seed, _i8(k), month, Decision.CARD_OFFER)
    if luck < p.merchant_adoption:
        pays = promotion_pays(merchants.belief[k], merchants.margin[k], p.instalment_fee, financed, p.promotion_cost)
        merchants.free[k] = _ONE if pays else _ZERO
    if luck >= p.merchant_adoption and luck < _f4(2) * p.merchant_adoption:
        merchants.partner[k] = _ONE
    merchants.price[k] *= _ONE + p.price_adjustment * merchants.markup_gap[k]
    merchants.markup_gap[k] *= _ONE - p.price_adjustment


@kernel
def merchants_month(world, book, month):
    """Every merchant's month."""
    for k in range(world.merchants.share.shape[0]):
        merchant_month(world, book, month, k)


class Merchant(mesa.Agent):
    """One row of the merchants' table as a Mesa agent: attributes are views, `step` is the row's rule."""

    def __init__(self, model: mesa.Model, row: int, name: str) -> None:
        super().__init__(model)
        self.row, self.name = row, name

    @property
    def sales(self) -> float:
        """Sales of large tickets last month, CNY of the sample."""
        return float(self.model.world.merchants.sales[self.row]) / 100

    @property
    def offers_free_instalments(self) -> bool:
        """Does it pay the fee of card instalments?"""
        return bool(self.model.world.merchants.free[self.row] > 0.5)

    def step(self) -> None:
        """This merchant's month."""
        merchant_month(self.model.world, self.model.book, self.model.month, self.row)


_unused = _f8
