"""Sensitivity indices on functions whose indices are known, with luck of known size, and against SALib."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.sensitivity.designs import Design, design_of, order_hash, responses_of
from experiments.sensitivity.distribution import pawn
from experiments.sensitivity.emulator import emulated
from experiments.sensitivity.morris import screening
from experiments.sensitivity.sobol import by_size, sobol_indices
from sim.errors import ResultError, UsageError


def ishigami(shares, a=7.0, b=0.1):
    x = np.pi * (2 * shares - 1)
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


ISHIGAMI_FIRST, ISHIGAMI_TOTAL, ISHIGAMI_13 = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437), 0.2437
"""Analytic, a = 7 and b = 0.1: Ishigami and Homma (1990)."""

ISHIGAMI_VARIANCE = 13.8445

G_WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0])


def g_function(shares):
    return np.prod((np.abs(4 * shares - 2) + G_WEIGHTS) / (1 + G_WEIGHTS), axis=1)


def g_indices():
    """First and total, analytic: Sobol' (1993)."""
    parts = 1 / (3 * (1 + G_WEIGHTS) ** 2)
    whole = np.prod(1 + parts) - 1
    return parts / whole, parts * np.prod(1 + parts) / (1 + parts) / whole


def answered(design, function, luck=0.0, pairs=1, seed=7):
    """Answers with normal luck of a known standard deviation in each pair."""
    truth = function(design.shares)
    drawn = luck * np.random.default_rng(seed).standard_normal((len(truth), pairs))
    return responses_of(design, ["y"], (truth[:, None] + drawn)[..., None])


def inside(found, truth):
    value, low, high = (part[..., 0] for part in found)
    return ((low <= truth) & (truth <= high)).all() and (np.abs(value - truth) < 0.1).all()


def test_indices_of_ishigami_lie_inside_their_intervals():
    design = design_of("sobol", ["x1", "x2", "x3"], 1024)
    found = sobol_indices(design, answered(design, ishigami))
    assert inside(found.first, np.array(ISHIGAMI_FIRST))
    assert inside(found.total, np.array(ISHIGAMI_TOTAL))
    assert found.variance[0] == pytest.approx(ISHIGAMI_VARIANCE, rel=0.02)
    value, low, high = (part[..., 0] for part in found.second)
    assert low[0, 2] <= ISHIGAMI_13 <= high[0, 2]
    assert abs(value[0, 1]) < 0.05
    assert np.isnan(value[np.tril_indices(3)]).all()


def test_indices_of_the_g_function_lie_inside_their_intervals():
    design = design_of("sobol", list("abcd"), 1024)
    found = sobol_indices(design, answered(design, g_function))
    first, total = g_indices()
    assert inside(found.first, first)
    assert inside(found.total, total)


def test_every_index_is_that_of_salib():
    from SALib.analyze import sobol as salib

    design = design_of("sobol", list("abcd"), 128)
    outputs = np.stack([ishigami(design.shares), g_function(design.shares), design.shares[:, 3] ** 2], axis=1)
    found = sobol_indices(design, responses_of(design, list("uvw"), outputs[:, None]), resamples=0)
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
    for k in range(outputs.shape[1]):
        theirs = salib.analyze(problem, outputs[:, k], seed=1)
        np.testing.assert_allclose(found.first[0][:, k], theirs["S1"], rtol=0, atol=1e-12)
        np.testing.assert_allclose(found.total[0][:, k], theirs["ST"], rtol=0, atol=1e-12)
        np.testing.assert_allclose(found.second[0][..., k], theirs["S2"], rtol=0, atol=1e-12)


def test_many_outputs_at_once_are_each_alone():
    design = design_of("sobol", ["x1", "x2", "x3"], 32)
    values = (
        np.random.default_rng(3).standard_normal((len(design.shares), 2, 150)) + ishigami(design.shares)[:, None, None]
    )
    together = sobol_indices(design, responses_of(design, list(map(str, range(150))), values))
    alone = sobol_indices(design, responses_of(design, ["149"], values[..., 149:]))
    np.testing.assert_allclose(together.total[1][:, 149], alone.total[1][:, 0], rtol=1e-9)
    np.testing.assert_allclose(together.first[2][:, 149], alone.first[2][:, 0], rtol=1e-9)


