"""Deaths, departures and arrivals: a row is replaced, debts are settled or taken along through the ledger."""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import rows_with
from sim.agents.household.arrival import arrive
from sim.books.flows import Cash, Credit
from sim.books.ledger import close_account, move_in, pay, repay, write_down
from sim.engine.draws import Decision, uniforms
from sim.engine.kernel import formula, kernel

_f4, _i8, _u1 = np.float32, np.int64, np.uint8
_MONTH = _f4(1.0 / 12.0)
_SENIOR, _MATURE = 5, 4


@formula
def leaving_hazard(p, segment, tenure, resident):
    """Monthly chance that a household dies or leaves the city. Renters and people without local registration move
    more, the old die. Assumption scaled to yearly deaths (0.63% of residents, grade B) and migration."""
    yearly = p.turnover_yearly
    yearly *= p.turnover_mobile if tenure >= 2 and not resident else _f4(1)
    yearly += p.turnover_senior if segment == _SENIOR else _f4(0)
    return yearly * _MONTH


@kernel
def settle_estate(home, book, i, dead):
    """Of the dead, debts are repaid as far as deposits go, the rest is forgiven. Others take their debts along. What
    remains leaves with them or their heirs."""
    for product in range(home.balance.shape[0]):
        if home.balance[product, i] > 0 and dead:
            paid = min(_i8(home.balance[product, i]), max(home.deposits[i], _i8(0)))
            repay(book, Credit.SETTLED, home, product, i, paid)
        if home.balance[product, i] > 0:
            write_down(book, Credit.FORGIVEN if dead else Credit.TAKEN, home, product, i)
        close_account(home, product, i)
    pay(book, Cash.ESTATE, 0, home, i, home.deposits[i])


@kernel
def turn_over(home, tile, book, world, month):
    """Some households leave; a newcomer of the same group takes the row with a fresh life."""
    p = world.p
    uniforms(tile.luck[0], home.household, world.seed, month, Decision.TURNOVER, home.rows)
    resident = (home.group // world.cells.arms) % 2 == 1
    for i in range(home.rows):
        tile.flag[i] = _u1(tile.luck[0, i] < leaving_hazard(p, home.segment_start, home.tenure[i], resident))
    for j in range(rows_with(tile.pick, tile.flag, home.rows)):
        i = tile.pick[j]
        settle_estate(home, book, i, home.segment_start == _SENIOR)
        arrive(home, i, world.cells, world.seed, month, False)
        for product in range(home.balance.shape[0]):
            home.vintage[product, i] = _u1(0)
        move_in(book, home, i, home.deposits[i])
