"""Consumption vouchers (消费券): face value off a bill above a threshold, for those who win or fetch one; and aid on
listed goods that are bought without a ticket.

Most are used by households that would have spent above the threshold anyway (inframarginal), some lift a bill to the
threshold; both spend more than before, the former by a share of the face value. Facts F15 and F16 are compared with
what comes out, not plugged in.
"""

from __future__ import annotations

import numpy as np

from sim.books.flows import Cash
from sim.books.ledger import receive
from sim.engine.draws import Decision, philox, uniforms
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


@formula
def pot(tile, kind, i):
    """What a household means to spend this month on a class of goods, fen."""
    return tile.services[i] if kind == 2 else (tile.goods[i] if kind == 1 else tile.food[i])


@formula
def put_aside(tile, kind, i, amount):
    """More is to be spent on a class of goods this month, fen."""
    if kind == 2:
        tile.services[i] += amount
    elif kind == 1:
        tile.goods[i] += amount
    else:
        tile.food[i] += amount


@formula
def aid_on_goods(programme, spending, received):
    """What a programme pays of a month's purchases in a sector, fen: its rate on the part that is on its list, within
    its caps. Everybody's purchases hold that part (assumption). spending : CNY.  received : fen this year so far."""
    listed = programme.eligible * programme.window * spending
    aid = fen(min(programme.amount * listed, programme.cap))
    most = _i8(min(_f8(programme.cap_household), 2.0e7) * 100.0)
    return max(min(aid, most - received), _i8(0))


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
    s0, s1, salt = world.seed[0], world.seed[1], _u4(row.key)
    won = tile.luck[0]
    for i in range(home.rows):
        won[i] = _open(philox(home.household[i] + salt, c1, s0, s1)[0])
    found = 0
    for i in range(home.rows):
        tile.pick[found] = i
        found += _i8(won[i] < chance)
    for j in range(found):
        i = tile.pick[j]
        _, passed, raised, _ = philox(home.household[i] + salt, c1, s0, s1)
        spending = cny(pot(tile, kind, i)) * share
        passes = bill_passes(spending, threshold, _open(passed))
        extra = extra_spending(p, passes, _open(raised) < p.voucher_raise, spending, threshold, face)
        if extra < _ZERO:
            continue
        aid = fen(face)
        receive(book, Cash.SUBSIDY, home, i, aid)
        book.claims[k] += aid
        put_aside(tile, kind, i, fen(extra))


@kernel
def claim_on_goods(home, book, world, i, sector, spending, luck):
    """Aid on a month's purchases of one sector, fen, claimed and booked: of each stack the programme that pays most.
    spending : CNY.  luck : uniform, below the chance of admission when the money lasts."""
    total, best = _i8(0), _i8(0)
    received = _i8(home.aid_received[i])
    count = world.open.sector_count[sector]
    payer = world.open.of_sector[sector, 0]
    for j in range(count):
        k = world.open.of_sector[sector, j]
        row = world.programmes[k]
        if row.pays == Pays.PRICE_SHARE and row.groups[home.group] != 0 and luck < row.admit:
            aid = aid_on_goods(row, spending, received)
            if aid > best:
                best, payer = aid, k
        if best > 0 and (j == count - 1 or world.programmes[world.open.of_sector[sector, j + 1]].stack != row.stack):
            total += best
            received += best if world.programmes[payer].cap_household < np.inf else 0
            book.claims[payer] += best
            best = _i8(0)
    home.aid_received[i] = np.int32(received)
    return total


@kernel
def buy_listed_goods(home, tile, book, world, month):
    """Programmes that pay part of the price of goods bought without a ticket (goods for the elderly among health
    spending). Their users spend more by the same share of the aid as users of vouchers (assumption)."""
    lift = world.p.voucher_lift
    for sector in range(world.goods.sector_class.shape[0]):
        kind = world.goods.sector_class[sector]
        if kind < 0 or world.open.sector_count[sector] == 0:
            continue
        uniforms(tile.luck[0], home.household, world.seed, month, Decision.AID + sector, home.rows)
        share = world.offers[home.group].sector_share[sector]
        for i in range(home.rows):
            aid = claim_on_goods(home, book, world, i, sector, cny(pot(tile, kind, i)) * share, tile.luck[0, i])
            receive(book, Cash.SUBSIDY, home, i, aid)
            put_aside(tile, kind, i, fen(lift * cny(aid)))
