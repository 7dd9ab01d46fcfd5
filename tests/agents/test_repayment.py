"""Repayment: the miss hazard with the signs of its sources, rolls, interest and card statements in whole fen."""

import numpy as np
import pytest

from sim.agents.household.record import bucket_of, interest_aid
from sim.agents.household.repayment import (
    card_payment,
    forgetting,
    minimum_payment,
    miss_hazard,
    monthly_interest,
    roll_chance,
    statement_of,
)
from sim.agents.traits import frailty

F4 = np.float32
USUAL = {"base": 0.03, "out_of_work": 0.0, "debt_service": 0.4, "utilisation": 0.5, "lenders": 3.0, "rate_gap": 1.0,
         "size": 1.0, "score": 0.0, "stress": 0.0}  # fmt: skip
RAISES = {"base": (0.01, 0.03, 0.1), "out_of_work": (0, 1), "debt_service": (0.3, 0.4, 0.6, 0.9),
          "utilisation": (0.5, 0.9), "lenders": (2, 3, 4, 6), "rate_gap": (-2, 0, 2, 10), "size": (0.2, 1, 5),
          "stress": (-0.5, 0, 0.5)}  # fmt: skip


def hazard(parameters, **changes):
    return float(miss_hazard(parameters, *(F4(value) for value in {**USUAL, **changes}.values())))


@pytest.mark.parametrize("name", sorted(RAISES))
def test_the_miss_hazard_rises_with(parameters, name):
    hazards = [hazard(parameters, **{name: value}) for value in RAISES[name]]
    assert (np.diff(hazards) > 0).all()


def test_the_miss_hazard_falls_with_the_score(parameters):
    hazards = [hazard(parameters, score=value) for value in (-2, -1, 0, 1, 2)]
    assert (np.diff(hazards) < 0).all()
    odds = [h / (1 - h) for h in hazards]
    assert np.array(odds[1:]) / np.array(odds[:-1]) == pytest.approx([np.exp(-1)] * 4, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("debt_service", 0.0, 0.3), ("utilisation", 0.0, 0.8), ("lenders", 0, 2), ("size", 0.0, 0.1)],
)
def test_the_miss_hazard_is_flat_below_the_thresholds(parameters, name, low, high):
    assert hazard(parameters, **{name: low}) == hazard(parameters, **{name: high})


def test_a_tenth_more_debt_service_adds_its_coefficient_to_the_log_odds(parameters):
    logit = lambda h: np.log(h / (1 - h))  # noqa: E731
    step = logit(hazard(parameters, debt_service=0.5)) - logit(hazard(parameters, debt_service=0.4))
    assert step == pytest.approx(float(parameters.miss_debt_service), rel=1e-3)


def test_the_odds_of_forgetting_fall_one_for_one_with_creditworthiness_and_rise_with_stress():
    scores = np.array([-2, -1, 0, 1, 2], F4)
    chances = np.array([forgetting(F4(0.02), frailty(score, F4(1)), F4(0), F4(0)) for score in scores])
    odds = chances / (1 - chances)
    assert odds[1:] / odds[:-1] == pytest.approx([np.exp(-1)] * 4, rel=1e-4)
    assert forgetting(F4(0.02), F4(1), F4(0), F4(0)) == pytest.approx(0.02, rel=1e-5)
    assert forgetting(F4(0.02), F4(1), F4(0.01), F4(0)) == pytest.approx(0.03, rel=1e-5)
    assert forgetting(F4(0.02), F4(1), F4(0), F4(0.5)) > 0.03


def test_who_cannot_pay_misses_for_certain_and_who_can_rolls_by_the_rate_of_the_bucket(parameters):
    for missed in (1, 2, 3, 4, 7):
        assert roll_chance(parameters, missed, False) == 1
    able = [float(roll_chance(parameters, missed, True)) for missed in (1, 2, 3, 4)]
    rolls = [float(parameters.roll_able * parameters.roll_1), float(parameters.roll_2), float(parameters.roll_3)]
    assert able == pytest.approx([*rolls, float(1 - parameters.cure_90)], rel=1e-5)
    assert roll_chance(parameters, 9, True) == roll_chance(parameters, 4, True)


@pytest.mark.parametrize(("missed", "bucket"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (6, 4), (7, 5), (200, 5)])
def test_missed_instalments_fall_into_days_past_due(missed, bucket):
    assert bucket_of(missed) == bucket


def test_interest_of_a_month_is_a_twelfth_of_the_yearly_rate_in_whole_fen():
    assert monthly_interest(1_200_000, F4(0.06)) == 6_000
    assert monthly_interest(96, F4(0.0625)) == 1, "half a fen rounds up"
    assert monthly_interest(0, F4(0.06)) == monthly_interest(1_200_000, F4(0)) == 0


def test_the_smallest_card_payment_is_a_share_but_a_hundred_yuan_or_the_whole():
    assert minimum_payment(5_000_000, F4(0.1)) == pytest.approx(500_000, abs=1)
    assert minimum_payment(50_000, F4(0.1)) == 10_000
    assert minimum_payment(6_000, F4(0.1)) == 6_000


@pytest.mark.parametrize(
    ("spare", "revolver", "comfortable", "paid"),
    [
        (90_000, False, False, 80_000),
        (90_000, True, True, 80_000),
        (90_000, True, False, 10_000),
        (30_000, False, False, 30_000),
        (30_000, True, True, 10_000),
        (2_000, False, False, 10_000),
    ],
)
def test_a_statement_is_paid_in_full_by_the_minimum_or_as_far_as_money_goes(spare, revolver, comfortable, paid):
    assert card_payment(80_000, spare, 10_000, revolver, comfortable) == paid


def test_interest_aid_is_the_points_but_at_most_the_share_of_the_contract_rate():
    assert interest_aid(F4(0.01), F4(0.5), 12_000_000, F4(0.06)) == pytest.approx(10_000, abs=1)
    assert interest_aid(F4(0.01), F4(0.5), 12_000_000, F4(0.015)) == pytest.approx(7_500, abs=1)
    assert interest_aid(F4(0), F4(0.5), 12_000_000, F4(0.06)) == 0
    assert interest_aid(F4(0.01), F4(0.5), 12_000_000, F4(0)) == 0


def test_interest_aid_is_never_rounded_up():
    for balance in range(1, 5_000, 7):
        assert interest_aid(F4(0.01), F4(1), balance, F4(0.06)) <= balance * 0.01 / 12 + 1e-6


def test_a_card_bill_asks_for_everything_carried_and_a_part_of_newer_purchases():
    assert statement_of(100_000, 40_000, F4(0.5)) == 70_000
    assert statement_of(100_000, 0, F4(0.5)) == 50_000
    assert statement_of(100_000, 100_000, F4(0.5)) == 100_000
