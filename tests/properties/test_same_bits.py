"""A run is a function of its scenario, size, seed and parameters: nothing else leaves a trace, to the bit."""

from dataclasses import replace

import numpy as np
import pytest
from ruamel.yaml import YAML

import sim.running
from creditsim.verify import differences
from sim.agents.world import Economy
from sim.books.tallies import clear, numbers_of
from sim.build import new_tile
from sim.errors import UsageError
from sim.levers import LEVERS
from sim.month import (
    ThreadedHouseholds,
    begin_month,
    end_month,
    households,
    keep_state,
    new_series,
    run_months,
)
from sim.running import run, simulate
from sim.scenarios import load_scenario, scenario_of


def test_the_month_loop_in_one_call_and_month_by_month_are_the_same(small, scenario, make, assert_same_run):
    built = make(scenario)
    books, states, _ = run(built)
    assert_same_run(small, books, states, built.economy)


def test_the_same_run_twice_is_the_same_and_another_seed_is_another_run(
    small, scenario, make, by_month, assert_same_run
):
    again = by_month(make(scenario))
    assert_same_run(small, again.books, again.states, again.built.economy)
    other = by_month(make(scenario, seed=7))
    assert numbers_of(other.books).tobytes() != numbers_of(small.books).tobytes()


@pytest.mark.parametrize("rows", [1024, pytest.param(2048, marks=pytest.mark.evidence)])
def test_the_size_of_a_block_leaves_no_trace(small, scenario, make, assert_same_run, rows):
    built = make(scenario, block=rows)
    assert built.economy.homes["household"].shape[1] == rows
    books, states, _ = run(built)
    assert_same_run(small, books, states, built.economy)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_number_of_threads_leaves_no_trace(small, scenario, make, assert_same_run, threads):
    built = make(scenario)
    books, states, _ = run(built, threads, progress=lambda done, total: None)
    assert_same_run(small, books, states, built.economy)


def test_threads_that_are_asked_for_are_used_at_any_size(scenario, monkeypatch):
    seen = []

    def watched(economy, tiles, threads, *panel):
        seen.append(threads)
        return ThreadedHouseholds(economy, tiles, threads, *panel)

    monkeypatch.setattr(sim.running, "ThreadedHouseholds", watched)
    short = scenario.with_months("2025-01", "2025-02")
    runs = [simulate(short, households=300, burn_in=1, threads=threads) for threads in (None, 1, 2, 3)]
    assert seen == [2, 3], "one thread runs all months in one call"
    assert all(one.identical(runs[0]) for one in runs)
    with pytest.raises(UsageError, match="0 threads"):
        simulate(short, households=300, threads=0)


def test_a_run_is_told_how_far_it_is(scenario, make):
    seen = []
    built = make(scenario.with_months("2025-01", "2025-03"), 200)
    run(built, 1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(month + 1, built.burn_in + 3) for month in range(built.burn_in + 3)]


def test_the_mesa_door_and_the_compiled_door_are_the_same(small, scenario, city, assert_same_run):
    model = city(scenario)
    economy, months = model.economy, model.built.months
    books, states = small.books.copy(), small.states.copy()
    assert model.book.tobytes() == books[-months - 1].tobytes()
    books[-months:], states[-months:] = np.zeros(1, books.dtype), np.zeros(1, states.dtype)
    for month in model.months(months):
        books[month] = economy.book
        keep_state(states[month], economy.world)
    assert not model.running
    assert_same_run(small, books, states, economy)


CAP = {"products": ["platform_loan"], "cap": 12.0}


def reread(record):
    """A record written as bytes and read again."""
    return np.frombuffer(bytearray(record.tobytes()), record.dtype)[0]


@pytest.mark.parametrize("stop", [1, 9])
def test_a_restart_from_a_checkpoint_equals_the_uninterrupted_run(small, scenario, make, assert_same_run, stop):
    first = make(scenario)
    economy, total = first.economy, first.burn_in + first.months
    books, states = new_series(total, economy)
    run_months(*parts(economy), 0, stop, books, states)
    saved = [economy.homes.tobytes(), reread(economy.world), reread(economy.book), reread(economy.before)]
    run_months(*parts(economy), stop, stop + 3, books, states)
    homes = np.frombuffer(bytearray(saved[0]), economy.homes.dtype)
    resumed = Economy(homes, saved[1], make(scenario).economy.plan, saved[2], saved[3])
    books[stop:], states[stop:] = np.zeros(1, books.dtype), np.zeros(1, states.dtype)
    assert run_months(*parts(resumed), stop, total, books, states) == 0
    assert_same_run(small, books, states, resumed)


def parts(economy):
    tile = new_tile(economy)[0]
    return economy.homes, tile, economy.book, economy.before, economy.world, economy.plan


