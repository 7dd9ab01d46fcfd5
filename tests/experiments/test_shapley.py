"""Shares of clauses: they add up, are what hand-made games say, and mixes are made of the right levers."""

import numpy as np
import pytest

from experiments import compare
from experiments.comparison import foreseen as reckoning
from experiments.comparison.foreseen import foresee
from experiments.comparison.pairs import Settings
from experiments.comparison.players import OUTSIDE, coalition, player_of, players
from experiments.comparison.shapley import coalitions_of, orders_of, shares
from experiments.comparison.split import mixes_needed
from sim import load_scenario
from sim.errors import UsageError

BASE = load_scenario("shanghai/no_policy")


def game(count, value, orders, seeds=3, noise=0.0):
    """Values of a game for every mix. value : of a set of players."""
    luck = np.random.default_rng(1)
    return {
        mix: np.array([[value(mix) + noise * luck.standard_normal()] for _ in range(seeds)])
        for mix in coalitions_of(count, orders)
    }


def glove(mix):
    """One left glove (player 0), two right ones: a pair is worth 1."""
    return float(0 in mix and len(mix) > 1)


def test_the_glove_game_has_its_known_values():
    orders = orders_of(3, 32)
    found = shares(game(3, glove, orders), 3, orders)
    np.testing.assert_allclose(found.mean[:, 0], [2 / 3, 1 / 6, 1 / 6])
    np.testing.assert_allclose(found.alone[:, 0], 0.0)
    np.testing.assert_allclose(found.last[:, 0], [1.0, 0.0, 0.0])


@pytest.mark.parametrize("count", [2, 5, 6, 18])
def test_shares_add_up_to_the_effect_of_the_mix_whatever_the_orders(count):
    luck = np.random.default_rng(count)
    own = luck.standard_normal(count)
    worth = lambda mix: float(sum(own[k] for k in mix) ** 2)  # noqa: E731
    orders = orders_of(count, 8)
    found = shares(game(count, worth, orders), count, orders)
    assert found.mean.sum() == pytest.approx(worth(frozenset(range(count))))


def test_pairs_of_an_order_and_its_reverse_are_exact_where_players_meet_two_by_two():
    """The square of a sum has interactions of couples alone: one order and its reverse give the Shapley value."""
    own = np.arange(1.0, 9.0)
    worth = lambda mix: float(sum(own[k] for k in mix) ** 2)  # noqa: E731
    orders = orders_of(8, 2)
    found = shares(game(8, worth, orders), 8, orders)
    np.testing.assert_allclose(found.mean[:, 0], own * own.sum())


def test_a_player_who_adds_nothing_gets_nothing_and_equal_players_get_the_same():
    worth = lambda mix: float(len(mix - {3}) >= 2)  # noqa: E731
    orders = orders_of(4, 2)
    found = shares(game(4, worth, orders), 4, orders)
    np.testing.assert_allclose(found.mean[:, 0], [1 / 3, 1 / 3, 1 / 3, 0.0], atol=1e-12)


def test_the_interval_of_a_share_covers_it_as_often_as_it_says():
    orders = orders_of(6, 2)
    worth = lambda mix: float(sum(range(1, 7)[k] for k in mix))  # noqa: E731
    luck, hits = np.random.default_rng(5), 0
    for _ in range(200):
        made = {mix: worth(mix) + luck.standard_normal((4, 1)) for mix in coalitions_of(6, orders, apart=False)}
        found = shares(made, 6, orders)
        hits += int((abs(found.mean[:, 0] - np.arange(1, 7)) <= found.half[:, 0]).sum())
    assert 0.92 <= hits / 1200 <= 0.999, "conservative where orders are few, never too narrow"


def test_orders_come_in_pairs_the_first_as_named():
    orders = orders_of(7, 6)
    assert orders[0] == tuple(range(7))
    assert all(one == other[::-1] for one, other in zip(orders[::2], orders[1::2], strict=True))
    assert len(orders_of(4, 2)) == 24


def test_levers_belong_to_the_clause_that_their_id_begins_with():
    assert player_of("task_04_maker_nev") == "task_04"
    assert player_of("safeguard_3") == "safeguard_3"
    assert player_of("nev_plate") == "nev_plate"


def rate(name, points):
    return {"id": name, "products": ["consumer_loan"], "points": points, "from": "2025-01"}


def test_a_mix_of_clauses_has_their_levers_and_the_rest_of_the_base():
    mix = BASE.with_levers(rate_trial=[rate("task_02_a", -0.5), rate("task_02_b", -0.1), rate("task_09_c", 0.3)])
    mix = mix.with_parameters({"leakage": 0.05})
    found = players(BASE, mix)
    assert found == {"task_02": ("task_02_a", "task_02_b"), "task_09": ("task_09_c",), OUTSIDE: ()}
    assert coalition(BASE, mix, {}).levers == BASE.levers
    assert coalition(BASE, mix, found).levers == mix.levers
    one = coalition(BASE, mix, {"task_02": found["task_02"]})
    assert {lever.id for lever in one.levers} - {lever.id for lever in BASE.levers} == set(found["task_02"])
    assert dict(one.parameters) == dict(BASE.parameters)
    assert dict(coalition(BASE, mix, {OUTSIDE: ()}).parameters) == dict(mix.parameters)


