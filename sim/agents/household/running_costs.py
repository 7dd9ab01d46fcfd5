"""What programmes pay every month towards the running costs of new-energy cars: charging, parking, insurance."""

from __future__ import annotations

import numpy as np

from sim.books.flows import Cash
from sim.books.ledger import receive
from sim.engine.draws import Decision, uniform
from sim.engine.kernel import formula, kernel
from sim.policy.vocabulary import Car, Sector
from sim.units import fen

_f4, _i8 = np.float32, np.int64


@formula
def receive_running_aid(book, home, i, payer, amount):
    """A month's aid arrives, fen, claimed from a programme."""
    if amount > 0:
        receive(book, Cash.SUBSIDY, home, i, amount)
        book.claims[payer] += amount


@kernel
def pay_running_aid(home, tile, book, world, month):
    """Owners of new-energy cars receive a month's aid, whether or not they bought the car because of it: of every stack
    the better programme pays, admitted by one keyed draw."""
    count = world.open.owner_count
    if count == 0:
        return
    found = 0
    for i in range(home.rows):
        tile.pick[found] = i
        found += _i8(home.car[i] == Car.NEV)
    for j in range(found):
        i = tile.pick[j]
        luck = uniform(world.seed, home.household[i], month, Decision.AID + Sector.FUEL_OTHER)
        best, stack, payer = _i8(0), _i8(-1), _i8(0)
        for listed in range(count):
            k = world.open.of_owners[listed]
            row = world.programmes[k]
            if row.stack != stack:
                receive_running_aid(book, home, i, payer, best)
                stack, best = row.stack, _i8(0)
            aid = fen(row.amount * row.window)
            if row.groups[home.group] != 0 and luck < row.admit and aid > best:
                best, payer = aid, k
        receive_running_aid(book, home, i, payer, best)
