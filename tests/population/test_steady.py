"""The opening population stands where its own rules keep it: income, cars, limits of loans, records."""

import numpy as np
import pytest

from sim.agents.household.income import next_income
from sim.policy.vocabulary import Car, Durable, Product
from sim.population.cells import population_parameters
from sim.population.marginals import read_marginals
from sim.population.standing import in_fact, shift, standing
from sim.population.synthesis import column


def test_mean_income_stays_when_income_moves_around_its_base(hundred_thousand):
    p = population_parameters()
    persistence, step = np.float32(p["income_persistence"]), np.float32(p["income_shock"] / 12**0.5)
    rng = np.random.default_rng(1)
    base = column(hundred_thousand, "base_income")[:4000].astype(np.float32)
    income = column(hundred_thousand, "income")[:4000].astype(np.float32)
    ratio = float((income / base).mean())
    for _ in range(60):
        luck = rng.uniform(size=len(base)).astype(np.float32)
        rows = zip(income, base, luck, strict=True)
        income = np.array([next_income(y, b, persistence, step, u) for y, b, u in rows])
    error = float((income / base).std() / len(base) ** 0.5)
    assert ratio == pytest.approx(1, abs=4 * error)
    assert float((income / base).mean()) == pytest.approx(1, abs=4 * error)


def test_no_opening_loan_is_above_the_limits_of_later_ones(hundred_thousand, cells):
    income = column(hundred_thousand, "income")
    m = read_marginals()
    for product, name in ((Product.CONSUMER_LOAN, "consumer_loan"), (Product.PLATFORM_LOAN, "platform_loan")):
        balance = column(hundred_thousand, "balance")[:, product] / 100
        assert balance.max() <= m.value("amount_cap", name) + 1
        assert (balance <= float(cells.credit.limit[product]) * income * 1.0001 + 1).all()


def test_a_default_record_takes_loans_from_some_and_leaves_the_mean_holding():
    p = population_parameters()
    m = read_marginals()
    state = standing({**p, "shock_score": 0.0}, 0.3, m)
    assert 0.3 * state.record[1] + 0.7 * state.record[0] == pytest.approx(p["default_record_share"])
    np.testing.assert_allclose((state.share * state.holding).sum(axis=1), 1)
    np.testing.assert_allclose(in_fact(np.array([0.0, 0.2]), shift(0.1, state, 1)), [0, 0.2], rtol=1e-4)
    more = in_fact(np.array([0.2]), shift(0.1, standing(p, 0.3, m), 1))[0]
    assert 0.2 < more < 0.21, "who is without a record is more creditworthy, and held by lenders' choice"


def test_as_many_have_a_record_as_the_parameter_says(hundred_thousand):
    share = population_parameters()["default_record_share"]
    recorded = column(hundred_thousand, "exclusion") > 0
    assert recorded.mean() == pytest.approx(share, abs=4 * (share * (1 - share) / 100_000) ** 0.5)


def test_owners_whose_date_has_passed_are_as_many_as_the_marginal_says(hundred_thousand):
    owner = column(hundred_thousand, "car") != Car.NONE
    due = column(hundred_thousand, "durable_due")[:, Durable.CAR]
    overdue = read_marginals().value("durable_overdue", "car")
    error = (overdue * (1 - overdue) / owner.sum()) ** 0.5
    assert (due[owner] < 0).mean() == pytest.approx(overdue, abs=4 * error)
