"""Operators: the published definition, computed by hand on a small run."""

import numpy as np
import pytest

from calibration.operators import CARD, OPERATORS, overdue_share
from calibration.windows import BASE_FACTOR
from sim.errors import ResultError

CELLS = 16 * 2
"""Sectors times channels."""


def measured(run, name, first, last=None):
    operator = OPERATORS[name]
    return operator.measure(run, np.datetime64(first, "M"), np.datetime64(last or first, "M"))


def test_retail_sums_the_months_over_sectors_and_channels(run):
    assert measured(run, "retail_revised", "2022-01", "2022-12") == pytest.approx(12 * CELLS * 10)
    assert measured(run, "retail_revised", "2023-03") == pytest.approx(CELLS * 11)


def test_the_first_base_is_larger_by_the_factor(run):
    revised = measured(run, "retail_revised", "2024-01", "2024-03")
    assert measured(run, "retail_first_base", "2024-01", "2024-03") == pytest.approx(revised / 0.889)
    assert pytest.approx(4102.0 / 4614.4, abs=5e-5) == BASE_FACTOR


def test_growth_over_the_base_break_is_that_of_one_base(run):
    assert measured(run, "retail_growth", "2025-01", "2025-06") == pytest.approx(0.10)


def test_growth_of_credit_is_on_the_year(run):
    assert measured(run, "consumption_credit_growth", "2024-06") == pytest.approx(0.07)
    assert measured(run, "consumption_credit_growth", "2025-06") == pytest.approx(0.0)


def test_card_ratios_count_the_instalments(run):
    assert measured(run, "card_utilisation", "2022-12") == pytest.approx(8 * 100 / 2000)
    assert measured(run, "card_share", "2022-12") == pytest.approx(2 / 7)


def test_card_overdue_180_is_the_last_bucket_over_the_balance(run):
    assert measured(run, "card_overdue_180", "2022-12") == pytest.approx((3 * 0.5 + 2.5) / 400)


def test_ninety_days_and_more_by_lender_type(run):
    assert measured(run, "card_90_plus", "2022-12") == pytest.approx((3 * 2.0 + 4.0) / 400)
    assert measured(run, "consumer_finance_90_plus", "2022-12") == pytest.approx(0.04)
    assert measured(run, "platform_90_plus", "2022-12") == pytest.approx(0.02)
    assert measured(run, "auto_finance_90_plus", "2022-12") == pytest.approx(0.02)


def test_early_buckets_are_not_cumulated(run):
    assert measured(run, "auto_31_60", "2022-12") == pytest.approx(0.03)
    assert measured(run, "auto_61_90", "2022-12") == pytest.approx(0.02)
    assert measured(run, "platform_61_90", "2022-12") == pytest.approx(0.02)


def test_shares_of_lender_types(run):
    assert measured(run, "consumer_finance_share", "2022-12") == pytest.approx(0.25)
    assert measured(run, "auto_finance_share", "2022-12") == pytest.approx(0.25)


def test_lenders_may_be_named_by_their_type(run):
    by_name = run.drop_vars("lender_type").assign_coords(lender=run["lender_type"].values)
    assert measured(by_name, "auto_finance_share", "2022-12") == pytest.approx(0.25)


def test_a_flow_of_household_loans_is_the_change_since_the_month_before(run):
    assert measured(run, "household_loan_flow", "2022-05") == pytest.approx(10 + 5)
    assert measured(run, "household_loan_flow", "2024-01", "2024-06") == pytest.approx(6 * 15 + 21 * 7)


def test_short_and_long_household_loans_are_split_by_product_and_add_up(run):
    more = run.copy(deep=True)
    jump = {"card": 1.0, "card_instalment": 2.0, "consumer_loan": 40.0, "platform_loan": 4.0, "bnpl": 8.0}
    for name, amount in jump.items():
        more["credit_booked_here"].loc[{"product": name, "month": slice("2023-06", None)}] += amount
    more["credit_booked_here"].loc[{"product": "auto_loan", "month": slice("2023-06", None)}] += 100.0
    more["credit_booked_here"].loc[{"product": "education_loan", "month": slice("2023-06", None)}] += 200.0
    short = measured(more, "household_short_flow", "2023-06")
    assert short == pytest.approx(1 + 2 + 0.1 * 40 + 4 + 8 + 0.45 * 5)
    whole = measured(more, "household_loan_flow", "2023-06")
    assert whole == pytest.approx(10 + 5 + 55 + 300)
    assert measured(more, "household_medium_long_flow", "2023-06") == pytest.approx(whole - short)


def test_growth_of_all_household_loans(run):
    before = 2100 + 10_000 + 10 * 17 + 5_000 + 5 * 17
    assert measured(run, "household_loan_growth", "2024-06") == pytest.approx((before + 12 * 15 + 147) / before - 1)


def test_what_lenders_elsewhere_lend_is_in_no_figure_of_the_citys_loans(run):
    more = run.copy(deep=True)
    more["credit_balance"][24:, :, 3] += 50.0
    for name in ("household_loan_flow", "household_loan_growth"):
        assert measured(more, name, "2024-01") == measured(run, name, "2024-01")
    assert measured(more, "consumption_credit_growth", "2024-01") > measured(
        run, "consumption_credit_growth", "2024-01"
    )


def test_cars_are_counted_by_kind(run):
    assert measured(run, "new_cars", "2023-01", "2023-06") == 360
    assert measured(run, "nev_cars", "2023-01", "2023-06") == 216
    assert measured(run, "used_cars", "2023-01", "2023-12") == 84
    assert measured(run, "nev_share", "2023-01", "2023-06") == pytest.approx(0.6)


def test_debt_service_and_participation_are_ratios_of_sums(run):
    assert measured(run, "debt_service_share", "2022-01", "2022-12") == pytest.approx(0.2)
    assert measured(run, "debt_participation", "2022-01", "2022-12") == pytest.approx(0.4)


def test_every_operator_answers_on_a_complete_run(run):
    for name, operator in OPERATORS.items():
        assert np.isfinite(measured(run, name, "2024-01", "2024-06")), name
        assert set(operator.needs) <= set(run.variables), name


@pytest.mark.parametrize("name", [name for name, operator in OPERATORS.items() if "flow" not in name])
def test_a_ratio_over_nothing_is_missing_and_a_count_of_nothing_is_zero(run, name):
    nothing = run.map(np.zeros_like)
    found = measured(nothing, name, "2024-01", "2024-06")
    assert found == 0.0 if name in COUNTS else np.isnan(found)


COUNTS = ("retail_revised", "retail_first_base", "new_cars", "nev_cars", "used_cars")


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_declares_all_that_it_reads(run, name):
    needs = [*OPERATORS[name].needs, "month"]
    assert np.isfinite(measured(run[needs], name, "2024-01", "2024-06"))


def test_a_missing_product_or_lender_is_named(run):
    with pytest.raises(ResultError, match="no product 'card'"):
        overdue_share(run.drop_sel(product="card"), np.datetime64("2024-06", "M"), CARD, None, ("181+",))
    with pytest.raises(ResultError, match="no lender of type 'auto_finance'"):
        measured(run.drop_sel(lender="cars"), "auto_finance_share", "2024-06")
