"""Lenders: scores as sharp as they should be, prices that cover costs, learning that does not jump."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents import lender as rules
from sim.agents import loan_book
from sim.agents.lender import (
    approves,
    consents,
    contract_rate,
    cost_rate,
    credible_rate,
    default_chance,
    listed_rate,
    market_shares,
    noisy_score,
    paid_out,
    pick_lender,
    quoted_rate,
    reported,
    scored_rate,
    slow_step,
    worth_lending,
)
from sim.policy.vocabulary import Product
from sim.tables import score_noise

F4 = np.float32


@pytest.fixture(autouse=True)
def plain_rules(monkeypatch):
    """Rules that others call with the world run as plain Python, too."""
    for name in (
        "allowed_rate",
        "rate_aid",
        "lowest_score",
        "consents",
        "listed_rate",
        "scored_rate",
        "own_loss",
        "seen_score",
    ):
        monkeypatch.setattr(rules, name, getattr(rules, name).py_func)
    monkeypatch.setattr(loan_book, "loss_in_default", loan_book.loss_in_default.py_func)


SEED = np.array([7, 0], np.uint32)


def auc(bad: np.ndarray, good: np.ndarray) -> float:
    """Chance that a good borrower scores above a bad one."""
    place = np.searchsorted(np.sort(good), bad)
    return 1 - place.mean() / len(good)


@pytest.mark.parametrize("target", [0.62, 0.683, 0.70, 0.736])
def test_the_noise_of_a_score_gives_its_target_auc_within_three_standard_errors(target):
    rng, count = np.random.default_rng(17), 600_000
    truth = rng.standard_normal(count).astype(F4)
    default = rng.uniform(size=count) < np.array([default_chance(F4(0.003), x) for x in truth])
    score = truth + score_noise(target) * rng.standard_normal(count)
    error = (target * (1 - target) / default.sum()) ** 0.5
    assert default.sum() > 2_000
    assert abs(auc(score[default], score[~default]) - target) < 3 * error


def test_a_sharper_score_has_less_noise():
    assert (np.diff([score_noise(a) for a in (0.55, 0.6, 0.65, 0.7, 0.75)]) < 0).all()


def test_the_chance_of_default_is_the_expected_one_at_score_zero_and_odds_fall_by_e_a_point():
    assert default_chance(F4(0.02), F4(0)) == pytest.approx(0.02)
    for score in (-2, -1, 1, 3):
        pd = float(default_chance(F4(0.02), F4(score)))
        assert pd / (1 - pd) == pytest.approx(0.02 / 0.98 * np.exp(-score), rel=1e-4)


def test_the_break_even_rate_adds_up_as_by_hand():
    parts = (0.03, 0.02, 0.01, 0.04, 0.88, 0.75, 0.105, 0.12)
    by_hand = 0.03 + 0.02 + 0.01 + 0.04 * 0.88 / 0.96 + 0.75 * 0.105 * (0.12 - 0.03)
    assert cost_rate(*(F4(part) for part in parts)) == pytest.approx(by_hand, rel=1e-5)


def test_every_cost_raises_the_break_even_rate():
    usual = [0.03, 0.02, 0.01, 0.04, 0.88, 0.75, 0.105, 0.12]
    base = cost_rate(*(F4(part) for part in usual))
    for place in range(len(usual)):
        dearer = [part * (1.2 if k == place else 1) for k, part in enumerate(usual)]
        assert cost_rate(*(F4(part) for part in dearer)) > base


POLICY = {
    "noise": 1.0, "consent": 0.0, "spread": 1.0, "shift": 0.0, "records": 1.0, "covered": 0.0, "cheaper": 0.0,
}  # fmt: skip


def market(
    cap=np.inf, floor=0.0, discount=0.0, cutoff=0.0, guard=np.inf, ration=1.0, default_rate=0.02, aid=0.0, **policy
):
    """One product, one group, two lenders of two types: cap, floor and subsidy are those of the first."""
    noise, consent, spread, shift, records, covered, cheaper = (policy.get(name, POLICY[name]) for name in POLICY)
    terms = SimpleNamespace(
        rate_discount=[F4(discount)], rate_cap=np.array([[cap, np.inf]], F4), rate_floor=np.array([[floor, 0]], F4),
        cutoff_shift=[F4(cutoff)], debt_service_guard=F4(guard), score_noise=F4(noise), consent=F4(consent),
        shared_noise=F4(0.5), risk_pricing=[F4(spread)], records_open=F4(records),
    )  # fmt: skip
    lenders = SimpleNamespace(
        kind=np.arange(2),
        apr=np.array([[0.10, 0.06]], F4),
        cutoff=np.array([[-0.5, -0.5]], F4),
        ration=np.array([ration, 1], F4),
        default_rate=np.array([[default_rate, 0.01]], F4),
        funding_spread=np.zeros(2, F4),
        operating_cost=np.full(2, 0.02, F4),
        cost_shift=np.full((1, 2), shift, F4),
        secured=np.array([0.5, 0], F4),
        cheaper=np.full((1, 2), cheaper, F4),
        covered=np.full((1, 2), covered, F4),
        noise_thick=np.full(2, 0.5, F4),
        noise_thin=np.full(2, 1.5, F4),
        choice=np.array([[0.3, 1.0]], F4),
    )
    products = SimpleNamespace(risk_spread=np.array([0.02], F4), loss=np.array([0.88], F4))
    p = SimpleNamespace(debt_service_rule=F4(0.5), exclusion_penalty=F4(2), relationship_margin=F4(1))
    now = SimpleNamespace(lpr=F4(0.03))
    offers = [SimpleNamespace(rate_aid=np.array([[aid, 0]], F4))]
    return SimpleNamespace(terms=[terms], offers=offers, lenders=lenders, products=products, p=p, now=now, seed=SEED)


def borrowers(score=0.0, thin=0, exclusion=0, count=1, months_left=0):
    return SimpleNamespace(
        group=0,
        household=np.arange(count, dtype=np.uint32),
        score=np.full(count, score, F4),
        traits=np.full(count, thin),
        exclusion=np.full(count, exclusion),
        months_left=np.full((1, count), months_left),
        lender=np.zeros((1, count), np.int64),
    )


def rate(score=0.0, lender=0, **terms):
    return float(contract_rate.py_func(market(**terms), borrowers(), 0, lender, F4(score), F4(0)))


def test_the_contract_rate_is_the_lenders_rate_shaded_by_the_score():
    assert rate() == pytest.approx(0.10)
    assert rate(score=0.5) == pytest.approx(0.09)
    assert rate(score=9) == pytest.approx(0.08)
    assert rate(score=-9) == pytest.approx(0.14)
    assert rate(discount=0.03) == pytest.approx(0.07)


@pytest.mark.parametrize("score", [-9, -1, 0, 1, 9])
@pytest.mark.parametrize("discount", [0.0, 0.05, 0.2])
def test_the_contract_rate_lies_between_floor_and_cap(score, discount):
    assert 0.05 - 1e-8 <= rate(score=score, cap=0.11, floor=0.05, discount=discount) <= 0.11 + 1e-8


def test_a_floor_above_the_cap_wins():
    assert rate(cap=0.03, floor=0.05) == pytest.approx(0.05)


def test_cap_and_floor_bind_the_lenders_whom_they_name_and_no_others():
    assert rate(cap=0.04) == pytest.approx(0.04)
    assert rate(cap=0.04, lender=1) == pytest.approx(0.06)
    assert rate(floor=0.12) == pytest.approx(0.12)
    assert rate(floor=0.12, lender=1) == pytest.approx(0.06)


def quote(lender=0, **terms):
    return float(quoted_rate.py_func(market(**terms), 0, 0, lender))


def test_a_household_reckons_with_the_offered_rate_within_the_rules_less_discount_and_subsidy():
    assert quote() == pytest.approx(0.10)
    assert quote(discount=0.03) == pytest.approx(0.07)
    assert quote(cap=0.08) == pytest.approx(0.08)
    assert quote(floor=0.12) == pytest.approx(0.12)
    assert quote(cap=0.08, aid=0.01) == pytest.approx(0.07), "the subsidy comes off what the contract says"
    assert quote(aid=0.2) == pytest.approx(0.001), "nobody is paid for borrowing"
    assert quote(lender=1, cap=0.04, aid=0.01) == pytest.approx(0.06), "another type of lender"


def test_what_certified_used_cars_save_lowers_the_loss_on_car_loans_and_on_no_others():
    world = market()
    world.products.loss = np.full(len(Product), 0.4, F4)
    assert loan_book.loss_in_default(world, Product.AUTO_LOAN, 0) == pytest.approx(0.2)
    assert loan_book.loss_in_default(world, Product.AUTO_LOAN, 1) == pytest.approx(0.4)
    assert loan_book.loss_in_default(world, Product.CONSUMER_LOAN, 0) == pytest.approx(0.4)


def test_the_part_saved_is_that_of_all_car_loans_of_a_lender():
    assert loan_book.part_saved(np.int64(300), 1_000.0) == pytest.approx(0.3)
    assert loan_book.part_saved(np.int64(0), 0.0) == 0


def test_a_loan_is_worth_lending_when_its_rate_covers_funding_running_cost_and_loss():
    enough = 0.03 + 0.02 + 0.02 * 0.88 / 0.98
    for offered, expected in ((enough - 1e-4, False), (enough + 1e-4, True)):
        assert bool(worth_lending.py_func(market(), 0, 0, F4(0), F4(offered), 3)) is expected
    assert worth_lending.py_func(market(), 0, 0, F4(3), F4(0.055), 3)
    assert not worth_lending.py_func(market(), 0, 0, F4(-3), F4(0.15), 3)


def approved(score=0.0, burden=0.3, months_left=0, lender=0, **terms):
    home = borrowers(months_left=months_left)
    return bool(approves.py_func(market(**terms), home, 0, 0, lender, F4(score), F4(burden), 3))


def test_a_customer_in_good_standing_is_approved_with_a_lower_score_by_its_own_lender_alone():
    assert not approved(score=-0.6)
    assert approved(score=-0.6, months_left=12)
    assert not approved(score=-1.6, months_left=12)
    assert not approved(score=-0.6, months_left=12, lender=1)


def test_a_loan_is_approved_above_the_cut_off_within_rule_and_guard_as_capital_allows():
    assert approved()
    assert not approved(score=-0.6)
    assert approved(score=-0.6, cutoff=-0.2)
    assert not approved(cutoff=0.6)
    assert not approved(burden=0.51)
    assert not approved(burden=0.36, guard=0.35)
    assert not approved(burden=0.51, guard=0.9), "an easing guard never lifts the lender's own rule"
    assert not approved(ration=0.0)


def test_a_noisy_score_is_the_truth_with_the_noise_of_the_file_within_four_standard_errors():
    count = 5_000
    for thin, sd in ((0, 0.5), (1, 1.5)):
        home = borrowers(score=0.7, thin=thin, count=count)
        scores = np.array([noisy_score.py_func(market(), home, i, 0, 0, 3) for i in range(count)])
        assert abs(scores.mean() - 0.7) < 4 * sd / count**0.5
        assert abs(scores.std() - sd) < 4 * sd / (2 * count) ** 0.5


def test_policy_scales_the_noise_of_all_scores_and_that_of_thin_files_that_consent():
    def shown(thin, **policy):
        return float(noisy_score.py_func(market(**policy), borrowers(thin=thin), 0, 0, 0, 3))

    assert shown(0, noise=0.5) == pytest.approx(0.5 * shown(0))
    assert shown(1, consent=0.999999) == pytest.approx(0.5 * shown(1))
    assert shown(0, consent=0.999999) == shown(0)
    assert shown(1, consent=1e-6) == shown(1)


def test_good_risks_consent_more_often_within_four_standard_errors():
    count, share = 4_000, 0.3
    world = market()
    agreed = {
        score: np.mean(
            [consents.py_func(world, borrowers(score=score, count=count), i, F4(share)) for i in range(count)]
        )
        for score in (-1.0, 0.0, 1.0)
    }
    error = 4 * (0.25 / count) ** 0.5
    for score, seen in agreed.items():
        odds = share / (1 - share) * np.exp(score)
        assert seen == pytest.approx(odds / (1 + odds), abs=error)


def test_a_wider_spread_of_rates_and_a_lower_cost_do_what_they_say():
    usual, wide = (contract_rate.py_func(market(spread=k), borrowers(), 0, 0, F4(-1), F4(0)) for k in (1, 2))
    assert wide - usual == pytest.approx(0.02)
    rate = F4(0.0672)
    assert not worth_lending.py_func(market(), 0, 0, F4(0), rate, 3)
    assert worth_lending.py_func(market(shift=-0.01), 0, 0, F4(0), rate, 3)


def test_shared_losses_and_cheaper_funds_make_worth_lending_what_was_not():
    rate, score = F4(0.06), F4(-1)
    assert not worth_lending.py_func(market(), 0, 0, score, rate, 3)
    assert worth_lending.py_func(market(covered=0.9), 0, 0, score, rate, 3)
    assert worth_lending.py_func(market(cheaper=-0.05), 0, 0, score, rate, 3)


def test_closed_records_help_nobody_who_consents():
    def shown(**policy):
        return float(noisy_score.py_func(market(consent=0.95, **policy), borrowers(thin=1), 0, 0, 0, 3))

    assert shown(records=0.0) == float(noisy_score.py_func(market(), borrowers(thin=1), 0, 0, 0, 3)) != shown()


def test_a_lenders_own_discount_is_left_out_of_the_rate_that_must_cover_its_costs():
    def judged(**terms):
        return scored_rate.py_func(market(**terms), borrowers(), 0, 0, F4(0), F4(0))

    assert judged(discount=0.05) == judged() == pytest.approx(0.10)
    assert judged(discount=0.05, cap=0.07) == pytest.approx(0.07), "a cap is no discount: it still rations"
    assert contract_rate.py_func(market(discount=0.05, cap=0.07), borrowers(), 0, 0, F4(0), F4(0)) == pytest.approx(
        0.05
    )


def test_the_listed_rate_is_that_of_the_average_borrower_less_the_discount_within_bounds():
    assert listed_rate.py_func(market(discount=0.03), 0, 0, 0) == pytest.approx(0.07)
    assert listed_rate.py_func(market(discount=0.03, floor=0.08), 0, 0, 0) == pytest.approx(0.08)
    assert quoted_rate.py_func(market(discount=0.03, aid=0.02), 0, 0, 0) == pytest.approx(0.05)


def test_an_account_is_reported_by_lenders_that_do_and_by_others_as_far_as_coverage_reaches():
    count, world = 4_000, market()
    world.lenders.reports = np.array([1, 0])
    home = borrowers(count=count)

    def share(lender, coverage):
        world.terms[0].reporting = np.array([0, coverage], F4)
        return np.mean([reported.py_func(world, home, i, lender) for i in range(count)])

    assert share(0, 0.0) == 1
    assert share(1, 0.0) == 0
    assert share(1, 0.3) == pytest.approx(0.3, abs=4 * (0.21 / count) ** 0.5)
    assert share(1, 1.0) == 1


def test_a_default_record_lowers_the_score_by_its_penalty():
    clean, marked = (noisy_score.py_func(market(), borrowers(exclusion=months), 0, 0, 0, 3) for months in (0, 24))
    assert clean - marked == pytest.approx(2)


def test_lenders_are_met_by_their_shares_within_four_standard_errors():
    count = 5_000
    home = borrowers(count=count)
    met = np.array([pick_lender.py_func(market(), home, i, 0, 3) for i in range(count)])
    assert abs((met == 0).mean() - 0.3) < 4 * (0.3 * 0.7 / count) ** 0.5


def test_the_share_of_a_lender_falls_with_its_rate_and_nobody_meets_a_lender_without_offer():
    def first_share(apr):
        world = market()
        world.lenders.share = np.array([[0.5, 0.5, 0.0]], F4)
        world.lenders.apr = np.array([[apr, 0.06, 0.01]], F4)
        world.lenders.choice = np.zeros((1, 3), F4)
        world.products.rate_reference = np.array([0.06], F4)
        world.p.switch_sensitivity = F4(-0.3)
        market_shares.py_func(world, 3)
        assert world.lenders.choice[0, 1:] == pytest.approx([1, 1])
        return world.lenders.choice[0, 0]

    assert first_share(0.06) == pytest.approx(0.5)
    assert first_share(0.07) == pytest.approx(1 / (1 + np.exp(0.3)), rel=1e-4)


def test_a_slow_step_closes_a_share_of_the_gap_each_month():
    value, share = F4(0.10), 1 - 0.6 ** (1 / 9)
    for _ in range(9):
        value = slow_step(value, F4(0.05), F4(share))
    assert value == pytest.approx(0.10 - 0.4 * 0.05, rel=1e-4)


def test_a_small_book_believes_what_it_expected_and_a_large_one_what_it_saw():
    assert credible_rate(F4(0), F4(0), F4(0.02), F4(500)) == pytest.approx(0.02)
    assert credible_rate(F4(5), F4(10), F4(0.02), F4(500)) == pytest.approx((5 + 10) / 510, rel=1e-5)
    assert credible_rate(F4(4e5), F4(1e7), F4(0.02), F4(500)) == pytest.approx(0.04, rel=1e-3)


def test_a_believed_default_rate_stays_inside_its_bounds():
    assert credible_rate(F4(0), F4(1e9), F4(0.02), F4(1)) == F4(0.0005)
    assert credible_rate(F4(1e9), F4(1e6), F4(0.02), F4(1)) == F4(0.5)


def test_capital_above_the_usual_ratio_is_paid_out_by_a_share_and_none_below_it():
    assert paid_out(150.0, 100.0, 0.1) == pytest.approx(5.0)
    assert paid_out(90.0, 100.0, 0.1) == 0
