"""Scenario discovery on planted boxes: what is there is found, and what is not is not claimed."""

import numpy as np
import pytest

from experiments.discovery import Futures, discover
from experiments.discovery.prim import inside, prim, several
from experiments.discovery.run import failing, share_interval
from experiments.discovery.trees import tree
from experiments.discovery.words import condition
from experiments.figures.discovery import Failures, failure_boxes
from sim.errors import ResultError, UsageError

NAMES, UNITS = ("unemployment_rate", "rate_curvature", "leakage", "noise"), ("fraction", "pp", "fraction", "1")


def drawn(count=300, seed=1):
    luck = np.random.default_rng(seed)
    values = luck.random((count, 4))
    values[:, 1] = np.array([0.5, 5.0, 50.0])[(values[:, 1] * 3).astype(int)]
    return values


def in_the_planted_box(values):
    return (values[:, 0] > 0.6) & (values[:, 1] < 10)


def test_a_planted_box_is_found_with_its_bounds_and_nothing_else():
    values = drawn()
    box = prim(values, in_the_planted_box(values))
    assert box.restricted.tolist() == [True, True, False, False]
    assert box.low[0] == pytest.approx(0.6, abs=0.03)
    assert box.high[1] == 5.0
    assert box.density > 0.97
    assert box.coverage > 0.97


def test_a_planted_box_is_found_under_luck():
    hits = 0
    for seed in range(20):
        values = drawn(240, seed)
        likely = np.where(in_the_planted_box(values), 0.8, 0.1)
        fails = np.random.default_rng(seed + 100).random(len(values)) < likely
        box = prim(values, fails)
        hits += box.restricted[0] and box.restricted[1] and 0.45 < box.low[0] < 0.72
    assert hits >= 18


def test_where_failures_are_luck_a_box_seldom_stands_and_is_never_confirmed_by_unseen_futures():
    confirmed = 0
    for seed in range(20):
        values = drawn(150, seed)
        luck = np.random.default_rng(seed + 50).random(len(values))
        futures = made_futures(values, luck)
        told = discover(futures, "effect retail_total > 0.7")
        confirmed += any(found.low > told.share for found in told.boxes)
    assert confirmed <= 2


def test_two_planted_boxes_are_found_one_after_the_other():
    values = drawn(500)
    fails = ((values[:, 0] > 0.6) & (values[:, 2] > 0.6)) | (values[:, 3] > 0.85)
    boxes = several(values, fails)
    assert len(boxes) >= 2
    covered = inside(values, boxes[0].low, boxes[0].high) | inside(values, boxes[1].low, boxes[1].high)
    assert fails[covered].mean() > 0.9
    assert covered[fails].mean() > 0.9


def test_a_box_counts_what_it_holds():
    values = np.array([[0.1], [0.4], [0.6], [0.9]])
    assert inside(values, np.array([0.4]), np.array([0.6])).tolist() == [False, True, True, False]


def test_a_tree_foresees_a_planted_box_and_not_luck():
    values = drawn()
    planted = tree(values, in_the_planted_box(values))
    assert planted.right > 0.95 > planted.plain
    assert planted.leaves[0].density > 0.95
    assert sum(leaf.mass for leaf in planted.leaves) == pytest.approx(1.0)
    luck = tree(values, np.random.default_rng(5).random(len(values)) < 0.5)
    assert luck.right < luck.plain + 0.08


def made_futures(values, effect, limits=None):
    base = np.zeros((len(values), 2))
    policy = np.stack([effect, -effect], axis=1)
    return Futures(values, NAMES, UNITS, base, policy, ("retail_total", "growth_gap/2026-12"), "2026-12", limits or {})


def test_what_is_said_of_a_box_comes_from_futures_that_did_not_find_it():
    values = drawn(300)
    futures = made_futures(values, in_the_planted_box(values).astype(float))
    told = discover(futures, "effect retail_total > 0.5")
    first = told.boxes[0]
    unseen = np.arange(300) % 3 == 0
    held = inside(values[unseen], first.box.low, first.box.high)
    assert (first.held, first.failed) == (held.sum(), told.fails[unseen][held].sum())
    assert (first.low, first.high) == share_interval(first.failed, first.held)
    assert first.low > told.share


def test_conditions_are_read_as_written():
    futures = made_futures(drawn(4), np.array([0.1, 0.3, -0.3, 0.0]), {"retail_total": 0.2})
    assert failing(futures, "retail_total > 0.2").tolist() == [False, True, False, False]
    assert failing(futures, "level retail_total < 0").tolist() == [False, False, True, False]
    assert failing(futures, "growth_gap_distance > 0.2").tolist() == [False, True, True, False]
    assert failing(futures, "growth_gap < -2e-1").tolist() == [False, True, False, False]
    assert failing(futures, "limits").tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("retail_total", "no condition"),
        ("retail_total > many", "no condition"),
        ("__import__('os') > 1", "no condition"),
        ("retail_totals > 1", "Did you mean 'retail_total'"),
        ("limits", "has no limits"),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused(text, says):
    with pytest.raises(UsageError, match=says):
        failing(made_futures(drawn(4), np.zeros(4)), text)


def test_too_few_futures_are_refused():
    with pytest.raises(ResultError, match="too few"):
        discover(made_futures(drawn(10), np.zeros(10)), "retail_total > 1")


def test_a_box_is_told_in_plain_words():
    values = drawn()
    box = prim(values, in_the_planted_box(values))
    futures = made_futures(values, np.zeros(len(values)))
    text = condition(box, futures.names, ("fraction", "pp", "fraction", "1"), futures.choices)
    assert text.startswith(("unemployment_rate above 59", "unemployment_rate above 6"))
    assert text.endswith("% and rate_curvature = 0.5 or 5")
    added = condition(box, futures.names, ("fraction added", "pp", "fraction", "1"), futures.choices)
    assert added.startswith(("unemployment_rate above +59", "unemployment_rate above +6"))
    assert " pp and" in added


def test_the_picture_can_be_drawn_with_and_without_boxes():
    values = drawn(90)
    for effect in (in_the_planted_box(values).astype(float), np.zeros(90)):
        futures = made_futures(values, effect)
        told = discover(futures, "retail_total > 0.5")
        assert len(failure_boxes(Failures(futures, told, "retail_total > 0.5")).axes) == 2
