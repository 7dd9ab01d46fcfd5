"""The lists of open programmes: what a claim looks at is what can pay this month, by stack."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents.government import list_open
from sim.policy.programmes import Pays, none_open
from sim.policy.vocabulary import SECTORS, Sector

CARS, PHONES = int(Sector.NEV), int(Sector.DIGITAL)


def programme(pays, sectors, stack, window=1.0, admit=1.0, soon=0.0):
    flags = np.isin(np.arange(len(SECTORS)), sectors).astype(np.uint8)
    soon = np.array([soon, 0.0, 0.0])
    return SimpleNamespace(pays=pays, sectors=flags, stack=stack, window=window, admit=admit, soon=soon)


def seen(*rows):
    """The lists of a month with these programmes."""
    lists = none_open(np.array([row.stack for row in rows], np.int64))
    state = SimpleNamespace(**{name: getattr(lists, name) for name in lists._fields})
    world = SimpleNamespace(programmes=rows, programme_count=len(rows), open=state)
    list_open.py_func(world)
    return state


def listed(*rows):
    state = seen(*rows)
    by_sector = {
        sector: list(state.of_sector[sector, : state.sector_count[sector]])
        for sector in np.flatnonzero(state.sector_count)
    }
    return by_sector, list(state.of_rates[: state.rate_count])


def test_a_purchase_sees_the_programmes_of_its_sector_by_stack_and_then_by_id():
    rows = [
        programme(Pays.FIXED_AMOUNT, [CARS], stack=1),
        programme(Pays.PRICE_SHARE, [PHONES, CARS], stack=0),
        programme(Pays.TAX_RELIEF, [CARS], stack=1),
    ]
    assert listed(*rows) == ({PHONES: [1], CARS: [1, 0, 2]}, [])


@pytest.mark.parametrize("shut", [{"window": 0.0}, {"admit": 0.0}])
def test_a_programme_that_is_over_or_has_no_money_left_is_on_no_list(shut):
    rows = [programme(Pays.FIXED_AMOUNT, [CARS], 0, **shut), programme(Pays.RATE_POINTS, [CARS], 1, **shut)]
    assert listed(*rows) == ({}, [])


def test_interest_is_paid_from_a_list_of_its_own_and_vouchers_from_none():
    rows = [programme(Pays.VOUCHER, [CARS], 0), programme(Pays.RATE_POINTS, [CARS], 1)]
    assert listed(*rows) == ({}, [1])


def test_what_is_known_to_begin_soon_is_on_a_list_of_its_own_by_stack():
    rows = [
        programme(Pays.FIXED_AMOUNT, [CARS], 1, window=0.0, soon=1.0),
        programme(Pays.PRICE_SHARE, [CARS], 0, soon=0.5),
        programme(Pays.PRICE_SHARE, [CARS], 0, soon=0.0),
        programme(Pays.RATE_POINTS, [CARS], 2, soon=1.0),
    ]
    state = seen(*rows)
    assert list(state.soon[CARS, : state.soon_count[CARS]]) == [1, 0]
    assert list(state.of_sector[CARS, : state.sector_count[CARS]]) == [1, 2]
