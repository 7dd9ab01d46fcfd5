import pytest
from pydantic import ValidationError

RULE = {"rate": 0.15, "grade1_extra": 0.05, "cap": 2000, "eligible": 0.8, "grade1_share": 0.5}


def test_the_best_grade_is_paid_more_and_is_part_of_what_qualifies(made, horizon):
    base, best = made("appliance_subsidy", RULE).programmes(horizon)
    assert (base.amount, base.eligible) == (0.15, 0.8)
    assert (best.amount, best.eligible) == (pytest.approx(0.20), 0.5)
    assert base.stack == best.stack


def test_a_price_ceiling_and_a_cap_an_item_are_kept(made, horizon):
    entries = {"sectors": ["digital"], "rate": 0.15, "cap": 500, "price_ceiling": 6000}
    (row,) = made("appliance_subsidy", entries).programmes(horizon)
    assert (row.sectors, row.cap, row.ceiling) == (("digital",), 500, 6000)


def test_the_budget_goes_to_the_grades_by_expected_claims(made, horizon):
    base, best = made("appliance_subsidy", {**RULE, "budget": 1e6}).programmes(horizon)
    assert base.budget.sum() + best.budget.sum() == pytest.approx(1e6)
    assert best.budget.sum() / base.budget.sum() == pytest.approx(0.20 * 0.5 / (0.15 * 0.3))


def test_more_of_the_best_grade_than_qualifies_is_refused(made):
    with pytest.raises(ValidationError, match="more than 'eligible'"):
        made("appliance_subsidy", {**RULE, "grade1_share": 0.9})
