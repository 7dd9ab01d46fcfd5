"""The rules of one household, lender or budget, by the textbook."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.contracts import annuity, level_payment, merged_rate
from sim.agents.government import admission
from sim.agents.household.consumption import buffer_slope, desired_spending
from sim.agents.household.income import next_income, separation
from sim.agents.household.repayment import card_payment, monthly_interest
from sim.agents.household.tickets.dates import advance_months, replacement_interval
from sim.agents.household.tickets.financing import rate_disutility, rounded_loan
from sim.agents.lender import cost_rate, credible_rate, default_chance
from sim.tables import score_noise

f4 = np.float32


def test_a_level_payment_repays_the_loan() -> None:
    loan, rate, months = 100_000.0, 0.06, 36
    payment = float(level_payment(f4(loan), f4(rate), f4(months)))
    for _ in range(months):
        loan = loan * (1 + rate / 12) - payment
    assert abs(loan) < 5.0


def test_without_interest_the_payment_is_loan_over_months() -> None:
    assert float(level_payment(f4(1200), f4(0), f4(12))) == 100.0
    assert float(annuity(f4(0), f4(24))) == 24.0


def test_a_topped_up_account_has_the_weighted_rate() -> None:
    assert float(merged_rate(f4(0.10), f4(300), f4(0.02), f4(100))) == pytest.approx(0.08)


def test_separation_keeps_unemployment_where_it_is() -> None:
    losing = float(separation(f4(0.042), f4(0.14)))
    assert pytest.approx((1 - 0.042) * losing, rel=1e-5) == 0.042 * 0.14


def test_permanent_income_keeps_its_mean() -> None:
    luck = (np.arange(20_000) + 0.5) / 20_000
    income = np.full(20_000, 10_000, np.float32)
    for month in range(60):
        shuffled = np.roll(luck, 7919 * month)
        income = np.array(
            [next_income(i, f4(10_000), f4(0.98), f4(0.04), f4(u)) for i, u in zip(income, shuffled, strict=True)]
        )
    # standard error of the mean: sd about 0.18 over sqrt(20,000) = 0.0013
    assert income.mean() / 10_000 == pytest.approx(1.0, abs=0.015)


def test_spending_responds_most_where_cash_is_short() -> None:
    low, high = buffer_slope(f4(0), f4(0.02), f4(0.2), f4(1)), buffer_slope(f4(8), f4(0.02), f4(0.2), f4(1))
    assert float(low) == pytest.approx(0.2)
    assert float(high) == pytest.approx(0.02, abs=1e-3)
    at_target = desired_spending(f4(5000), f4(0.1), f4(3), f4(3), f4(0), f4(0), f4(0))
    assert float(at_target) == 5000


def test_the_rate_form_nests_constant_elasticity_and_semi_log() -> None:
    def step(rate: float, k: float) -> float:
        slope, at = f4(-0.02), f4(30)
        dearer, asked = (rate_disutility(f4(r), f4(0.06), slope, at, f4(k)) for r in (rate + 0.01, rate))
        return float(dearer - asked)

    # semi-log: a point is worth b_r at any rate
    assert step(0.03, 1e5) == pytest.approx(-0.02, rel=0.05)
    # constant elasticity: at 3% a point is worth about ten times as much as at 30%
    assert step(0.03, 0.01) / step(0.30, 0.01) == pytest.approx(8.8, rel=0.1)


def test_a_subsidy_of_a_tenth_advances_a_car_by_about_eight_months() -> None:
    assert float(advance_months(f4(0.10), f4(78), f4(1))) == pytest.approx(7.8, rel=1e-4)


def test_replacement_intervals_have_the_weibull_median() -> None:
    scale, shape = 100.0, 3.0
    assert float(replacement_interval(f4(0.5), f4(scale), f4(shape))) == pytest.approx(
        scale * np.log(2) ** (1 / shape), rel=1e-4
    )


def test_payments_are_rounded_down_to_the_grid() -> None:
    loan = rounded_loan(f4(50_000), f4(0.06), f4(24), f4(500))
    payment = float(level_payment(loan, f4(0.06), f4(24)))
    assert payment == pytest.approx(round(payment / 500) * 500, abs=0.5)


def test_a_revolver_pays_the_minimum_and_everybody_else_the_statement() -> None:
    assert card_payment(100_000, 500_000, 10_000, True, False) == 10_000
    assert card_payment(100_000, 500_000, 10_000, False, False) == 100_000
    assert card_payment(100_000, 50_000, 10_000, False, False) == 50_000


def test_interest_is_a_twelfth_of_the_yearly_rate() -> None:
    assert monthly_interest(1_200_000, f4(0.10)) == 10_000


def test_admission_never_promises_more_than_what_is_left() -> None:
    for left, claimed, admitted in ((100.0, 1000.0, 1.0), (500.0, 400.0, 0.5), (0.0, 10.0, 1.0)):
        assert admission(left, claimed, admitted) * claimed / admitted <= left + 1e-9


def test_a_score_with_that_noise_has_the_target_auc() -> None:
    rng = np.random.default_rng(1)
    truth = rng.normal(0, 1, 400_000)
    default = rng.random(400_000) < 0.01 * np.exp(-truth)
    for target in (0.62, 0.70):
        seen = truth + rng.normal(0, score_noise(target), 400_000)
        rank = seen.argsort().argsort() + 1
        bad = default.sum()
        auc = 1 - (rank[default].sum() - bad * (bad + 1) / 2) / (bad * (len(truth) - bad))
        # standard error about 0.5 / sqrt(6,000 defaults) = 0.006
        assert auc == pytest.approx(target, abs=0.02)


def test_default_odds_fall_with_the_score() -> None:
    assert float(default_chance(f4(0.02), f4(0))) == pytest.approx(0.02, rel=1e-4)
    assert float(default_chance(f4(0.02), f4(1))) < 0.0081


def test_the_break_even_rate_adds_up() -> None:
    rate = cost_rate(f4(0.02), f4(0.01), f4(0.005), f4(0.02), f4(0.88), f4(0.75), f4(0.105), f4(0.10))
    assert float(rate) == pytest.approx(0.02 + 0.01 + 0.005 + 0.02 * 0.88 / 0.98 + 0.75 * 0.105 * 0.08, rel=1e-4)


def test_a_small_book_moves_belief_little() -> None:
    assert float(credible_rate(f4(1), f4(10), f4(0.02), f4(100_000))) == pytest.approx(0.02, rel=0.01)
