"""Breaks of published series, and that what is computed over them knows them."""

import numpy as np

from calibration.breaks import breaks, breaks_between
from calibration.windows import BASE_FACTOR, BASE_FACTOR_SD, FIRST_YEAR, REVISED_FROM


def month(text):
    return np.datetime64(text, "M")


def test_the_factor_of_retail_windows_is_that_of_the_break():
    revised = next(found for found in breaks() if found.factor is not None)
    assert (revised.factor, revised.sd) == (BASE_FACTOR, BASE_FACTOR_SD)
    assert str(revised.first) == f"{REVISED_FROM}-01"
    earlier = breaks_between("retail_total_year", "Shanghai", month("2019-06"), month("2020-06"))
    assert [str(found.first) for found in earlier] == [f"{FIRST_YEAR}-01"]


def test_a_break_lies_between_months_on_its_two_sides_only():
    assert breaks_between("retail_total_month", "Shanghai", month("2024-12"), month("2025-01"))
    assert not breaks_between("retail_total_month", "Shanghai", month("2025-01"), month("2025-06"))
    assert not breaks_between("retail_total_month", "Shanghai", month("2021-01"), month("2024-12"))
    assert not breaks_between("retail_total_month", "China", month("2024-01"), month("2025-01"))
    assert breaks_between("consumption_loans_ex_mortgage_balance", "China", month("2022-12"), month("2023-12"))


def test_a_change_of_layout_breaks_the_parts_and_not_the_total():
    months = month("2024-05"), month("2024-06")
    assert not breaks_between("retail_total_month", "Shanghai", *months)
    assert [found.kind for found in breaks_between("retail_catering_month", "Shanghai", *months)] == ["layout"]