def test_luck_of_a_known_size_is_taken_out_of_the_shares():
    design, pairs = design_of("sobol", ["x1", "x2", "x3"], 1024), 4
    luck = 2.0 * np.sqrt(ISHIGAMI_VARIANCE)  # a mean of four pairs has as much luck as the function varies
    noisy = answered(design, ishigami, luck=luck, pairs=pairs)
    found = sobol_indices(design, noisy)
    assert found.noise_share[0] == pytest.approx(0.5, abs=0.04)
    assert found.variance[0] == pytest.approx(ISHIGAMI_VARIANCE, rel=0.12)
    assert inside(found.first, np.array(ISHIGAMI_FIRST))
    assert inside(found.total, np.array(ISHIGAMI_TOTAL))
    left_in = sobol_indices(design, replace(noisy, noise=None))
    assert (left_in.total[0][:, 0] > np.array(ISHIGAMI_TOTAL) + 0.1).any()


def test_an_output_that_is_luck_alone_has_no_indices():
    design = design_of("sobol", ["x1", "x2"], 64)
    nothing = answered(design, lambda shares: np.zeros(len(shares)))
    assert np.isnan(sobol_indices(design, nothing).first[0]).all()


def test_indices_settle_as_the_sample_grows():
    design = design_of("sobol", ["x1", "x2", "x3"], 2048)
    first, _ = by_size(design, answered(design, ishigami), [64, 512, 2048])
    missed = np.abs(first[..., 0] - np.array(ISHIGAMI_FIRST)).max(axis=1)
    assert missed[2] < missed[0]
    assert missed[2] < 0.02


def test_rows_in_another_order_are_refused():
    design = design_of("sobol", ["x1", "x2", "x3"], 16)
    told = answered(design, ishigami)
    moved = Design(design.method, design.factors, design.shares[::-1], design.order)
    with pytest.raises(ResultError, match="not in the order"):
        sobol_indices(moved, told)
    renamed = Design(design.method, ("x2", "x1", "x3"), design.shares, design.order)
    with pytest.raises(ResultError, match="not in the order"):
        sobol_indices(renamed, told)
    other = design_of("sobol", ["x1", "x2", "x3"], 32)
    with pytest.raises(ResultError, match="another design"):
        sobol_indices(other, told)


def test_the_hash_tells_methods_and_factors_apart():
    shares = np.zeros((2, 2))
    hashes = {order_hash(method, names, shares) for method in ("sobol", "pawn") for names in (["a", "b"], ["b", "a"])}
    assert len(hashes) == 4


@pytest.mark.parametrize(("method", "size"), [("sobol", 100), ("morris", 3), ("sobol", 0)])
def test_a_size_that_does_not_fit_is_refused(method, size):
    with pytest.raises(UsageError, match="does not fit"):
        design_of(method, ["a", "b"], size)


def test_elementary_effects_are_those_of_salib():
    from SALib.analyze import morris as salib

    design = design_of("morris", ["x1", "x2", "x3"], 20)
    found = screening(design, answered(design, ishigami))
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0, 1]] * 3}
    theirs = salib.analyze(problem, design.shares, ishigami(design.shares), num_levels=4, seed=1)
    for ours, name in ((found.mean, "mu"), (found.size, "mu_star"), (found.spread, "sigma")):
        np.testing.assert_allclose(ours[:, 0], np.asarray(theirs[name], float), rtol=1e-12)


def test_a_factor_without_influence_does_not_rise_above_what_luck_gives():
    design = design_of("morris", ["strong", "none"], 60)
    found = screening(design, answered(design, lambda shares: 3 * shares[:, 0], luck=1.0, pairs=4))
    assert found.low[0, 0] > found.floor[0, 0]
    assert found.low[1, 0] < found.floor[1, 0] < found.high[1, 0]
    assert found.spread[0, 0] < 0.4 < 3 / 4


def test_pawn_sees_a_factor_that_moves_the_spread_and_not_one_that_does_nothing():
    design = design_of("pawn", ["scale", "source", "none"], 400)
    centred = design.shares[:, 1] - 0.5
    found = pawn(design.shares, (design.shares[:, 0] ** 2 * centred)[:, None])
    assert found.median[0, 0] > found.chance[0]
    assert found.median[1, 0] > found.chance[0]
    assert found.median[2, 0] <= found.chance[0]


def test_an_emulator_tells_its_error_and_meets_known_indices_where_it_is_good():
    design = design_of("pawn", ["x1", "x2"], 100)
    x1, x2 = design.shares.T
    luck = np.random.default_rng(2).standard_normal(len(x1))
    found = emulated(design.shares, np.stack([x1 + 0.5 * x2 + x1 * x2, luck], axis=1), design.factors, base=512)
    assert found.q2[0] > 0.95
    assert found.q2[1] < 0.2
    np.testing.assert_allclose(found.first[:, 0], (0.675, 0.300), atol=0.03)
    np.testing.assert_allclose(found.total[:, 0], (0.700, 0.325), atol=0.03)
