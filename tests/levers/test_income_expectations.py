import pytest

from sim.policy.terms import Adjustment


def test_growth_in_points_and_the_buffer_as_a_factor(made):
    lever = made("income_expectations", {"growth": 1, "buffer": 0.9})
    assert list(lever.adjustments(36)) == [Adjustment("expected_growth", 0.01), Adjustment("buffer_factor", 0.9)]


@pytest.mark.parametrize("entries", [{"growth": 2}, {"buffer": 0.8}])
def test_households_that_expect_more_or_fear_less_spend_more_out_of_their_savings(added, entries):
    pair = added("income_expectations", entries)
    assert pair.factor("service_sales") > 1.005
    assert pair.factor("retail_sales") > 1.001
    assert pair.factor("deposits") < 1.0


def test_spending_turns_round_when_the_expectation_ends(added):
    pair = added("income_expectations", {"growth": 3, "to": "2025-12"})
    assert pair.factor("service_sales", slice("2025-01", "2025-12")) > 1.01
    assert pair.factor("service_sales", slice("2026-04", "2026-12")) < 1.0
