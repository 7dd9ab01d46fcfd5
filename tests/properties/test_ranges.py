"""What a household can be: every column stays where its meaning allows, in every month of a run."""

import numpy as np
import pytest

from sim.policy.vocabulary import Car, Product, Tenure
from sim.running import run

MONTHS = range(21)


@pytest.fixture(scope="module")
def months(small):
    """Every column after every month: [month, household(, place)]."""
    assert len(small.homes) == len(MONTHS)
    people = [small.people(month) for month in MONTHS]
    return {name: np.stack([one[name] for one in people]) for name in people[0]}


@pytest.mark.parametrize("name", ["balance", "payment", "claim", "revolving", "card_limit", "subsidy_received"])
def test_nothing_owed_is_ever_negative(months, name):
    assert months[name].min() >= 0
    assert months[name].max() > 0


def test_deposits_are_never_overdrawn(months):
    assert months["deposits"].min() >= -100


def test_money_and_rates_are_finite_and_incomes_positive(months):
    for name in ("income", "base_income", "habit", "apr", "score", "buffer_target", "reference_rate", "house_value"):
        assert np.isfinite(months[name]).all()
    assert months["income"].min() > 0
    assert 0 <= months["apr"].min() <= months["apr"].max() < 0.6


def test_an_empty_account_has_no_instalment_and_no_arrears(months):
    empty = months["balance"] == 0
    for name in ("payment", "bucket"):
        assert not months[name][empty].any()


def test_an_account_with_a_term_has_months_left_while_money_is_owed(months):
    for product in (Product.CONSUMER_LOAN, Product.PLATFORM_LOAN, Product.AUTO_LOAN, Product.CARD_INSTALMENT):
        owed = (months["balance"][..., product] > 0) & (months["bucket"][..., product] == 0)
        assert owed.any()
        assert (months["months_left"][..., product][owed] > 0).all()


def test_the_revolving_part_is_part_of_the_card_balance(months):
    assert (months["revolving"] <= months["balance"][..., Product.CARD]).all()


def test_a_card_that_is_not_in_arrears_is_never_above_its_line(months):
    over = months["balance"][..., Product.CARD] > months["card_limit"]
    assert not over[months["bucket"][..., Product.CARD] == 0].any()


def test_a_tight_line_is_never_passed_by_purchases(scenario, make, columns_of):
    built = make(scenario.with_months("2025-01", "2025-06"), 500)
    homes, card = built.economy.homes, int(Product.CARD)
    homes["card_limit"] = np.maximum(homes["balance"][:, card], homes["card_limit"] // 20)
    run(built)
    people = columns_of(homes)
    sound = people["bucket"][:, card] == 0
    used, line = people["balance"][:, card][sound], people["card_limit"][sound]
    assert (used <= line).all()
    assert (used[line > 0] > 0.99 * line[line > 0]).mean() > 0.02, "the line binds for some"


def test_a_card_in_arrears_is_above_its_line_by_unpaid_interest_at_most(months):
    line, missed = months["card_limit"].astype(float), months["bucket"][..., Product.CARD].astype(int)
    growth = (1 + months["apr"][..., Product.CARD].astype(float) / 12) ** missed
    assert (months["balance"][..., Product.CARD] <= line * growth + 100 * missed + 1).all()


def test_arrears_grow_by_a_month_at_a_time_or_end(months):
    before, after = months["bucket"][:-1].astype(int), months["bucket"][1:].astype(int)
    assert (after <= before + 1).all()


def test_flags_and_kinds_are_known(months):
    assert set(np.unique(months["tenure"])) <= set(Tenure)
    assert set(np.unique(months["car"])) <= set(Car)
    assert set(np.unique(months["employed"])) <= {0, 1, 2, 3}
    assert set(np.unique(months["plate"])) <= {0, 1}
    assert months["traits"].max() < 16
    assert months["segment"].max() < 6
    assert 1 <= months["earners"].min() <= months["earners"].max() <= 2
    assert (months["earners"] <= np.maximum(months["size"], 1)).all()


def test_a_planned_date_is_never_further_overdue_than_a_year_and_the_run_are_long(months):
    overdue = months["durable_due"].reshape(len(MONTHS), -1).min(axis=1)
    assert (overdue >= -np.arange(1, len(MONTHS) + 1) - 12).all()


def test_identities_stay_for_the_whole_run(months):
    assert (months["household"] == np.arange(months["household"].shape[1])).all()
    assert (months["household"] == months["household"][0]).all()


def test_lenders_hold_balances_only_where_they_offer_the_product(small):
    lenders = small.built.economy.world.lenders
    offers = lenders.share > 0
    held = small.books["stock"].sum(axis=(0, 1))
    assert held.shape == offers.shape
    assert not held[~offers].any()


def test_lenders_believe_in_default_rates_and_ration_by_shares(small):
    lenders = small.built.economy.world.lenders
    assert 0 < lenders.default_rate.min() <= lenders.default_rate.max() <= 0.5
    assert 0 <= lenders.ration.min() <= lenders.ration.max() <= 1
    choice = lenders.choice
    assert (np.diff(choice, axis=1) >= 0).all()
    np.testing.assert_allclose(choice[:, -1], 1, rtol=1e-6)
