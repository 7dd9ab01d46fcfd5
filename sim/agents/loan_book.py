"""What a lender's book says of a month: balances, losses, earnings, and the provision that it asks for."""

from __future__ import annotations

import numpy as np

from sim.books.flows import Credit
from sim.engine.kernel import formula
from sim.policy.vocabulary import Product

_f4, _f8 = np.float32, np.float64
_ZERO, _ONE = _f4(0), _f4(1)


@formula
def loss_in_default(world, product, lender):
    """Loss given default that a lender reckons with, fraction: on car loans less by what certified used cars save."""
    loss = world.products.loss[product]
    return loss * (_ONE - world.lenders.secured[lender]) if product == Product.AUTO_LOAN else loss


@formula
def part_saved(saved, owed):
    """Part of the loss on car loans that certified used cars save. saved : fen, balances on used cars times the part
    saved on each.  owed : fen, all car loans of the lender."""
    return _f4(_f8(saved) / owed) if owed > 0.0 else _ZERO


@formula
def own_loss(world, product, lender):
    """Loss given default that the lender reckons to bear itself, fraction: what a public fund bears is left out."""
    return loss_in_default(world, product, lender) * (_ONE - world.lenders.covered[product, lender])


@formula
def month_of_loans(world, book, product, k):
    """What lender k saw of a product last month, fen: balance, part of it 91 days late, lost for good,
    earned: rebates to dealers that it no longer pays count as earned."""
    p = world.p
    balance = _f8(0)
    late = _f8(0)
    for bucket in range(book.stock.shape[0]):
        balance += book.stock[bucket, product, k]
        late += book.stock[bucket, product, k] if bucket >= 4 else 0
    gone = _f8(book.credit[Credit.CHARGE_OFF, product, k] + book.credit[Credit.SOLD, product, k])
    back = _f8(book.credit[Credit.RECOVERY, product, k])
    back += _f8(book.credit[Credit.SOLD, product, k]) * p.sale_price
    if product == Product.AUTO_LOAN:
        back += gone * (_ONE - p.loss_auto) + _f8(book.collateral[1, k]) * p.loss_auto
    back += _f8(book.covered[product, k]) * _f8(world.market.cover_paid)
    lost = gone - back + _f8(book.credit[Credit.FORGIVEN, product, k])
    bought = book.credit[Credit.CHARGE, product, k] + book.credit[Credit.ORIGINATION, product, k]
    fees = _f8(bought) * world.products.merchant_fee[product]
    if product == Product.AUTO_LOAN:
        fees += _f8(book.credit[Credit.ORIGINATION, product, k]) * _f8(world.market.rebate_lost)
    earned = _f8(book.credit[Credit.INTEREST, product, k] + book.credit[Credit.ACCRUED, product, k]) + fees
    earned -= _f8(book.credit[Credit.GIFT, product, k])
    return balance, late, lost, earned


@formula
def to_provide(world, product, k, balance, late):
    """Provision that a balance asks for, fen: own loss on what is late and on what is expected to default."""
    expected = _f8(world.lenders.default_rate[product, k])
    return own_loss(world, product, k) * (late + expected * (balance - late))
