"""Ordinary spending: the two-slope buffer rule and the Engel plan."""

import numpy as np
import pytest

from sim.agents.household.consumption import (
    buffer_slope,
    committed_saving,
    desired_spending,
    planned_spending,
    saved_up,
    swept_cash,
)

F4 = np.float32


def test_the_slope_falls_from_the_high_one_to_the_low_one_with_months_of_cash():
    slopes = [float(buffer_slope(F4(m), F4(0.02), F4(0.2), F4(1))) for m in (0, 0.5, 1, 3, 30)]
    assert slopes[0] == pytest.approx(0.2)
    assert slopes[-1] == pytest.approx(0.02, rel=1e-5)
    assert slopes[2] == pytest.approx(0.02 + 0.18 * np.exp(-1), rel=1e-5)
    assert (np.diff(slopes) < 0).all()


def desired(months=2.0, target=2.0, unused=0.0, growth=0.0, planned=5_000.0, slope=0.1):
    return float(desired_spending(F4(planned), F4(slope), F4(months), F4(target), F4(unused), F4(0.1), F4(growth)))


def test_at_the_target_the_plan_is_what_income_supports():
    assert desired() == pytest.approx(5_000)


def test_a_month_more_of_cash_raises_spending_by_the_slope():
    assert desired(months=3) - desired(months=2) == pytest.approx(0.1 * 5_000, rel=1e-4)
    assert desired(months=1) < desired() < desired(target=1)


def test_a_new_unused_line_counts_as_a_part_of_the_buffer():
    assert desired(unused=10_000) == pytest.approx(desired(months=2 + 0.1 * 10_000 / 5_000), rel=1e-5)


def test_expected_growth_scales_the_plan():
    assert desired(growth=0.03) == pytest.approx(1.03 * desired(), rel=1e-5)


def test_a_windfall_is_spent_in_larger_part_by_a_household_with_little_cash():
    """Marginal propensity to consume of one month, at half a month of cash, one, three and six."""

    def spent(months: float) -> float:
        slope = buffer_slope(F4(months), F4(0.02), F4(0.2), F4(1))
        return desired(months=months, target=3, slope=slope)

    propensity = [(spent(m + 0.01) - spent(m)) / (0.01 * 5_000) for m in (1.0, 6.0)]
    response = [float(buffer_slope(F4(m), F4(0.02), F4(0.2), F4(1))) for m in (0.5, 1, 3, 6)]
    assert propensity[0] > propensity[1] > 0
    assert (np.diff(response) < 0).all()


def test_the_plan_is_its_share_at_the_mean_and_a_falling_share_above_it(parameters):
    mean, share, elasticity = F4(10_000), F4(0.6), F4(0.8)
    assert planned_spending(mean, mean, share, elasticity) == pytest.approx(6_000, rel=1e-5)
    assert planned_spending(F4(20_000), mean, share, elasticity) == pytest.approx(6_000 * 2**0.8, rel=1e-5)
    shares = [planned_spending(F4(y), mean, share, elasticity) / y for y in (2_000, 5_000, 10_000, 50_000)]
    assert (np.diff(shares) < 0).all()
    assert planned_spending(F4(0), mean, share, elasticity) > 0


def test_saving_is_what_pay_leaves_after_home_plans_and_what_is_set_aside():
    assert committed_saving(F4(10_000), F4(2_000), F4(5_000), F4(800)) == pytest.approx(2_200)
    assert committed_saving(F4(5_000), F4(2_000), F4(5_000), F4(500)) == 0


def test_cash_above_the_buffer_moves_on_by_a_share_and_cash_below_it_stays():
    assert swept_cash(F4(0.15), F4(30_000), F4(10_000)) == pytest.approx(3_000)
    assert swept_cash(F4(0.15), F4(9_000), F4(10_000)) == 0


def test_cash_for_a_planned_purchase_is_built_up_over_the_horizon():
    ready = [float(saved_up(F4(0.5), F4(200_000), months, F4(24))) for months in (30, 24, 12, 0, -5)]
    assert ready == pytest.approx([0, 0, 50_000, 100_000, 100_000])
