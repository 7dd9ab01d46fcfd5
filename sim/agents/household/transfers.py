"""Transfers: public money for all households of a group, without a purchase (现金补贴).

A transfer that is announced counts as liquid wealth in plans, up to three months before it is paid (`FORESIGHT`): those
who hold cash spend of it before it arrives. What is spent follows from liquid wealth alone. Fact F06 is compared, not
plugged in.
"""

from __future__ import annotations

import numpy as np

from sim.books.flows import Cash
from sim.books.ledger import receive
from sim.engine.kernel import formula, kernel
from sim.policy.programmes import FORESIGHT, Pays
from sim.units import cny

_f4, _f8, _i8 = np.float32, np.float64, np.int64


@formula
def payment(amount, admit):
    """What a household receives, fen: the amount, less where the budget does not reach for all. amount : CNY.
    admit : fraction of what is promised that the budget holds."""
    return _i8(np.floor(_f8(amount) * 100.0 * _f8(admit)))


@kernel
def receive_transfers(home, tile, book, world, month):
    """Every household of the groups meant receives the same; of each stack the larger transfer. It is income."""
    stack, best, payer = _i8(-1), _i8(0), _i8(0)
    for j in range(world.programme_count):
        k = world.open.order[j]
        row = world.programmes[k]
        if row.pays != Pays.TRANSFER or row.window <= _f4(0) or row.groups[home.group] == 0:
            continue
        if row.stack != stack:
            pay_out(home, tile, book, payer, best)
            stack, best = row.stack, _i8(0)
        amount = payment(row.amount, row.admit)
        if amount > best:
            best, payer = amount, k
    pay_out(home, tile, book, payer, best)
    coming = _f4(0)
    for ahead in range(FORESIGHT):
        coming += announced(world, home.group, ahead)
    tile.coming[: home.rows] = coming


@kernel
def announced(world, group, ahead):
    """Transfers of a group in so many months and one, as far as known, CNY: of each stack the larger. Whether the
    budget will reach is not foreseen."""
    stack, best, total = _i8(-1), _f4(0), _f4(0)
    for j in range(world.programme_count):
        row = world.programmes[world.open.order[j]]
        if row.pays != Pays.TRANSFER or row.soon[ahead] <= _f4(0) or row.groups[group] == 0:
            continue
        if row.stack != stack:
            total += best
            stack, best = row.stack, _f4(0)
        best = max(best, row.amount)
    return total + best


@kernel
def pay_out(home, tile, book, payer, amount):
    """Every household of the block receives this much. amount : fen."""
    if amount > 0:
        for i in range(home.rows):
            receive(book, Cash.TRANSFER, home, i, amount)
            tile.earned[i] += cny(amount)
        book.claims[payer] += amount * _i8(home.rows)
