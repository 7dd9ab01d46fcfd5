"""The opening population stands where its own rules keep it: income, cars, limits of loans, records."""

import numpy as np
import pytest

from sim.agents.household.income import next_income
from sim.agents.traits import INCLINED
from sim.policy.vocabulary import Car, Durable, Product
from sim.population.cells import population_parameters
from sim.population.marginals import read_marginals
from sim.population.standing import in_fact, shift, standing
from sim.population.synthesis import column, make_blocks


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


def test_a_record_keeps_from_loans_more_than_from_cards(hundred_thousand):
    recorded = column(hundred_thousand, "exclusion") > 0
    inclined = column(hundred_thousand, "traits") & INCLINED != 0
    loans = (column(hundred_thousand, "balance")[:, [Product.CONSUMER_LOAN, Product.PLATFORM_LOAN]] > 0).any(axis=1)
    cards = column(hundred_thousand, "card_limit") > 0
    kept = [held[inclined & recorded].mean() / held[inclined].mean() for held in (cards, loans)]
    given = read_marginals().vector("record_holding", ("card", "loan"))
    assert kept == pytest.approx(given, abs=0.1), "a little less where the frail are chosen less often"
    assert kept[1] < 0.7 * kept[0]


@pytest.fixture
def changed(cells):
    """A population whose tables of credit or wealth are changed: changed(credit={...}, wealth={...})."""

    def blocks(**tables):
        return make_blocks(40_000, cells._replace(**{k: getattr(cells, k)._replace(**v) for k, v in tables.items()}), 1)

    return blocks


def test_liquid_wealth_of_a_type_follows_its_part_of_the_buffer(changed):
    one, two = (changed(wealth={"buffer_held": np.array(held, np.float32)}) for held in ((1, 1), (1, 2)))
    inclined = column(one, "traits") & INCLINED != 0
    held = [column(blocks, "deposits").astype(float) for blocks in (one, two)]
    ample = held[0] > 100 * column(one, "income")
    moved = held[1] / np.maximum(held[0], 1)
    assert np.median(moved[inclined & ample]) == pytest.approx(2, abs=0.1)
    assert np.median(moved[~inclined & ample]) == 1


def test_records_and_arrears_fall_on_creditworthiness_each_by_its_own_weight(changed):
    def lower(weights):
        blocks = changed(credit={"frailty": np.array(weights, np.float32)})
        score = column(blocks, "score").astype(float)
        late = (column(blocks, "bucket")[:, Product.CONSUMER_LOAN : Product.BNPL] > 0).any(axis=1)
        owes = (column(blocks, "balance")[:, Product.CONSUMER_LOAN : Product.BNPL] > 0).any(axis=1)
        recorded = column(blocks, "exclusion") > 0
        return score[recorded].mean() - score.mean(), score[late].mean() - score[owes].mean()

    of_records, of_arrears = lower((0.8, 0.0)), lower((0.0, 0.8))
    assert of_records[0] < -0.6 < -0.2 < of_records[1]
    assert of_arrears[1] < -0.6 < -0.2 < of_arrears[0]
