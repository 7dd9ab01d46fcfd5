"""Aid on listed goods that are bought without a ticket: what it pays, within which caps."""

from types import SimpleNamespace

import numpy as np

from sim.agents.household.vouchers import aid_on_goods, claim_on_goods
from sim.policy.programmes import Pays

F4, SECTOR = np.float32, 14


MONEY = ("amount", "cap", "cap_household", "eligible", "window", "admit")
ROW = np.dtype((np.record, [*((name, "f4") for name in MONEY), ("pays", "i8"), ("stack", "i8"), ("groups", "u1", 1)]))


def programme(rate=0.3, cap=np.inf, cap_household=np.inf, eligible=0.1, window=1.0, admit=1.0, stack=0, groups=1):
    row = np.zeros(1, ROW)
    row[0] = (rate, cap, cap_household, eligible, window, admit, Pays.PRICE_SHARE, stack, groups)
    return row[0]


def claimed(rows, spending=1_000.0, luck=0.5, received=0):
    """Fen that a household gets, what each programme pays, and what counts towards caps."""
    count = len(rows)
    lists = SimpleNamespace(sector_count=np.full(16, count), of_sector=np.tile(np.arange(count), (16, 1)))
    home = SimpleNamespace(group=0, aid_received=np.array([received], np.int32))
    book = SimpleNamespace(claims=np.zeros(count, np.int64))
    world = SimpleNamespace(programmes=np.array(rows, ROW), open=lists)
    got = claim_on_goods.py_func(home, book, world, 0, SECTOR, F4(spending), F4(luck))
    return int(got), book.claims.tolist(), int(home.aid_received[0])


def test_aid_is_the_rate_on_the_listed_part_of_spending():
    assert aid_on_goods(programme(), F4(1_000), 0) == 30_00
    assert aid_on_goods(programme(window=0.5), F4(1_000), 0) == 15_00


def test_aid_keeps_to_the_cap_a_month_and_to_the_cap_a_household_and_year():
    assert aid_on_goods(programme(cap=20), F4(1_000), 0) == 20_00
    assert aid_on_goods(programme(cap_household=100), F4(1_000), 90_00) == 10_00
    assert aid_on_goods(programme(cap_household=100), F4(1_000), 120_00) == 0


def test_of_one_stack_the_better_programme_pays_and_stacks_add_up():
    assert claimed([programme(0.1), programme(0.3)]) == (30_00, [0, 30_00], 0)
    assert claimed([programme(0.1), programme(0.3, stack=1)]) == (40_00, [10_00, 30_00], 0)


def test_nothing_is_claimed_out_of_the_group_or_when_the_money_does_not_reach():
    assert claimed([programme(groups=0)]) == (0, [0], 0)
    assert claimed([programme(admit=0.4)]) == (0, [0], 0)


def test_what_counts_towards_a_cap_is_remembered():
    assert claimed([programme(cap_household=100)], received=5_00) == (30_00, [30_00], 35_00)
