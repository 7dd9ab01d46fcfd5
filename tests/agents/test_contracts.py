"""Loan arithmetic against the closed forms of the textbook."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents.contracts import annuity, contract_payment, drawn_term, level_payment, merged_rate, net_liquid

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


def test_a_bullet_loan_pays_the_interest_of_a_month_and_others_level_instalments():
    assert contract_payment(F4(120_000), F4(0.05), F4(36), True) == pytest.approx(500)
    assert contract_payment(F4(120_000), F4(0.05), F4(36), False) == level_payment(F4(120_000), F4(0.05), F4(36))


def test_terms_are_drawn_by_their_shares_and_cut_at_the_longest_allowed():
    products = SimpleNamespace(
        terms=np.array([[12, 36, 60, 60]], F4), term_share=np.array([[0.2, 0.7, 1.0, 1.0]], F4)
    )  # fmt: skip
    world = SimpleNamespace(products=products)
    drawn = [drawn_term.py_func(world, 0, F4(luck), F4(120)) for luck in (0.1, 0.2, 0.69, 0.7, 0.999)]
    assert drawn == [12, 36, 36, 60, 60]
    assert drawn_term.py_func(world, 0, F4(0.9), F4(48)) == 48


def test_liquid_wealth_is_net_of_the_card_bill_but_not_of_what_is_carried():
    home = SimpleNamespace(
        deposits=np.array([100_000], np.int64), balance=np.array([[30_000]], np.int32), revolving=np.array([10_000])
    )  # fmt: skip
    assert net_liquid.py_func(home, 0) == 80_000
