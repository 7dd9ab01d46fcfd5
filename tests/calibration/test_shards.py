"""A run whose households are shared out has the bits of one process."""

import numpy as np
import pytest

from calibration.runs.shards import Shard, _simulated, added, simulate_sharded
from sim.errors import LedgerError, UsageError
from sim.running import simulate
from sim.scenarios import load_scenario

SIZE, SEED, BURN_IN = 700, 5, 2


class Done:
    """An answer that is there already."""

    def __init__(self, value):
        self.value = value

    def result(self):
        return self.value


class Here:
    """A shard of this process that answers as one on a cluster does."""

    def __init__(self, settings, part, threads=1):
        self.shard = Shard(settings, part, threads)

    def opening(self):
        return Done(self.shard.opening())

    def open(self, sums):
        return Done(self.shard.open(sums))

    def live(self, month, sums):
        return Done(self.shard.live(month, sums))


@pytest.fixture(scope="module")
def half_a_year():
    return load_scenario("shanghai/actual").with_prior().with_months("2025-01", "2025-06")


@pytest.fixture(scope="module")
def settings(half_a_year):
    import json

    document = json.dumps(half_a_year.document())
    more = {"households": SIZE, "seed": SEED, "draw": 3, "burn_in": BURN_IN, "block": None}
    return {"scenario": document, "name": half_a_year.name, **more}


@pytest.fixture(scope="module")
def whole(half_a_year):
    return simulate(half_a_year, households=SIZE, seed=SEED, draw=3, burn_in=BURN_IN)


@pytest.mark.parametrize("number", [1, 2, 5])
def test_any_number_of_shards_leaves_no_trace(half_a_year, settings, whole, number):
    shards = [Here(settings, (k, number), threads=1 + k % 2) for k in range(number)]
    rows = [len(one.shard.built.economy.homes) for one in shards]
    assert min(rows) > 0
    assert max(rows) - min(rows) <= 1
    found = _simulated(half_a_year, settings, shards, None)
    assert found.identical(whole)


def test_a_shard_that_is_left_out_is_noticed(half_a_year, settings, whole):
    shards = [Here(settings, (k, 3)) for k in range(2)]
    assert not _simulated(half_a_year, settings, shards, None).equals(whole)


def test_a_household_that_two_shards_hold_in_turn_breaks_the_ledger(half_a_year, settings):
    first, second = (Here(settings, (k, 2)) for k in range(2))

    class Swapped(Here):
        def __init__(self):
            pass

        def opening(self):
            return first.opening()

        def open(self, sums):
            first.open(sums)
            return second.open(sums)

        def live(self, month, sums):
            answers = [first.live(month, sums), second.live(month, sums)]
            return answers[month % 2]

    with pytest.raises(LedgerError, match="month 1"):
        _simulated(half_a_year, settings, [Swapped()], None)


def test_tallies_are_added_as_whole_numbers():
    from sim.books.tallies import new_book

    book = new_book(2, 3)
    book.cash[:] = 2**52 + 1
    total = np.frombuffer(added([book.tobytes()] * 3, book.dtype), book.dtype)[0]
    assert (total["cash"] == 3 * (2**52 + 1)).all()


def test_two_workers_of_a_cluster_share_a_run(half_a_year, whole, cluster):
    found = simulate_sharded(
        half_a_year, cluster.address, households=SIZE, seed=SEED, draw=3, burn_in=BURN_IN, shards=2
    )
    assert found.identical(whole)


def test_no_cluster_is_told_in_one_line(half_a_year, monkeypatch):
    monkeypatch.setattr("calibration.runs.cluster.WAIT", 1)
    with pytest.raises(UsageError, match="no Dask scheduler at"):
        simulate_sharded(half_a_year, "tcp://127.0.0.1:9", households=SIZE)
