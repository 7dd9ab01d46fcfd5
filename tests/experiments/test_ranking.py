"""Orders: only what paired differences can tell apart, and nothing where the limits of the response disagree."""

import numpy as np
import pytest

from experiments.comparison.ranking import in_groups, ranked, told_apart

CENTRAL = np.full(8, -1)


def test_clear_effects_are_put_in_order_from_the_highest(effects_of):
    found = ranked(effects_of([2.0, 5.0, -3.0]), "retail_total")
    assert found.groups == (("mix 2",), ("mix 1",), ("base",), ("mix 3",))
    assert not found.refused


def test_what_cannot_be_told_apart_shares_a_group(effects_of):
    found = ranked(effects_of([2.0, 2.001, 9.0], noise=0.5), "retail_total")
    assert [set(group) for group in found.groups] == [{"mix 3"}, {"mix 1", "mix 2"}, {"base"}]


def test_scenarios_that_change_nothing_are_the_base(effects_of):
    assert ranked(effects_of([0.0, 0.0]), "credit").groups == (("base", "mix 1", "mix 2"),)


def test_a_chain_of_overlaps_is_one_group():
    """One and three differ, but two lies between and can be told from neither: no cut."""
    luck = np.random.default_rng(5).standard_normal((3, 8)) * 0.1
    luck -= luck.mean(axis=1, keepdims=True)
    values = luck + np.array([[0.0], [0.1], [0.22]])
    signs = told_apart(values, CENTRAL)
    assert signs[2, 0] == 1
    assert signs[1, 0] == signs[2, 1] == 0
    assert in_groups(values, CENTRAL) == [[2, 1, 0]]


def test_pairing_tells_apart_what_luck_hides(effects_of):
    """Runs differ by 5 between seeds, scenarios by 0.5 with a noise of 0.1: without pairing nothing could be told."""
    effects = effects_of([0.5], noise=0.1)
    assert float(effects["unpaired_error"].sel(scenario="mix 1", measure="credit").isel(response=0)) > 0.5
    assert ranked(effects, "credit").groups == (("mix 1",), ("base",))


@pytest.mark.parametrize("ends", [(2.0, 3.0, -3.0), (2.0, 0.001, 3.0)], ids=["another sign", "an effect at one end"])
def test_nothing_is_ranked_where_the_limits_disagree(ends, effects_of):
    found = ranked(effects_of([ends], responses=3), "retail_total")
    assert found.groups == ()
    assert "limits of the response to rates disagree" in found.refused


def test_an_order_that_turns_round_between_the_limits_is_refused(effects_of):
    found = ranked(effects_of([(1.0, 1.0, 2.0), (2.0, 2.0, 1.0)], responses=3), "retail_total")
    assert "disagree" in found.refused


def test_limits_that_agree_leave_the_order(effects_of):
    found = ranked(effects_of([(1.0, 0.9, 1.2), (2.0, 1.8, 2.4)], responses=3), "retail_total")
    assert found.groups == (("mix 2",), ("mix 1",), ("base",))


def test_what_the_runs_cannot_tell_has_no_order(effects_of):
    effects = effects_of([1.0])
    effects["value"].loc[{"measure": "vintage_12"}] = np.nan
    assert "too short" in ranked(effects, "vintage_12").refused
