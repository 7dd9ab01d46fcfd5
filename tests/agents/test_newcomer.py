"""What a newcomer is made from: arrears in instalments, who is chosen by lenders."""

import numpy as np
import pytest

from sim.agents.newcomer import missed_so_far, selected

F4 = np.float32
SHARES = np.array([1.0, 0.10, 0.06, 0.05, 0.04, 0.01], F4)
"""In this bucket or a later one."""
MIDDLES = ((np.arange(20_000) + 0.5) / 20_000).astype(F4)


def test_a_bucket_of_ninety_days_holds_four_to_six_missed_instalments_and_the_last_seven():
    missed = np.array([missed_so_far(SHARES, F4(1), u) for u in MIDDLES])
    found = [float((missed == k).mean()) for k in range(8)]
    assert found == pytest.approx([0.90, 0.04, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01], abs=2e-4)


def test_arrears_grow_with_the_risk():
    late = [np.mean([missed_so_far(SHARES, F4(w), u) > 0 for u in MIDDLES]) for w in (0.5, 1.0, 2.0)]
    assert late == pytest.approx([0.05, 0.10, 0.20], abs=2e-4)


@pytest.mark.parametrize("tilt", [0.0, 0.1, 0.3])
def test_selection_leaves_the_mean_holding_and_shifts_the_mean_creditworthiness_by_its_tilt(tilt):
    own, chance = np.polynomial.hermite_e.hermegauss(20)
    chance = chance / chance.sum()
    weight = np.array([float(selected(F4(tilt), F4(z))) for z in own])
    assert weight @ chance == pytest.approx(1, rel=1e-5)
    assert (weight * own) @ chance == pytest.approx(tilt, abs=1e-5)
