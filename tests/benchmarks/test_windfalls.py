"""A windfall is spent in part, more of it by those with little cash, less of it when it is large."""

from benchmarks.windfalls import response


def test_a_windfall_is_spent_in_part_and_most_by_those_with_little_liquid_wealth():
    small = response(4_000, 2_000.0)
    assert 0.1 < small.whole < 0.8
    poor, rich = sum(small.fifths[:2]), sum(small.fifths[3:])
    assert poor > 1.2 * rich


def test_of_a_large_windfall_a_smaller_part_is_spent():
    month, half_year = (response(4_000, months, of_income=True).whole for months in (1.0, 6.0))
    assert 0 < half_year < month
