"""From a scenario to terms and programmes in time."""

import numpy as np
import pytest

from sim.calendar import month_index
from sim.policy.groups import group_table
from sim.policy.programmes import compile_programmes
from sim.policy.terms import TERMS, Adjustment, _places
from sim.policy.vocabulary import LENDER_TYPES, Product, Sector
from sim.scenarios import announced_months, compile_policy, load_scenario

GROUPS = group_table()
BURN_IN = 24


@pytest.fixture(scope="module")
def base():
    return load_scenario("shanghai/actual")


@pytest.fixture(scope="module")
def policy(base):
    return compile_policy(base, GROUPS, -BURN_IN, BURN_IN + base.months, opening=0)


def at(month):
    return BURN_IN + month_index(month)


def test_terms_of_the_burn_in_are_those_of_december_2021(policy):
    terms, _ = policy
    for array in terms:
        assert (array[:BURN_IN] == array[:1]).all()
    assert terms.ltv_limit[0, 0, Sector.ICE] == np.float32(0.8)


def test_programmes_of_the_burn_in_are_those_of_december_2021(policy):
    _, rows = policy
    running = [row.id for row in rows if row.window[:BURN_IN].any()]
    assert running == ["nev_purchase_tax_exempt"]
    assert all((row.window[:BURN_IN] == row.window[0]).all() for row in rows)


def test_a_rule_of_the_first_month_does_not_reach_back_into_the_burn_in(base):
    rule = {"from": "2022-01", "products": ["card"], "cap": 18}
    goods = {"from": "2022-01", "rate": 0.1}
    changed = base.with_levers(rate_cap=rule, home_goods_subsidy=goods)
    terms, rows = compile_policy(changed, GROUPS, -2, 3, opening=0)
    assert list(terms.rate_cap[:, 0, Product.CARD, 0]) == [np.inf, np.inf, np.float32(0.18)]
    row = next(row for row in rows if row.id == "home_goods_subsidy")
    assert (list(row.window), row.period) == ([0, 0, 1], (2,))


def test_runs_of_a_scenario_share_its_terms_and_nobody_can_write_into_them(base, policy):
    again, _ = compile_policy(base, GROUPS, -BURN_IN, BURN_IN + base.months, opening=0)
    assert again.rate_cap is policy[0].rate_cap
    later, _ = compile_policy(base, GROUPS, -BURN_IN + 1, BURN_IN + base.months, opening=0)
    assert later.rate_cap is not again.rate_cap
    with pytest.raises(ValueError, match="read-only"):
        again.rate_cap[:] = 0


def test_without_an_opening_every_month_has_its_own_policy(base):
    terms, _ = compile_policy(base, GROUPS, month_index("2017-12"), 2)
    assert list(terms.ltv_limit[:, 0, Sector.ICE]) == [1.0, np.float32(0.8)]


def test_rules_change_in_the_month_whose_middle_they_cover(policy):
    terms, _ = policy
    loans = terms.exposure_limit[:, 0, Product.CONSUMER_LOAN]
    assert (loans[at("2025-03")], loans[at("2025-04")]) == (300_000, 500_000)
    cars = terms.ltv_limit[:, 0, Sector.NEV]
    assert (cars[at("2024-03")], cars[at("2024-04")]) == (np.float32(0.85), 1)


def test_the_loan_cap_binds_from_october_2025(policy):
    cap = policy[0].rate_cap[:, 0, Product.PLATFORM_LOAN]
    assert (cap[at("2025-09")] == np.inf).all()
    assert (cap[at("2025-10")] == np.float32(0.24)).all()


def test_the_floor_of_2025_is_for_banks(policy):
    floor = policy[0].rate_floor[at("2025-04"), 0, Product.CONSUMER_LOAN]
    banks = [kind in ("state_bank", "joint_stock_bank") for kind in LENDER_TYPES]
    np.testing.assert_array_equal(floor, np.where(banks, np.float32(0.03), 0))


