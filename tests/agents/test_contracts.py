"""Loan arithmetic against the closed forms of the textbook."""

import numpy as np
import pytest

from sim.agents.contracts import annuity, level_payment, merged_rate

F4 = np.float32
TERMS = [(rate, months) for rate in (0.03, 0.0435, 0.12, 0.24) for months in (3, 12, 36, 60, 240)]


def factor(rate: float, months: int) -> float:
    """Present value of one CNY a month, summed month by month."""
    return sum((1 + rate / 12) ** -month for month in range(1, months + 1))


@pytest.mark.parametrize(("rate", "months"), TERMS)
def test_the_annuity_is_the_sum_of_discounted_payments(rate, months):
    assert annuity(F4(rate), F4(months)) == pytest.approx(factor(rate, months), rel=2e-4)


@pytest.mark.parametrize(("rate", "months"), TERMS)
def test_the_level_payment_repays_the_loan_with_interest_to_the_last_month(rate, months):
    payment = float(level_payment(F4(100_000), F4(rate), F4(months)))
    owed = 100_000.0
    for _ in range(months):
        owed = owed * (1 + rate / 12) - payment
    assert abs(owed) < 2e-4 * payment * months


@pytest.mark.parametrize("months", [1, 12, 60])
def test_without_interest_the_payment_is_the_loan_over_the_months(months):
    assert annuity(F4(0), F4(months)) == months
    assert level_payment(F4(36_000), F4(0), F4(months)) == pytest.approx(36_000 / months)


def test_a_rate_close_to_zero_gives_almost_the_payment_of_rate_zero():
    for rate in (1e-5, 1e-4, 2e-4, 1e-3):
        assert level_payment(F4(36_000), F4(rate), F4(36)) == pytest.approx(1_000, rel=4e-3)


def test_a_single_payment_is_the_loan_and_a_months_interest():
    assert level_payment(F4(1_200), F4(0.12), F4(1)) == pytest.approx(1_212, rel=2e-5)


def test_the_payment_rises_with_the_rate_and_falls_with_the_term():
    by_rate = [level_payment(F4(1e5), F4(rate), F4(36)) for rate in (0, 0.02, 0.05, 0.1, 0.2, 0.36)]
    by_term = [level_payment(F4(1e5), F4(0.05), F4(months)) for months in (6, 12, 24, 36, 60)]
    assert (np.diff(by_rate) > 0).all()
    assert (np.diff(by_term) < 0).all()


def test_a_topped_up_account_bears_the_two_rates_weighted_by_their_balances():
    assert merged_rate(F4(0.04), F4(30_000), F4(0.10), F4(10_000)) == pytest.approx(0.055)
    assert merged_rate(F4(0.04), F4(0), F4(0.10), F4(10_000)) == F4(0.10)
    assert merged_rate(F4(0.04), F4(0), F4(0.10), F4(0)) == F4(0.10)


@pytest.mark.parametrize(("old", "new"), [(0.03, 0.2), (0.2, 0.03)])
def test_the_merged_rate_lies_between_the_two(old, new):
    for share in (0.01, 0.5, 0.99):
        merged = merged_rate(F4(old), F4(share * 1e5), F4(new), F4((1 - share) * 1e5))
        assert min(old, new) < merged < max(old, new)
