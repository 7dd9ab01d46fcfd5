"""Income and job: flows that balance, means that stay."""

import numpy as np
import pytest

from sim.agents.household.housing import housing_cost
from sim.agents.household.income import next_income, separation, working_share, works_next
from sim.agents.household.turnover import leaving_hazard
from sim.agents.traits import frailty, unemployment_at_mean
from sim.policy.vocabulary import SEGMENTS, Tenure

F4 = np.float32


@pytest.mark.parametrize("unemployment", [0.0, 0.04, 0.06, 0.2])
@pytest.mark.parametrize("finding", [0.05, 0.2, 0.5])
def test_separation_keeps_unemployment_where_it_is(unemployment, finding):
    losing = float(separation(F4(unemployment), F4(finding)))
    after = unemployment * (1 - finding) + (1 - unemployment) * losing
    assert after == pytest.approx(unemployment, abs=1e-7)


def test_any_unemployment_returns_to_the_stationary_one():
    finding, target = 0.2, 0.05
    losing = float(separation(F4(target), F4(finding)))
    share = 0.3
    for _ in range(120):
        share = share * (1 - finding) + (1 - share) * losing
    assert share == pytest.approx(target, abs=1e-6)


@pytest.mark.parametrize("weight", [0.0, 0.5, 0.8, 1.2])
def test_jobs_lost_more_often_by_some_leave_unemployment_where_it_is(weight):
    scores = np.random.default_rng(5).standard_normal(20_000).astype(F4)
    often = np.array([frailty(score, F4(weight)) for score in scores], float)
    assert often.mean() == pytest.approx(1, abs=4 * often.std() / 20_000**0.5 + 1e-6)
    at_mean = float(unemployment_at_mean(F4(0.05), F4(weight)))
    odds = at_mean / (1 - at_mean) * often
    assert (odds / (1 + odds)).mean() == pytest.approx(0.05, rel=0.05)


def test_who_works_loses_the_job_below_the_losing_hazard_and_who_seeks_finds_one_below_the_finding_hazard():
    losing, finding = F4(0.01), F4(0.2)
    cases = ((True, 0.009, False), (True, 0.011, True), (False, 0.19, True), (False, 0.21, False))
    for works, luck, expected in cases:
        assert bool(works_next(works, F4(luck), losing, finding)) is expected


def test_the_share_earned_follows_who_works():
    assert working_share(1, 1) == 1
    assert working_share(0, 1) == 0
    assert working_share(3, 2) == pytest.approx(1)
    assert working_share(1, 2) + working_share(2, 2) == pytest.approx(1)
    assert working_share(1, 2) > working_share(2, 2) > working_share(0, 2) == 0
    assert working_share(2, 1) == 0, "a household of one earner has no second one"


def test_permanent_income_keeps_its_base_as_mean_within_four_standard_errors():
    rng, count, base, persistence, sd = np.random.default_rng(11), 4_000, 8_000.0, F4(0.95), F4(0.05)
    income = np.full(count, F4(base))
    for luck in rng.uniform(1e-6, 1 - 1e-6, (150, count)).astype(F4):
        income = np.array([next_income(y, F4(base), persistence, sd, u) for y, u in zip(income, luck, strict=True)])
    variance = 0.05**2 / (1 - 0.95**2)
    error = base * (np.exp(variance) - 1) ** 0.5 / count**0.5
    assert abs(income.mean() - base) < 4 * error
    assert abs(np.log(income / base).std() - variance**0.5) < 4 * variance**0.5 / (2 * count) ** 0.5


def test_without_shocks_income_returns_to_its_base_at_the_stated_pace():
    step = next_income(F4(16_000), F4(8_000), F4(0.9), F4(0), F4(0.5))
    assert step == pytest.approx(8_000 * 2**0.9, rel=1e-5)


def test_a_dormitory_costs_its_own_share_and_every_other_home_the_rent_share():
    for tenure in Tenure:
        share = 0.1 if tenure == Tenure.DORMITORY else 0.3
        assert housing_cost.py_func(F4(9_000), tenure, F4(0.3), F4(0.1)) == pytest.approx(9_000 * share)


def test_movers_leave_more_often_than_residents_and_the_old_more_often_than_the_young(parameters):
    young, senior = SEGMENTS.index("young"), SEGMENTS.index("senior")
    usual = leaving_hazard(parameters, young, Tenure.OWNER, True)
    assert leaving_hazard(parameters, young, Tenure.RENTER, False) > usual
    assert leaving_hazard(parameters, senior, Tenure.OWNER, True) > usual
    assert leaving_hazard(parameters, young, Tenure.RENTER, True) == usual
    assert 12 * usual == pytest.approx(float(parameters.turnover_yearly), rel=1e-5)
