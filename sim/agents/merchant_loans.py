"""Operating loans of merchants whose interest the public pays in part (服务业经营主体贷款贴息).

Merchants owe a share of their yearly sales. What they save on it they pass on: competition leaves them what they earned
before (as for the fees that they bear for others), so that prices fall by the saving over sales, slowly.
"""

from __future__ import annotations

import numpy as np

from sim.books.flows import Cash
from sim.engine.kernel import formula, kernel
from sim.policy.programmes import Pays

_f4, _f8, _i8 = np.float32, np.float64, np.int64
_ZERO = _f4(0)


@formula
def interest_paid(programme, loans):
    """Interest that a programme pays on the loans of merchants, over their sales: the points on the loans that qualify.
    loans : over yearly sales."""
    return programme.amount * programme.eligible * programme.window * programme.admit * loans


@formula
def pays_merchants(row, sector):
    """Does the programme pay interest on loans of this sector's merchants this month?"""
    return row.pays == Pays.MERCHANT_LOANS and row.sectors[sector] != 0 and row.window > _ZERO


@kernel
def best_payer(world, sector, stack):
    """Of a stack the programme that pays most on this sector's loans, -1 = none."""
    best = -1
    for k in range(world.programme_count):
        row = world.programmes[k]
        if row.stack != stack or not pays_merchants(row, sector):
            continue
        if best < 0 or interest_paid(row, _f4(1)) > interest_paid(world.programmes[best], _f4(1)):
            best = k
    return best


@kernel
def set_saved_interest(world):
    """What programmes save the merchants of each sector, over sales: `market.saved`, which follows slowly."""
    p = world.p
    for sector in range(world.market.saved.shape[0]):
        wished = _ZERO
        for k in range(world.programme_count):
            row = world.programmes[k]
            if pays_merchants(row, sector) and best_payer(world, sector, row.stack) == k:
                wished += interest_paid(row, p.merchant_loans)
        world.market.saved[sector] += p.price_adjustment * (wished - world.market.saved[sector])


@kernel
def claim_interest(world, book):
    """Interest of the month is claimed for merchants, by the sales of the month."""
    for k in range(world.programme_count):
        row = world.programmes[k]
        if row.pays != Pays.MERCHANT_LOANS or row.window <= _ZERO:
            continue
        for sector in range(row.sectors.shape[0]):
            if row.sectors[sector] != 0 and best_payer(world, sector, row.stack) == k:
                sold = _f8(book.cash[Cash.SPENDING, sector])
                book.claims[k] += _i8(np.floor(sold * _f8(interest_paid(row, world.p.merchant_loans))))
