"""Dates of statistics tables, in every shape they come in."""

import pytest

from sim.data.periods import Period, parse_period, year_to_date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", (2024, 1), (2024, 12)),
        ("2024-11", (2024, 11), (2024, 11)),
        ("2020-11-01", (2020, 11), (2020, 11)),
        ("2025-H1", (2025, 1), (2025, 6)),
        ("2025H2", (2025, 7), (2025, 12)),
        ("2025-Q2", (2025, 4), (2025, 6)),
        ("2023-Q1Q3", (2023, 1), (2023, 9)),
        ("2023-01-20/2023-01-26", (2023, 1), (2023, 1)),
        ("2020-05/2020-06", (2020, 5), (2020, 6)),
        ("2019..2024", (2019, 1), (2024, 12)),
        ("2015-2019", (2015, 1), (2019, 12)),
        ("2024-01-01..2025-12-31", (2024, 1), (2025, 12)),
        ("2021+", (2021, 1), None),
        ("2024-09..", (2024, 9), None),
        ("..2025-03-20", None, (2025, 3)),
        ("generic", None, None),
    ],
)
def test_every_published_shape_of_a_period_is_read(text, first, last):
    assert parse_period(text) == Period(first, last)


@pytest.mark.parametrize(
    "text", ["", "..", "24-11", "2024-13", "2024-00", "2024-11-32", "2025-Q5", "2025-H3", "May 2024"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match=r"no period|no date"):
        parse_period(text)


@pytest.mark.parametrize("text", ["2024-06..2024-05", "2025/2024", "2023-Q3Q1", "2024-2023"])
def test_a_period_never_ends_before_it_begins(text):
    with pytest.raises(ValueError, match=r"ends before|backwards"):
        parse_period(text)


def test_a_cumulative_figure_starts_in_january():
    assert year_to_date(parse_period("2024-09")) == Period((2024, 1), (2024, 9))
    assert year_to_date(parse_period("generic")) == Period(None, None)
