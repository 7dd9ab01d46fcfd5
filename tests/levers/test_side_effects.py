"""What else a lever does, beside what it is for: paired runs under the same luck, the way it goes and by how much at
least or at most. Numbers are far from neutral; bounds are about half of the weakest of three seeds."""

from typing import NamedTuple

import pytest

from sim.running import simulate
from sim.scenarios import load_scenario

HOUSEHOLDS, SEED, BURN_IN = 10_000, 1, 6
HALF_YEAR = {"from": "2025-01", "to": "2025-06"}
AFTER = slice("2025-07", "2026-06")
SECOND_YEAR = slice("2026-01", "2026-12")


class Effect(NamedTuple):
    """A variable of the run with the lever over the same without it, summed: at least `low`, at most `high`.
    where : product, sector, bucket or months."""

    name: str
    low: float = 0.0
    high: float = float("inf")
    where: dict = {}


def lent(product, low=0.0, high=float("inf")):
    return Effect("originations", low, high, {"product": product})


def sales(sector, low=0.0, high=float("inf"), **where):
    return Effect("retail_sales", low, high, {"sector": sector, **where})


def missed(pair, effects):
    """Effects that lie outside their bounds, with what was found."""
    found = [(effect, pair.factor(effect.name, **effect.where)) for effect in effects]
    return [(effect, value) for effect, value in found if not effect.low < value < effect.high]


PAID = {
    "car_subsidy: what is pulled forward is missing afterwards, and used cars lose buyers": (
        {**HALF_YEAR, "kind": "purchase", "nev_amount": 15_000, "ice_amount": 15_000},
        [sales("nev", high=0.985, months=AFTER), sales("used_car", high=0.988)],
    ),
    "appliance_subsidy: a gain is paid back within a year, and what is bought is bought instead of furniture": (
        {**HALF_YEAR, "sectors": ["appliances"], "rate": 0.2},
        [sales("appliances", high=0.97, months=AFTER), sales("furniture", high=0.9995, months=slice(None, "2025-06"))],
    ),
    "home_goods_subsidy: a gain is paid back within a year, and more households are over-indebted": (
        {**HALF_YEAR, "sectors": ["furniture"], "rate": 0.2},
        [sales("furniture", high=0.94, months=AFTER), Effect("households_over_indebted", low=1.0008)],
    ),
    "interest_subsidy: other loans are replaced, more is refinanced, and more households are over-indebted": (
        {"products": ["platform_loan"], "points": 5},
        [
            lent("consumer_loan", high=0.997),
            lent("card_instalment", high=0.998),
            Effect("refinanced", low=1.005),
            Effect("households_over_indebted", low=1.008),
        ],
    ),
    "nev_purchase_tax: when it ends, buyers turn to fuel cars and used ones": (
        {"id": "nev_purchase_tax_exempt", "from": "2018-01", "to": "2025-06", "relief": 1.0, "cap": 30_000},
        [sales("ice", low=1.025, months=AFTER), sales("used_car", low=1.006)],
    ),
}
"""By lever: beside hardly any other public money."""

