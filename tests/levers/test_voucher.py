import pytest
from pydantic import ValidationError

from sim.policy.programmes import Pays

DINING = {"sectors": ["dining"], "face": 90, "threshold": 300}


def test_a_voucher_is_face_threshold_and_a_quota_a_month(made, horizon, at):
    (row,) = made("voucher", {**DINING, "quota": 480_000}).programmes(horizon)
    assert (row.pays, row.amount, row.threshold, row.budget) == (Pays.VOUCHER, 90, 300, None)
    assert (row.quota[at("2024-12")], row.quota[at("2025-01")], row.quota[at("2026-01")]) == (0, 480_000, 0)


def test_a_part_month_hands_out_its_days_worth(made, horizon, at):
    (row,) = made("voucher", {**DINING, "quota": 3000, "from": "2025-04-16"}).programmes(horizon)
    assert row.quota[at("2025-04")] == pytest.approx(1500)


def test_without_a_quota_the_budget_says_how_many(made, horizon, at):
    budget = [{"month": "2025-03", "amount": 9_000_000}]
    (row,) = made("voucher", {**DINING, "budget": budget}).programmes(horizon)
    assert row.quota[at("2025-03")] == pytest.approx(100_000)
    assert row.quota.sum() == pytest.approx(100_000)


def test_the_smaller_of_quota_and_budget_binds(made, horizon, at):
    budget = [{"month": "2025-03", "amount": 9_000_000}]
    (row,) = made("voucher", {**DINING, "budget": budget, "quota": 40_000}).programmes(horizon)
    assert row.quota[at("2025-03")] == 40_000
    assert row.quota[at("2025-04")] == 0


def test_a_voucher_without_limit_is_refused(made):
    with pytest.raises(ValidationError, match="neither quota nor budget"):
        made("voucher", DINING)


def test_a_voucher_above_the_smallest_bill_is_refused(made):
    with pytest.raises(ValidationError, match="more than 'threshold'"):
        made("voucher", {**DINING, "threshold": 80, "quota": 1})