def test_households_are_independent_given_the_month(scenario, make, columns_of):
    """A block alone, blocks backwards and all blocks at once live the same month."""
    runs = []
    for order in ("forwards", "backwards", "one"):
        economy = make(scenario, 900).economy
        begin_month(economy.world, economy.plan, economy.book, 0)
        clear(economy.book)
        blocks = range(len(economy.homes))
        for b in {"forwards": blocks, "backwards": reversed(blocks), "one": [5]}[order]:
            households(economy.homes, b, b + 1, new_tile(economy)[0], economy.book, economy.world, 0)
        runs.append(economy)
    forwards, backwards, one = runs
    assert forwards.homes.tobytes() == backwards.homes.tobytes()
    assert forwards.book.tobytes() == backwards.book.tobytes()
    assert one.homes[5].tobytes() == forwards.homes[5].tobytes()
    assert one.homes[4].tobytes() != forwards.homes[4].tobytes()


def test_households_added_at_the_end_change_no_life_before_them_while_feedback_is_frozen(scenario, make, columns_of):
    """Both populations live in the world of the smaller one: lenders, merchants and budgets answer to its book."""
    fewer, more = (make(scenario, number).economy for number in (700, 1_100))
    tile = new_tile(fewer)[0]
    others = fewer.book.copy()
    opening = columns_of(fewer.homes)
    for month in range(len(fewer.plan.paths)):
        begin_month(fewer.world, fewer.plan, fewer.book, month)
        clear(fewer.book)
        households(fewer.homes, 0, len(fewer.homes), tile, fewer.book, fewer.world, month)
        households(more.homes, 0, len(more.homes), tile, others, fewer.world, month)
        assert end_month(fewer.world, fewer.book, fewer.before) == 0
    mine, all_lives = columns_of(fewer.homes), columns_of(more.homes)
    assert len(all_lives["household"]) == 1_100
    assert mine["deposits"].tobytes() != opening["deposits"].tobytes()
    for name, values in mine.items():
        assert values.tobytes() == all_lives[name][:700].tobytes(), name


def test_what_a_tile_held_before_leaves_no_trace(small, scenario, make, assert_same_run):
    built = make(scenario)
    economy, total = built.economy, built.burn_in + built.months
    tile = new_tile(economy)
    tile.view(np.uint8)[:] = 0x3F
    books, states = new_series(total, economy)
    run_months(economy.homes, tile[0], *parts(economy)[2:], 0, total, books, states)
    assert_same_run(small, books, states, economy)


def test_the_order_of_levers_leaves_no_trace(small, scenario, make, assert_same_run):
    assert len(scenario.levers) > 10
    shuffled = replace(scenario, levers=scenario.levers[::-1])
    built = make(shuffled)
    books, states, _ = run(built)
    assert_same_run(small, books, states, built.economy)


def test_levers_shuffled_in_a_file_leave_no_trace(scenario, tmp_path):
    document = scenario.with_months("2025-01", "2025-09").document()
    entries = document["levers"]
    assert len(entries) > 10
    orders = {"as_it_is": entries, "backwards": entries[::-1], "odd_first": entries[1::2] + entries[::2]}
    results = {}
    for name, order in orders.items():
        file = tmp_path / f"{name}.yaml"
        YAML().dump({**document, "levers": order}, file)
        assert [entry["id"] for entry in YAML(typ="safe").load(file)["levers"]] == [entry["id"] for entry in order]
        results[name] = simulate(load_scenario(file), households=400, burn_in=2)
    for name in ("backwards", "odd_first"):
        assert differences(results["as_it_is"], results[name]) == []
    assert float(results["as_it_is"].fiscal_cost.sum()) > 0


def test_levers_at_their_neutral_numbers_leave_no_trace(small, scenario, make, assert_same_run):
    neutral = []
    for key, kind in sorted(LEVERS.items()):
        entries = {name: value for name, value in kind.example.items() if name != "lever"}
        neutral.append(kind.model_validate({**entries, "id": f"neutral_{key}"}).null())
    levers = sorted((*scenario.levers, *neutral), key=lambda lever: lever.id)
    built = make(replace(scenario, levers=tuple(levers)))
    books, states, _ = run(built)
    assert_same_run(small, books, states, built.economy)


def test_a_lever_with_other_numbers_does_leave_a_trace(small, scenario, make):
    built = make(scenario.with_levers(rate_cap={"id": "cap", "from": "2025-01", "to": "2026-12", **CAP}))
    books, _, _ = run(built)
    assert numbers_of(books).tobytes() != numbers_of(small.books).tobytes()


def test_a_scenario_read_back_from_its_own_document_is_the_same_run(small, scenario, make, assert_same_run):
    built = make(scenario_of(scenario.document(), "again"))
    books, states, _ = run(built)
    assert_same_run(small, books, states, built.economy)