CREDIT = {
    "nev_plate: with plates spared, more cars are bought and owed for": (
        {"residents": "other", "share_entitled": 1.0},
        [Effect("cars_sold", low=1.003)],
    ),
    "rate_cap: the riskiest are refused and ask again, and lenders earn less": (
        {"products": ["platform_loan"], "cap": 12},
        [Effect("rationed", low=1.7), Effect("applications", low=1.03), Effect("lender_profit", high=0.97)],
    ),
    "rate_floor: lenders gain, and borrowers turn to platforms": (
        {"products": ["consumer_loan"], "floor": 6},
        [
            Effect("lender_profit", low=1.01),
            Effect("credit_balance", low=1.002, where={"product": "platform_loan"}),
            lent("consumer_loan", high=0.995),
        ],
    ),
    "consumer_loan_rules: size and term move balances, not sales, and who is refused turns to platforms": (
        {"products": ["consumer_loan"], "exposure_limit": 50_000, "term_limit": 24},
        [Effect("credit_balance", high=0.93), Effect("retail_sales", low=0.99), lent("platform_loan", low=1.05)],
    ),
    "car_credit_easing: who cannot pay a down payment buys a used car": (
        {"sectors": ["nev", "ice"], "ltv_limit": 0.5},
        [sales("used_car", low=1.03), Effect("lender_profit", high=0.99)],
    ),
    "disclosure: lenders earn less, and fewer cars are sold": (
        {"shift": 0.4},
        [Effect("lender_profit", high=0.997), Effect("cars_sold", high=0.998)],
    ),
    "funding_quota: margins widen before rates fall": (
        {"products": ["consumer_loan", "platform_loan"], "discount": 3},
        [Effect("lender_profit", low=1.15)],
    ),
    "cobrand_card: more is refinanced and more households are over-indebted": (
        {"own_gain": 0.5, "offset": 0.8},
        [Effect("refinanced", low=1.035), Effect("households_over_indebted", low=1.002)],
    ),
    "reward_points: lenders pay, and more is refinanced": (
        {"reward": 0.02},
        [Effect("lender_profit", high=0.75), Effect("refinanced", low=1.003)],
    ),
    "experience_store: merchants front aid that no budget pays, and more households are short of cash": (
        {"sectors": ["appliances", "furniture"], "awareness": 2},
        [Effect("unfunded_claims", low=1.15), Effect("households_hand_to_mouth", low=1.0006)],
    ),
    "adoption_speed: merchants front aid that no budget pays, and used cars lose buyers": (
        {"awareness": 1.5},
        [Effect("unfunded_claims", low=1.05), sales("used_car", high=0.997)],
    ),
    "smart_risk_control: who is refused is refused by all, and more households are short of cash": (
        {"auc_gain": 0.12},
        [Effect("households_hand_to_mouth", low=1.0012), Effect("credit_balance", high=0.992)],
    ),
    "third_party_score: who is refused is refused by all, and less is refinanced": (
        {"coverage": 1, "auc_gain": 0.12},
        [Effect("refinanced", high=0.98), Effect("credit_balance", high=0.992)],
    ),
    "risk_based_pricing: lenders earn less on good risks, and more households are over-indebted": (
        {"products": ["consumer_loan", "platform_loan"], "factor": 2},
        [Effect("lender_profit", high=0.99), Effect("households_over_indebted", low=1.001)],
    ),
    "operating_cost: loans replace others, and little of it is spent": (
        {"products": ["consumer_loan", "platform_loan"], "saving": 3},
        [Effect("refinanced", low=1.014), lent("card_instalment", high=0.995), Effect("retail_sales", high=1.005)],
    ),
    "dynamic_limits: larger lines bring more default and more over-indebted households": (
        {"rise": 1.0},
        [Effect("defaults", low=1.007), Effect("households_over_indebted", low=1.02)],
    ),
    "purpose_monitoring: lenders pay for checks, and who is refused turns to platforms": (
        {"stopped": 1, "cost": 1},
        [Effect("lender_profit", high=0.965), lent("platform_loan", low=1.004)],
    ),
    "early_warning: more credit flows, and more households are over-indebted": (
        {"kept": 0.7},
        [lent("platform_loan", low=1.013), Effect("households_over_indebted", low=1.005)],
    ),
    "fraud_control: checks cost lenders and the dearer loans are refused to more": (
        {"stopped": 1, "cost": 2},
        [Effect("rationed", low=1.5), lent("consumer_loan", high=0.94), Effect("lender_profit", high=0.94)],
    ),
    "fair_collection: lenders lose and approve less": (
        {"loss": 0.5},
        [Effect("lender_profit", high=0.96), Effect("approvals", high=0.995, where={"months": SECOND_YEAR})],
    ),
    "marketing_cap: who sees no offer turns elsewhere, and more households are short of cash": (
        {"products": ["platform_loan"], "limit": 0.3},
        [
            lent("consumer_loan", low=1.02),
            lent("card_instalment", low=1.02),
            Effect("households_hand_to_mouth", low=1.004),
        ],
    ),
    "embedded_loan: loans take the place of cash, and hardly more is bought": (
        {"sectors": ["renovation", "furniture", "appliances", "digital"], "coverage": 1},
        [Effect("ticket_loans", low=1.0005), lent("consumer_loan", low=1.0008), Effect("ticket_sales", high=1.003)],
    ),
    "interest_free_instalment: plans take the place of cash and of loans with a fee, and hardly more is bought": (
        {"sectors": ["renovation", "furniture", "appliances", "digital"], "coverage": 1},
        [
            Effect("ticket_loans", low=1.04, where={"sector": "appliances"}),
            Effect("ticket_loans", low=1.05, where={"sector": "renovation"}),
            Effect("ticket_sales", high=1.004),
        ],
    ),
    "public_data_sharing: lenders gain, risks that are seen turn to platforms, and studies are borrowed for": (
        {"consent": 0.9, "auc_gain": 0.1},
        [
            Effect("lender_profit", low=1.0005),
            lent("consumer_loan", high=0.9996),
            lent("platform_loan", low=1.0006),
            lent("education_loan", low=1.03),
        ],
    ),
    "credit_repair: who defaulted borrows again, and more households are over-indebted": (
        {"length": 0.1},
        [
            Effect("households_over_indebted", low=1.008),
            Effect("households_in_debt_spiral", low=1.026),
            Effect("defaults", low=1.001),
        ],
    ),
    "npl_transfer: lenders lose what is written off early and lend less, which flatters those who owe": (
        {"pace": 3},
        [
            Effect("lender_profit", high=0.98),
            Effect("originations", high=0.994),
            Effect("households_over_indebted", high=0.99),
        ],
    ),
    "transfer: debts are repaid early and fewer default, though loans are taken for what is bought": (
        {"amount": 300},
        [Effect("prepayments", low=1.009), Effect("defaults", high=0.977), lent("consumer_loan", low=1.0005)],
    ),
    "maturity_trial: shorter terms burden those who borrow all the same": (
        {"products": ["consumer_loan", "platform_loan"], "longest": 12},
        [
            Effect("households_over_indebted", low=1.055),
            Effect("households_hand_to_mouth", low=1.004),
            sales("renovation", high=0.98),
        ],
    ),
    "cutoff_trial: who was refused borrows, more than cap and income bear": (
        {"products": ["consumer_loan", "platform_loan"], "shift": -0.8},
        [
            Effect("rationed", low=1.8),
            Effect("households_over_indebted", low=1.014),
            Effect("households_in_debt_spiral", low=1.05),
        ],
    ),
    "reporting_coverage: pay-later shrinks, and with it debt service": (
        {"coverage": 1, "use_response": 0.3, "lenders": ["platform"]},
        [lent("bnpl", high=0.85), Effect("debt_service", high=0.997)],
    ),
}
"""By lever: beside the record."""


