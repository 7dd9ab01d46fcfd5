"""What a vintage fits and is judged by: known by then, no month twice, errors with a common part."""

from itertools import combinations

import numpy as np
import pytest

from calibration.observation import GROUPS, covariance, observations, own_error
from calibration.operators import OPERATORS
from calibration.targets import QUANTITIES, read_targets, targets
from sim.errors import UsageError
from sim.parameters import parameters

VINTAGES = ("2023-06", "2023-12", "2024-06", "2024-12", "2025-03", "2025-07-31", "2025-07")
IDENTITIES = (
    ("household_loan_flow", "household_short_flow", "household_medium_long_flow"),
    ("new_cars", "nev_cars", "nev_share"),
)


def months(target):
    return set(np.arange(target.first, target.last + 1))


@pytest.mark.parametrize("vintage", VINTAGES[:-1])
def test_what_is_fitted_was_known_and_what_is_held_out_was_not(vintage):
    end = np.datetime64(vintage, "D") if len(vintage) > 7 else np.datetime64(vintage, "M") + 1
    assert all(target.released < end + (len(vintage) > 7) for target in targets(vintage, "fit"))
    assert all(target.released >= end for target in targets(vintage, "hold_out"))
    assert targets(vintage, "hold_out")


@pytest.mark.parametrize("vintage", VINTAGES)
def test_no_target_is_both_and_no_month_of_a_quantity_is_used_twice(vintage):
    used = [*targets(vintage, "fit"), *targets(vintage, "hold_out")]
    assert len({target.id for target in used}) == len(used)
    assert {target.id for target in used}.isdisjoint(target.id for target in targets(vintage, "shown"))
    for one, two in combinations(used, 2):
        same = QUANTITIES.get(one.operator, one.operator) == QUANTITIES.get(two.operator, two.operator)
        assert not (same and months(one) & months(two)), (one.id, two.id)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_of_three_figures_that_follow_from_each_other_two_are_used(vintage):
    used = [*targets(vintage, "fit"), *targets(vintage, "hold_out")]
    for operators in IDENTITIES:
        there = [set().union(*(months(t) for t in used if t.operator == name)) for name in operators]
        assert not set.intersection(*there), operators


def test_more_is_fitted_the_later_the_vintage_until_all_is():
    counts = [len(targets(vintage, "fit")) for vintage in VINTAGES]
    assert counts == sorted(counts)
    assert targets("2025-07", "hold_out") == ()
    assert targets(None) == targets("2025-07")


def test_a_vintage_has_its_own_windows():
    then, now = ({target.id for target in targets(vintage, "fit")} for vintage in ("2024-12", "2025-07"))
    assert "retail_growth_2024_11" in then
    assert "retail_2024-10..2024-12" not in then
    assert "retail_2024-10..2024-12" in now
    assert "retail_growth_2024_11" not in now


def test_growth_over_the_base_break_is_held_out_and_levels_of_the_new_base_are_only_shown():
    held = {target.id for target in targets("2024-12", "hold_out")}
    assert {"retail_growth_2025_q1", "retail_growth_2025_q2", "household_loan_growth_2025_06"} <= held
    assert {"retail_2025-03", "retail_growth_2025_h1"} <= {target.id for target in targets("2024-12", "shown")}


def test_national_growth_whole_banks_and_closed_months_are_never_fitted():
    for target in [*targets("2025-07", "fit"), *targets("2024-12", "hold_out")]:
        assert target.scope != "national growth", target.id
        if target.operator == "retail_growth":
            base = {month - 12 for month in months(target)}
            assert base.isdisjoint(np.arange("2022-03", "2022-07", dtype="datetime64[M]")), target.id


def test_every_group_has_a_target_to_fit_and_every_operator_its_error():
    assert {target.group for target in targets(split="fit")} == set(GROUPS)
    assert set(observations()) == set(OPERATORS)
    for target in targets():
        assert target.sd > target.common >= 0
        assert target.moves
        assert not target.log or target.value > 0
    assert {name for found in observations().values() for name in found.moves} <= set(parameters())


def test_the_error_of_a_figure_has_its_grade_its_operator_and_what_is_common():
    assert own_error("retail_first_base", 5e11, "A", derived=False) == pytest.approx(np.hypot(0.015, 0.01))
    assert own_error("retail_first_base", 5e11, "A", derived=True) == pytest.approx(np.hypot(0.015, 0.03))
    assert own_error("retail_growth", -0.1, "B", derived=False) == pytest.approx(np.hypot(0.006, 0.002))
    assert own_error("retail_growth", -0.1, "B", derived=False, own=0.02) == pytest.approx(np.hypot(0.02, 0.002))
    by_id = {target.id: target for target in targets()}
    assert by_id["card_overdue_180_2024_09"].sd == pytest.approx(np.sqrt(0.25**2 + 0.05**2 + 0.02**2))


def test_repeated_observation_does_not_reduce_what_is_common():
    cards = [target for target in targets(split="fit") if target.operator in ("card_overdue_180", "card_utilisation")]
    matrix = covariance(cards)
    assert np.allclose(np.diag(matrix), [target.sd**2 for target in cards])
    assert (np.linalg.eigvalsh(matrix) > 0).all()
    late = [k for k, target in enumerate(cards) if target.operator == "card_overdue_180"]
    used = next(k for k, target in enumerate(cards) if target.operator == "card_utilisation")
    assert matrix[late[0], late[1]] == pytest.approx(0.25**2)
    assert matrix[late[0], used] == 0
    weights = np.full(len(late), 1 / len(late))
    assert weights @ matrix[np.ix_(late, late)] @ weights > 0.25**2


def test_a_ratio_is_known_with_the_later_of_its_figures(table):
    late = table.copy()
    parts = late["series"] == "consumption_loans_ex_mortgage_balance"
    late.loc[parts, "released"] = late.loc[parts, "released"] + np.timedelta64(3650, "D")
    for target in read_targets(late):
        assert (target.released > np.datetime64("2030-01-01")) == (target.operator in OVER_CREDIT), target.id


OVER_CREDIT = ("card_share", "consumer_finance_share", "auto_finance_share")


def test_an_unknown_split_or_vintage_is_refused():
    with pytest.raises(UsageError, match="there is no split 'holdout'"):
        targets(split="holdout")
    with pytest.raises(UsageError, match="'last year' is no vintage"):
        targets("last year")
