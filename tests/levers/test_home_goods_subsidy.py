import numpy as np

from sim.policy.vocabulary import SEGMENTS


def test_each_use_and_each_household_has_a_cap(made, horizon):
    entries = {"rate": 0.15, "cap": 2000, "cap_household": 6000, "eligible": 0.5}
    (row,) = made("home_goods_subsidy", entries).programmes(horizon)
    assert (row.sectors, row.cap, row.cap_household, row.eligible) == (("furniture", "renovation"), 2000, 6000, 0.5)


def test_a_subsidy_for_the_elderly_reaches_senior_groups_only(made, horizon):
    (row,) = made("home_goods_subsidy", {"rate": 0.3, "segments": ["senior"]}).programmes(horizon)
    np.testing.assert_array_equal(row.groups, horizon.groups.segment == SEGMENTS.index("senior"))
