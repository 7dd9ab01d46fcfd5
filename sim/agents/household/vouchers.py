"""Consumption vouchers (消费券): face value off a bill above a threshold, for those who win or fetch one.

Most are used by households that would have spent above the threshold anyway (inframarginal), some lift a bill to the
threshold; both spend more than before, the former by a share of the face value. Facts F15 and F16 are compared with
what comes out, not plugged in.
"""

from __future__ import annotations

import numpy as np

from sim.books.flows import Cash
from sim.books.ledger import receive
from sim.engine.draws import Decision, philox
from sim.engine.draws import open_unit as _open
from sim.engine.kernel import formula, kernel
from sim.policy.programmes import Pays
from sim.units import cny, fen

_f4, _f8, _i8, _u4 = np.float32, np.float64, np.int64, np.uint32
_ZERO, _ONE = _f4(0), _f4(1)


@formula
def bill_passes(spending, threshold, luck):
    """Would the household have had a bill above the threshold anyway? Its monthly spending on the sector over the
    threshold is the expected number of such bills. spending, threshold : CNY.  luck : uniform."""
    return luck < spending / threshold


@formula
def extra_spending(p, passes, raises, spending, threshold, face):
    """Additional spending of a user in the month, CNY: a share of the face value where the bill passes anyway, the
    missing part of the threshold where it is raised, else nothing and no use. Assumption with priors."""
    if passes:
        return p.voucher_lift * face
    return max(threshold - spending, _ZERO) if raises else -_ONE


@kernel
def use_vouchers(home, tile, book, world, month):
    """Vouchers of this month reach households by chance (quota over households); users spend, government pays."""
    programmes = world.programmes
    for k in range(world.programme_count):
        if programmes[k].pays != Pays.VOUCHER or programmes[k].window <= _ZERO or programmes[k].admit <= _ZERO:
            continue
        if programmes[k].groups[home.group] == 0:
            continue
        for sector in range(world.goods.sector_class.shape[0]):
            if programmes[k].sectors[sector] != 0 and world.goods.sector_class[sector] >= 0:
                use_one_kind(home, tile, book, world, k, sector, month)


@kernel
def use_one_kind(home, tile, book, world, k, sector, month):
    """One programme's vouchers in one sector."""
    p = world.p
    row = world.programmes[k]
    kind = world.goods.sector_class[sector]
    chance = min(row.quota / world.market.households, _ONE) * p.voucher_use
    share = world.offers[home.group].sector_share[sector]
    face, threshold = row.amount, max(row.threshold, row.amount)
    c1 = (_u4(month) << _u4(8)) | _u4(Decision.VOUCHER)
    s0, s1, salt = world.seed[0], world.seed[1], _u4(k) * _u4(0x9E3779B1)
    won = tile.luck[0]
    for i in range(home.rows):
        won[i] = _open(philox(home.household[i] + salt, c1, s0, s1)[0])
    for i in range(home.rows):
        if won[i] >= chance:
            continue
        _, passed, raised, _ = philox(home.household[i] + salt, c1, s0, s1)
        pot = tile.services[i] if kind == 2 else (tile.goods[i] if kind == 1 else tile.food[i])
        spending = cny(pot) * share
        passes = bill_passes(spending, threshold, _open(passed))
        extra = extra_spending(p, passes, _open(raised) < p.voucher_raise, spending, threshold, face)
        if extra < _ZERO:
            continue
        aid = fen(face)
        receive(book, Cash.SUBSIDY, home, i, aid)
        book.claims[k] += aid
        more = fen(extra)
        if kind == 2:
            tile.services[i] += more
        elif kind == 1:
            tile.goods[i] += more
        else:
            tile.food[i] += more
