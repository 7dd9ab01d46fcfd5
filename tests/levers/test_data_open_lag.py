import numpy as np
import pytest

from sim.calendar import month_index
from sim.policy.terms import Adjustment


@pytest.mark.parametrize(("month", "open_"), [("2025-01", 0), ("2025-03", 0), ("2025-04", 0.5), ("2025-05", None)])
def test_records_are_closed_until_the_delay_is_over(made, month, open_):
    found = list(made("data_open_lag", {"months": 3.5}).adjustments(month_index(month)))
    assert found == ([] if open_ is None else [Adjustment("records_open", open_)])


def test_without_shared_data_the_delay_changes_nothing(added):
    pair = added("data_open_lag", {"months": 24})
    np.testing.assert_array_equal(pair.run["credit_balance"], pair.without["credit_balance"])


def test_sharing_begins_when_the_records_open(together):
    """Before it not a bit differs from no sharing, after it approvals do."""
    late, never = together(months=6), together(consent=0.0)
    first, rest = slice("2025-01", "2025-06"), slice("2025-07", "2026-12")
    np.testing.assert_array_equal(late["approvals"].sel(month=first), never["approvals"].sel(month=first))
    assert float(abs(late["approvals"] - never["approvals"]).sel(month=rest).sum()) > 0


def test_the_later_records_open_the_smaller_is_what_sharing_moves(together):
    """Side effect: good risks with thin files wait as long."""
    never = together(consent=0.0)
    moved = [float(abs(together(months=months)["approvals"] - never["approvals"]).sum()) for months in (0, 6, 18)]
    assert moved[0] > moved[1] > moved[2] > 0
