"""What the levers on lenders, borrowers and tills do in a run, against the same households under the same luck."""

from __future__ import annotations

import numpy as np
import pytest

from sim.books.flows import Credit
from sim.build import build
from sim.policy.vocabulary import Product
from sim.population.synthesis import column
from sim.running import run, simulate
from sim.scenarios import load_scenario

HOUSEHOLDS, START = 6_000, {"from": "2022-07"}

LATE = ["91-180", "181+"]


def measured(run):
    """Sums over a run (late balances too), and other stocks at its end."""
    total = {name: float(run[name].sum()) for name in run.data_vars if run[name].dtype == np.float64}
    end = run.isel(month=-1)
    for product in run["product"].to_numpy():
        total[f"lent {product}"] = float(run["originations"].sel(product=product).sum())
        total[f"owed {product}"] = float(end["credit_balance"].sel(product=product).sum())
    for sector in ("nev", "ice", "used_car", "renovation"):
        total[f"sold {sector}"] = float(run["tickets_sold"].sel(sector=sector).sum())
    total["owed"] = float(end["credit_balance"].sum())
    total["late"] = float(run["delinquent_balance"].sel(bucket=LATE).sum())
    total["approved"] = total["approvals"] / total["applications"]
    total["approved auto_loan"] = float(run["approvals"].sel(product="auto_loan").sum())
    total["line"] = float(end["card_line"].sum())
    total["offered"] = float(end["apr_offered"].sel(product="consumer_loan").mean())
    total["offered auto_loan"] = float(end["apr_offered"].sel(product="auto_loan").mean())
    return total


@pytest.fixture(scope="module")
def base():
    return load_scenario("shanghai/actual").with_months(last="2025-06")


@pytest.fixture(scope="module")
def without(base):
    return measured(simulate(base, households=HOUSEHOLDS))