def test_a_lever_that_the_scenario_lacks_is_a_player_too():
    more = BASE.with_levers(rate_trial=[rate("task_02_a", -0.5), rate("task_09_c", 0.3)])
    assert list(players(more, BASE)) == ["task_02", "task_09"]
    without = coalition(more, BASE, {"task_09": ("task_09_c",)})
    assert {lever.id for lever in more.levers} - {lever.id for lever in without.levers} == {"task_09_c"}


def test_levers_of_a_single_clause_are_players_of_their_own():
    mix = BASE.with_levers(rate_trial=[rate("task_02_a", -0.5), rate("task_02_b", -0.1)])
    assert list(players(BASE, mix)) == ["task_02_a", "task_02_b"]
    assert mixes_needed(BASE, mix, 2) == 3
    assert mixes_needed(BASE, BASE.with_levers(rate_trial=rate("one", 1.0)), 32) == 0


def test_shares_of_a_comparison_add_up_to_its_effect():
    mix = BASE.with_levers(
        rate_trial=rate("task_02_a", 2.0),
        limit_trial={"id": "task_09_l", "products": ["consumer_loan"], "factor": 0.5, "from": "2025-01"},
    )
    settings = {"households": 400, "seeds": 4, "last": "2026-12", "burn_in": 3, "orders": 4}
    seen = []
    steps = {"progress": lambda *step: seen.append(step), "foreseen": seen.append}
    found = compare(BASE, {"mix": mix}, **settings, **steps)
    assert list(found["player"].to_numpy()) == ["task_02", "task_09"]
    together = found["share"].sel(scenario="mix").sum("player")
    whole = found["effect"].isel(response=0).sel(scenario="mix", measure=found["shared"].to_numpy())
    np.testing.assert_allclose(together, whole, rtol=1e-9, atol=1e-12)
    assert float(found["share"].sel(scenario="mix", player="task_02", shared="credit")) > 0
    assert float(found["share"].sel(scenario="mix", player="task_09", shared="credit")) < 0
    assert seen[-1] == (12, 12, "mix")
    assert seen[0][:2] == (12, 4), "what it takes is told before anything else"
    assert 0 < seen[0].minutes < 10


def test_an_odd_number_of_orders_is_refused():
    with pytest.raises(UsageError, match="cannot be paired"):
        compare(BASE, [BASE.with_months("2022-01")], orders=3)


def test_the_error_holds_the_luck_of_orders_where_they_are_sampled():
    """Three together are worth something: then a few orders do not tell, though every seed says the same."""
    worth = lambda mix: float({0, 1, 2} <= mix) + float({3, 4, 5, 6} <= mix)  # noqa: E731
    orders = orders_of(7, 8)
    found = shares(game(7, worth, orders), 7, orders)
    assert (found.error[:, 0] > 0).any()
    exact = orders_of(4, 2)
    assert (shares(game(4, glove, exact), 4, exact).error == 0).all(), "all orders: nothing left to luck"


@pytest.mark.parametrize("cores", [1, 2, 16])
def test_what_a_split_takes_is_reckoned_from_runs_that_are_timed(cores, monkeypatch):
    """A clock on which every run takes a second of all threads together."""
    clock, lived = [0.0], []

    def pair_answers(scenarios, seed, draw, settings):
        lived.append(len(scenarios))
        clock[0] += len(scenarios)

    monkeypatch.setattr(reckoning, "pair_answers", pair_answers)
    monkeypatch.setattr(reckoning.time, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(reckoning.os, "cpu_count", lambda: cores)
    mix = BASE.with_levers(rate_trial=[rate(f"task_0{k}_r", 0.1 * k) for k in range(1, 7)])
    told = foresee([BASE, mix], 32, Settings(100, 3, "2026-12"), 64, pairs=10)
    at_once = min(cores, 4)
    assert lived[0] == 1, "one run before, which is not timed"
    assert len(lived) == 1 + at_once
    assert told.timed == sum(lived[1:])
    assert (told.mixes, told.pairs) == (4 * mixes_needed(BASE, mix, 32), 10)
    assert told.minutes == pytest.approx((told.mixes + 2 * 10) * at_once / cores / 60)


def test_where_nothing_is_shared_out_nothing_is_timed(monkeypatch):
    monkeypatch.setattr(reckoning, "pair_answers", lambda *_: pytest.fail("a run was timed"))
    alone = BASE.with_levers(rate_trial=rate("one", 1.0))
    assert foresee([BASE, alone], 32, Settings(100, 3, "2026-12"), 2, pairs=4) is None
