"""How a ticket is paid: the nested rate response, payment targeting, round instalments, noise of choices."""

import numpy as np
import pytest

from sim.agents.contracts import level_payment
from sim.agents.household.tickets.financing import (
    desired_loan,
    most_appealing,
    perceived,
    rate_disutility,
    rounded_loan,
    utility,
)
from sim.agents.household.tickets.items import gumbel
from sim.agents.household.tickets.till import product_of
from sim.month import begin_month
from sim.policy.vocabulary import Product

F4 = np.float32
SLOPE, REFERENCE, USUAL = F4(-0.0204), F4(11.3), 0.06


def v(rate: float, k: float) -> float:
    return float(rate_disutility(F4(rate), F4(USUAL), SLOPE, REFERENCE, F4(k)))


@pytest.mark.parametrize("k", [0.5, 5.0, 50.0])
def test_the_slope_at_the_rate_of_the_experiment_is_the_same_for_every_k(k):
    step = 0.5
    slope = (v((11.3 + step) / 100, k) - v((11.3 - step) / 100, k)) / (2 * step)
    assert slope == pytest.approx(-0.0204, rel=2e-2)


def test_for_small_k_equal_ratios_of_rates_weigh_the_same():
    steps = [v(high, 1e-4) - v(low, 1e-4) for low, high in ((0.03, 0.06), (0.06, 0.12), (0.12, 0.24))]
    assert steps == pytest.approx([-0.0204 * 11.3 * np.log(2)] * 3, rel=1e-3)


def test_for_large_k_equal_differences_of_rates_weigh_the_same():
    k = 5_000.0
    steps = [v(high, k) - v(low, k) for low, high in ((0.03, 0.06), (0.12, 0.15), (0.21, 0.24))]
    assert steps == pytest.approx([-0.0204 * 3] * 3, rel=4e-2)


@pytest.mark.parametrize("k", [0.5, 5.0, 50.0, 5_000.0])
def test_at_the_usual_rate_the_rate_does_not_move_a_choice_whatever_k(k):
    assert v(USUAL, k) == 0


@pytest.mark.parametrize("k", [0.5, 5.0, 50.0])
def test_a_higher_rate_is_always_liked_less(k):
    assert (np.diff([v(rate, k) for rate in np.linspace(0, 0.36, 37)]) < 0).all()


def test_a_literate_borrower_sees_the_true_rate_and_an_illiterate_one_the_headline():
    assert perceived(F4(0.15), F4(1), F4(0.05)) == pytest.approx(0.15)
    assert perceived(F4(0.15), F4(0), F4(0.05)) == pytest.approx(0.05)
    assert perceived(F4(0.15), F4(0.4), F4(0.05)) == pytest.approx(0.09)


def test_the_desired_loan_has_the_accepted_instalment():
    loan = desired_loan(F4(10_000), F4(0.2), F4(0.06), F4(36))
    assert level_payment(loan, F4(0.06), F4(36)) == pytest.approx(2_000, rel=1e-5)


def test_a_longer_term_raises_the_desired_loan_much_more_than_a_lower_rate():
    longer = desired_loan(F4(10_000), F4(0.2), F4(0.04), F4(48)) / desired_loan(F4(10_000), F4(0.2), F4(0.04), F4(36))
    cheaper = desired_loan(F4(10_000), F4(0.2), F4(0.03), F4(36)) / desired_loan(F4(10_000), F4(0.2), F4(0.04), F4(36))
    assert np.log(longer) / np.log(48 / 36) == pytest.approx(0.93, abs=0.02)
    assert 1 < cheaper < 1.02


@pytest.mark.parametrize("loan", [3_000.0, 20_000.0, 77_777.0, 250_000.0])
def test_an_instalment_above_the_grid_is_a_multiple_of_it_and_never_larger_than_wished(loan):
    rate, months, grid = F4(0.08), F4(24), F4(100)
    rounded = float(rounded_loan(F4(loan), rate, months, grid))
    payment = float(level_payment(F4(rounded), rate, months))
    assert payment / 100 == pytest.approx(round(payment / 100), abs=2e-3)
    assert loan - 100 * 24 < rounded <= loan * (1 + 1e-5)


def test_an_instalment_below_the_grid_is_left_alone():
    assert rounded_loan(F4(1_000), F4(0.08), F4(24), F4(100)) == F4(1_000)


def test_a_way_to_pay_is_liked_less_for_rate_payment_and_cash_down_and_more_for_its_term(small):
    world = small.built.economy.world

    def liked(rate=0.06, reference=0.1, payment=0.1, down=0.2, months=24):
        terms = F4(0), F4(rate), F4(reference), F4(payment), F4(down), F4(months)
        return utility(world, Product.CONSUMER_LOAN, *terms)

    usual = liked()
    assert liked(rate=0.08) < usual
    assert liked(payment=0.2) < usual
    assert liked(down=0.4) < usual
    assert liked(months=36) > usual
    assert liked(reference=0.05) < usual, "a rate above the remembered one hurts more"
    assert liked(reference=0.2) == usual, "a rate below the remembered one is no pleasure of its own"


def test_noise_of_choices_is_gumbel_within_four_standard_errors():
    words = np.random.default_rng(5).integers(0, 2**32, 40_000, dtype=np.uint32)
    noise = np.array([gumbel(word) for word in words])
    error = np.pi / 6**0.5 / len(noise) ** 0.5
    assert abs(noise.mean() - 0.5772157) < 4 * error
    below = (noise < 1).mean()
    share = np.exp(-np.exp(-1))
    assert abs(below - share) < 4 * (share * (1 - share) / len(noise)) ** 0.5


def test_every_credit_at_the_till_has_its_account():
    products = [product_of(choice) for choice in range(2, 7)]
    instalment = Product.CARD_INSTALMENT
    assert products == [instalment, instalment, Product.CONSUMER_LOAN, Product.PLATFORM_LOAN, Product.AUTO_LOAN]


def test_no_offer_appeals_more_than_the_bound_by_which_offers_are_left_out(without_policy, make):
    """At any rate, term, payment and cash down that a household could meet this month."""
    economy = make(without_policy, 300).economy
    world = economy.world
    begin_month(world, economy.plan, economy.book, 0)
    p, terms = world.p, world.terms[0]
    free, paid, *loans = most_appealing(world, 0)
    instalment = Product.CARD_INSTALMENT
    fee = world.lenders.apr[instalment].min()
    for product, bound in zip((Product.CONSUMER_LOAN, Product.PLATFORM_LOAN, Product.AUTO_LOAN), loans, strict=True):
        reach = np.log(max(terms.reach[product], 1e-3))
        offered = world.quotes[0].rate[product][world.lenders.share[product] > 0]
        months = np.minimum(world.products.terms[product], terms.term_limit[product])
        seen = [utility(world, product, F4(0), r, F4(0.05), F4(0.1), F4(0.2), m) for r in offered for m in months]
        ideal = utility(world, product, F4(0), offered.min(), F4(1), F4(0), F4(0), months.max())
        assert max(seen) + reach < bound < ideal + reach + 0.01
    for rate, bound in ((F4(0), free), (fee, paid)):
        seen = p.literacy * rate + (1 - p.literacy) * fee / 2
        for month in world.products.terms[Product.CARD_INSTALMENT]:
            assert utility(world, instalment, F4(0), F4(seen), F4(0.05), F4(0.01), F4(0), month) < bound