CASES = {
    "smart_risk_control": ({"auc_gain": 0.12}, {"lent consumer_loan": -1, "rationed": -1}),
    "third_party_score": ({"coverage": 0.9, "auc_gain": 0.12}, {"lent consumer_loan": -1, "rationed": -1}),
    "risk_based_pricing": ({"products": ["consumer_loan", "platform_loan"], "factor": 3}, {"lent consumer_loan": -1}),
    "operating_cost": (
        {"products": ["consumer_loan"], "saving": 3},
        {"offered": -1, "lent consumer_loan": 1, "lender_profit": 1, "rationed": -1},
    ),
    "funding_quota": (
        {"products": ["consumer_loan"], "discount": 3},
        {"offered": -1, "lent consumer_loan": 1, "lender_profit": 1},
    ),
    "reporting_coverage": ({"coverage": 1, "use_response": 0.14}, {"owed bnpl": -1}),
    "credit_repair": ({"length": 0.1}, {"owed": 1, "defaults": 1}),
    "npl_transfer": ({"pace": 3}, {"late": -1, "sold": 1}),
    "fraud_control": ({"stopped": 1, "cost": 2}, {"defaults": -1, "offered": 1}),
    "purpose_monitoring": ({"stopped": 1}, {"lent consumer_loan": -1}),
    "early_warning": ({"kept": 0.5}, {"defaults": -1, "late": -1, "owed": 1}),
    "fair_collection": ({"loss": 0.4}, {"recoveries": -1, "late": 1, "owed": -1}),
    "disclosure": ({"shift": 0.5}, {"lent platform_loan": -1, "lent card_instalment": -1}),
    "financial_literacy": ({"reached": 1, "shift": 0.5, "half_life": 120}, {"lent platform_loan": -1}),
    "marketing_cap": (
        {"products": ["platform_loan", "consumer_loan"], "limit": 0.3},
        {"lent platform_loan": -1, "lent consumer_loan": -1, "lent card_instalment": 1},
    ),
    "reward_points": ({"reward": 0.02}, {"owed card": 1, "lender_profit": -1}),
    "cobrand_card": ({"own_gain": 1, "offset": 0.5, "reach": 3}, {"owed card": 1, "line": 1}),
    "interest_free_instalment": (
        {"sectors": ["appliances", "furniture", "renovation", "digital"], "coverage": 1},
        {"lent card_instalment": 1},
    ),
    "embedded_loan": ({"sectors": ["appliances", "furniture", "renovation"], "coverage": 1}, {"resident_spending": 1}),
    "plate_loan": ({"share_of_price": 1}, {"plate_price": 1, "approved auto_loan": 1}),
    "battery_lease": (
        {"share_of_price": 0.4, "offered": 1, "months": 96},
        {"sold nev": 1, "sold ice": -1, "lent auto_loan": 1, "retail_sales": -1},
    ),
    "nev_running_cost": (
        {"monthly": 2_000},
        {"sold nev": 1, "sold ice": -1, "fiscal_cost": 1, "resident_spending": 1},
    ),
    "used_car_certification": (
        {"trust": 2, "loss": 0},
        {"sold used_car": 1, "sold nev": -1, "offered auto_loan": -1},
    ),
    "bank_gift": (
        {"share_of_loan": 0.05},
        {"approved auto_loan": 1, "cars_sold": 1, "lender_profit": -1, "prepayments": 1},
    ),
    "home_loan": (
        {"term": 120, "limit_factor": 5, "points": 3},
        {"lent consumer_loan": 1, "owed consumer_loan": 1, "sold renovation": 1},
    ),
    "dynamic_limits": ({"rise": 0.5}, {"line": 1, "owed card": 1, "resident_spending": 1}),
    "adoption_speed": ({"awareness": 1.5}, {"tickets_aided": 1, "fiscal_cost": 1}),
    "experience_store": ({"awareness": 2}, {"tickets_aided": 1}),
    "rate_trial": ({"products": ["consumer_loan"], "points": 2}, {"lent consumer_loan": 1}),
    "limit_trial": ({"products": ["card"], "factor": 3}, {"line": 1}),
    "maturity_trial": (
        {"products": ["consumer_loan"], "longest": 12},
        {"lent consumer_loan": -1, "owed consumer_loan": -1},
    ),
    "transfer": ({"amount": 1_000}, {"resident_spending": 1, "prepayments": 1, "defaults": -1, "fiscal_cost": 1}),
    "risk_sharing": (
        {"products": ["consumer_loan", "platform_loan"], "loss_share": 1},
        {"offered": -1, "lent consumer_loan": 1, "rationed": -1, "households_over_indebted": 1, "fiscal_cost": 1},
    ),
    "co_financing": (
        {"products": ["platform_loan"], "joint_share": 0.7},
        {"lent platform_loan": 1, "households_over_indebted": 1},
    ),
    "scene_credit": (
        {"sectors": ["travel", "culture"], "coverage": 1, "price": 3_000, "away": 0.7},
        {"lent card_instalment": 1, "debt_service": 1, "applications": 1},
    ),
    "platform_campaign": (
        {"sectors": ["digital", "appliances"], "rate": 0.3, "taking_part": 1},
        {"tickets_sold": 1, "tickets_advanced": 1},
    ),
    "event_calendar": (
        {
            "visitors": 1_000_000,
            "spending": 3_000,
            "split": {"culture": 0.5, "apparel": 0.5},
            "on_credit": 1,
            "ticket": 1_000,
        },
        {"retail_sales": 1, "service_sales": 1, "lent card_instalment": 1},
    ),
    "rebate_cap": ({"limit": 0}, {"lent auto_loan": 1, "lender_profit": 1, "merchant_price": 1}),
    "cutoff_trial": ({"products": ["consumer_loan"], "shift": -1}, {"lent consumer_loan": 1, "approved": 1}),
}
"""Numbers far from neutral, and which way each measure must go."""


@pytest.mark.parametrize("key", CASES)
def test_a_lever_moves_what_its_mechanism_says(key, base, without):
    numbers, ways = CASES[key]
    entry = START | numbers | ({"to": "2025-06"} if key == "financial_literacy" else {})
    moved = measured(simulate(base.with_levers(**{key: entry}), households=HOUSEHOLDS))
    for name, way in ways.items():
        assert way * (moved[name] - without[name]) > 0, f"{name}: {without[name]:.6g} to {moved[name]:.6g}"