SMALL = ("interest_free_instalment", "public_data_sharing")
"""Levers whose side effects ask for the larger sample."""


def key_of(case):
    return case.partition(":")[0]


@pytest.mark.parametrize("case", PAID, ids=key_of)
def test_public_money_does_this_besides(case, alone):
    entries, effects = PAID[case]
    assert missed(alone(key_of(case), entries), effects) == []


@pytest.mark.parametrize("case", CREDIT, ids=key_of)
def test_a_lever_of_credit_does_this_besides(case, added, added_to_many):
    entries, effects = CREDIT[case]
    add = added_to_many if key_of(case) in SMALL else added
    assert missed(add(key_of(case), entries), effects) == []


def test_most_of_what_vouchers_pay_is_spent_elsewhere_or_would_have_been_spent_anyhow(alone):
    """voucher: of a yuan paid for meals less than a third more is spent on meals; the rest frees money for others."""
    pair = alone("voucher", {"sectors": ["dining"], "face": 90, "threshold": 300, "quota": 3_000_000})
    gained = {sector: float((pair.run - pair.without)["resident_spending"].sel(sector=sector).sum())
              for sector in ("dining", "travel")}  # fmt: skip
    cost = float(pair.run["fiscal_cost"].sum() - pair.without["fiscal_cost"].sum())
    assert 0.15 * cost < gained["dining"] < 0.33 * cost
    assert gained["travel"] > 0.05 * cost
    assert float((pair.run - pair.without)["resident_spending"].sum()) < cost


def test_what_a_campaign_taught_is_forgotten(added):
    """financial_literacy: a fall in applications of several per cent is gone two years later."""
    pair = added("financial_literacy", {"reached": 1, "shift": 0.4, "half_life": 4})
    assert pair.factor("applications", slice("2025-01", "2025-06")) < 0.98
    assert 0.99 < pair.factor("applications", slice("2026-07", "2026-12")) < 1.01


def test_models_that_learn_fast_cut_lending_deeper_when_unemployment_rises():
    """model_refresh: cut-offs and prices swing with the cycle."""
    usual = load_scenario("shanghai/actual").with_months("2025-01", "2026-12")
    fast = usual.with_levers(model_refresh={"from": "2025-01", "pace": 6})
    fall = []
    for scenario in (usual, fast):
        shock = {"unemployment_rate": {"add": 0.05, "from": "2025-03"}}
        runs = [
            simulate(one, households=3 * HOUSEHOLDS, seed=SEED, burn_in=BURN_IN, threads=1)
            for one in (scenario, scenario.with_exogenous(shock))
        ]
        calm, shocked = (float(run["originations"].sel(product="consumer_loan").sum()) for run in runs)
        fall.append(1 - shocked / calm)
    assert 0 < fall[0] < fall[1] - 0.004


def test_a_rate_subsidy_that_ends_on_a_known_day_fades_and_is_rushed_for_by_nobody():
    """interest_subsidy: it pays while the programme lasts, so that the last loans gain least. New loans over those
    without it: in the last quarter of a year known beforehand next to nothing is left, of aid that goes on most is."""
    base = load_scenario("shanghai/no_policy").with_months("2024-01", "2025-03")
    aid = {"announced": "2024-03", "from": "2024-04", "products": ["consumer_loan"], "points": 3}
    lent = [
        simulate(one, households=HOUSEHOLDS, seed=SEED, burn_in=BURN_IN, threads=1)["originations"]
        .sel(product="consumer_loan")
        .sum("lender")
        for one in (base, *(base.with_levers(interest_subsidy={**aid, "to": to}) for to in ("2025-03", "2027-12")))
    ]
    first, last = slice("2024-04", "2024-06"), slice("2025-01", "2025-03")
    year, longer = (
        [float(one.sel(month=months).sum() / lent[0].sel(month=months).sum()) - 1 for months in (first, last)]
        for one in lent[1:]
    )
    assert year[0] > 0.01
    assert year[1] < 0.5 * year[0]
    assert longer[1] > 0.1
    assert longer[0] > year[0]