def test_of_two_caps_the_lower_holds_for_each_type_of_lender(base):
    wide = {"id": "wide", "from": "2026-01", "products": ["bnpl", "card"], "cap": 18}
    narrow = {"id": "narrow", "from": "2026-01", "products": ["bnpl"], "lenders": ["platform"], "cap": 12}
    high = {"id": "high", "from": "2026-01", "products": ["bnpl"], "lenders": ["state_bank"], "cap": 36}
    for order in ([wide, narrow, high], [high, narrow, wide]):
        terms, _ = compile_policy(base.with_levers(rate_cap=order), GROUPS, month_index("2026-01"), 1)
        caps = dict(zip(LENDER_TYPES, terms.rate_cap[0, 0, Product.BNPL], strict=True))
        assert caps["platform"] == np.float32(0.12)
        assert {caps[kind] for kind in LENDER_TYPES if kind != "platform"} == {np.float32(0.18)}
        assert (terms.rate_cap[0, 0, Product.CARD] == np.float32(0.18)).all()


def test_a_term_that_does_not_tell_lenders_apart_is_refused_with_one():
    with pytest.raises(ValueError, match=r"reach.*platform"):
        _places(TERMS["reach"], Adjustment("reach", 2.0, "bnpl", "platform"))
    with pytest.raises(ValueError, match=r"plate_free.*nev"):
        _places(TERMS["plate_free"], Adjustment("plate_free", 1.0, "nev"))


def test_a_window_that_begins_within_a_month_covers_its_share(policy):
    row = next(row for row in policy[1] if row.id == "digital_product_subsidy_2025")
    assert row.window[at("2025-01")] == np.float32(12 / 31)


def test_sums_shrink_with_the_days_of_a_part_month(base, monkeypatch):
    lever = base.lever("personal_consumption_loan_subsidy_v1")
    monkeypatch.setattr(
        type(lever),
        "adjustments",
        lambda _, month: iter([Adjustment("price_cut", 0.1, "dining"), Adjustment("reach", 3.0, "bnpl")]),
    )
    half = base.with_levers(
        interest_subsidy={"id": "half", "from": "2026-04-16", "to": "2026-05", "products": ["bnpl"], "points": 0}
    )
    terms, _ = compile_policy(half, GROUPS, month_index("2026-04"), 2)
    np.testing.assert_allclose(terms.price_cut[:, 0, Sector.DINING], [0.1 + 0.05, 0.2], rtol=1e-6)
    np.testing.assert_allclose(terms.reach[:, 0, Product.BNPL], [3 * 2, 3 * 3], rtol=1e-6)


def test_budgets_are_released_once_whatever_the_first_month(base):
    for first, months, opening in ((0, 60, None), (-24, 84, 0)):
        _, rows = compile_policy(base, GROUPS, first, months, opening=opening)
        cars = [row.budget.sum() for row in rows if row.lever == "auto_replacement_2024_09"]
        assert sum(cars) == pytest.approx(1.6e9)


def test_rows_fit_the_arrays_of_a_run(policy):
    compiled = compile_programmes(policy[1], BURN_IN + 60, GROUPS, scale=480.0)
    assert len(compiled.rows) == len(policy[1])
    assert not np.isnan(compiled.rows["amount"]).any()


def test_a_trial_writes_in_its_arm_only(base):
    entry = {"from": "2026-01", "products": ["bnpl"], "cap": 10, "trial": {"share": 0.5, "key": "arm_a"}}
    trial = base.with_levers(rate_cap=entry)
    groups = group_table(len(trial.trials))
    terms, _ = compile_policy(trial, groups, month_index("2026-01"), 1)
    caps = terms.rate_cap[0, :, Product.BNPL]
    assert (caps[groups.arm == 1] == np.float32(0.1)).all()
    assert (caps[groups.arm == 0] == np.inf).all()


def test_each_lever_is_known_from_its_announcement(base):
    known = announced_months(base)
    assert known["personal_consumption_loan_subsidy_v1"] == month_index("2025-08")
    assert known["loan_facilitation_rule"] == month_index("2025-04")
    assert known["consumer_loan_rate_floor"] == month_index("2025-04")