def test_lenders_may_not_be_told_apart_by_whom_a_cost_is_aimed_at(base):
    """A lender has one cost for all: aimed at everybody or at each part in turn it is the same to the last digits."""
    numbers = START | {"products": ["consumer_loan"], "saving": 1}
    whole = simulate(base.with_levers(operating_cost=numbers), households=HOUSEHOLDS)
    parts = [{**numbers, "id": who, "residents": who} for who in ("local", "other")]
    both = simulate(base.with_levers(operating_cost=parts), households=HOUSEHOLDS)
    np.testing.assert_allclose(both["apr_offered"], whole["apr_offered"], rtol=1e-4)


def test_public_data_reach_those_with_thin_files_who_consent(base):
    """Half the noise for consenting thin files alone: nobody consents, nothing changes."""
    numbers = START | {"consent": 0.0, "auc_gain": 0.1}
    nobody = simulate(base.with_levers(public_data_sharing=numbers), households=HOUSEHOLDS)
    plain = simulate(base, households=HOUSEHOLDS)
    for name in ("credit_balance", "approvals", "defaults"):
        np.testing.assert_array_equal(nobody[name], plain[name])
    some = simulate(base.with_levers(public_data_sharing=numbers | {"consent": 0.9}), households=HOUSEHOLDS)
    assert float(abs(some["approvals"] - plain["approvals"]).sum()) > 0


def test_a_new_card_waits_until_the_instalments_of_the_old_one_are_paid(base):
    """With short records households get cards again soon; their old instalments stay with the old lender."""
    scenario = base.with_levers(credit_repair=START | {"length": 0.05})
    assert not simulate(scenario, households=HOUSEHOLDS)["ledger_error"].any()


def test_lines_that_are_nearly_used_up_are_cut_and_no_others(base):
    run = simulate(base.with_levers(dynamic_limits=START | {"cut": 0.5}), households=HOUSEHOLDS)
    usual = simulate(base, households=HOUSEHOLDS)
    lines = [float(one["card_line"].isel(month=-1).sum()) for one in (run, usual)]
    assert 0.8 * lines[1] < lines[0] < lines[1]


def test_merchants_adopt_at_the_pace_that_policy_sets(base):
    """At no pace at all nobody ever changes what it offers; at the usual one some do."""

    def offers(scenario):
        built = build(scenario, 500, 1, None, burn_in=12)
        before = built.economy.world["merchants"]["partner"].copy()
        run(built)
        return before, built.economy.world["merchants"]["partner"]

    still = base.with_levers(adoption_speed={"from": "2021-01", "merchants": 0})
    before, after = offers(still)
    np.testing.assert_array_equal(before, after)
    before, after = offers(base)
    assert (after > before).any()


def test_lenders_whose_models_stand_still_keep_what_they_believe(base):
    def believed(scenario):
        built = build(scenario, 500, 1, None, burn_in=12)
        before = built.economy.world["lenders"]["default_rate"].copy()
        run(built)
        return before, built.economy.world["lenders"]["default_rate"]

    before, after = believed(base.with_levers(model_refresh={"from": "2021-01", "pace": 0}))
    np.testing.assert_array_equal(before, after)
    before, after = believed(base)
    assert not np.array_equal(before, after)


def test_pay_later_keeps_to_the_largest_balance_that_a_rule_allows(base):
    rule = {"from": "2021-01", "products": ["bnpl"], "exposure_limit": 0, "term_limit": 12}
    built = build(base.with_levers(consumer_loan_rules={"id": "none", **rule}), 2_000, 1, None, burn_in=12)
    books, *_ = run(built)
    assert not books["credit"][:, Credit.CHARGE, Product.BNPL].any()
    assert books["credit"][:, Credit.CHARGE, Product.CARD].any()


def test_reported_defaults_leave_records_that_all_lenders_see(base):
    def excluded(scenario):
        built = build(scenario, 4_000, 1, None, burn_in=12)
        run(built)
        return (column(built.economy.homes, "exclusion") > 0).mean()

    assert excluded(base.with_levers(reporting_trial=START | {"coverage": 1.0})) > 1.01 * excluded(base)
