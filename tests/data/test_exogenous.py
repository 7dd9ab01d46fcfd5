"""Exogenous paths: dated anchors, named rules, nothing without basis and source."""

import shutil

import numpy as np
import pytest

from sim.calendar import month_index
from sim.data.exogenous import CITY, FIRST, LAST, anchor_list, load_exogenous, path_list
from sim.data.rules import RULES
from sim.data.seasons import load_seasons
from sim.data.statistics import load_statistics
from sim.errors import DataError
from sim.policy.vocabulary import SECTORS, Sector

MONTHS = LAST - FIRST + 1


@pytest.fixture(scope="module")
def paths():
    return load_exogenous(FIRST, MONTHS)


def at(path, month):
    return path[month_index(month) - FIRST]


def test_every_path_covers_every_month_with_finite_numbers(paths):
    for name, path in paths.items():
        assert path.shape[0] == MONTHS, name
        assert np.isfinite(path).all(), name
    assert set(paths) == {series.name for series in path_list()} | {"income_growth"}


def test_the_openings_are_by_sector(paths):
    assert paths["opening"].shape == (MONTHS, len(SECTORS))
    assert at(paths["opening"], "2022-04")[Sector.DINING] == pytest.approx(0.30)
    assert (at(paths["opening"], "2022-02") == 1.0).all()
    assert (at(paths["opening"], "2024-11") == 1.0).all()
    assert ((paths["opening"] > 0) & (paths["opening"] <= 1)).all()


def test_yearly_incomes_are_the_published_ones(paths):
    means = paths["income_per_head"].reshape(-1, 12).mean(axis=1)
    published = {anchor.month // 12: anchor.value for anchor in anchor_list() if anchor.path == "income_per_head"}
    for number, mean in enumerate(means):
        assert mean == pytest.approx(published[number - 2], rel=1e-12)
    assert means[4] == pytest.approx(88366)


def test_income_after_the_last_figure_grows_as_last_published(paths):
    means = paths["income_per_head"].reshape(-1, 12).mean(axis=1)
    np.testing.assert_allclose(means[5:] / means[4:-1], 1.042, atol=2e-5)


def test_income_growth_is_that_of_the_level(paths):
    level = paths["income_per_head"]
    np.testing.assert_allclose(paths["income_growth"][1:], level[1:] / level[:-1] - 1)


@pytest.mark.parametrize("name", ["lpr_1y", "lpr_5y"])
def test_the_loan_prime_rate_is_the_published_quote_of_every_month(paths, name):
    table = load_statistics()
    quotes = table[(table["series"] == name) & (table["start"] >= "2020-01-01")]
    assert len(quotes) == 80
    for quote in quotes.itertuples():
        assert at(paths[name], str(quote.start)[:7]) == pytest.approx(quote.value)


def test_residents_pass_through_the_published_figures(paths):
    assert at(paths["residents"], "2020-11") == 24_870_895
    assert at(paths["residents"], "2024-12") == 24_802_600
    assert at(paths["residents"], "2028-12") == 24_802_600


def test_indices_have_their_stated_base(paths):
    for name in ("mortgage_stock", "operating_loan_stock", "car_price", "house_price"):
        assert at(paths[name], "2022-01") == 1.0
    for name in ("visitors", "outside_online", "institutions"):
        assert at(paths[name], "2025-12") == 1.0


def test_a_year_of_wage_shares_is_one_year_of_wages(paths):
    np.testing.assert_allclose(paths["wage_share"].reshape(-1, 12).sum(axis=1), 1.0, atol=1e-8)


def test_payments_are_put_off_in_the_spring_of_2022_only(paths):
    months = np.flatnonzero(paths["repayment_deferral"]) + FIRST
    assert list(months) == [month_index(month) for month in ("2022-04", "2022-05", "2022-06")]


def test_a_later_start_gives_the_same_months(paths):
    later = load_exogenous(month_index("2024-11"), 26)
    begin = month_index("2024-11") - FIRST
    for name, path in later.items():
        assert path.tobytes() == paths[name][begin : begin + 26].tobytes(), name


def test_every_anchor_says_what_it_rests_on():
    for anchor in anchor_list():
        assert anchor.source
        assert not (anchor.basis == "assumption" and anchor.grade != "C")


def test_no_closure_is_called_a_statistic():
    assert {anchor.basis for anchor in anchor_list() if anchor.path in {"opening", "repayment_deferral"}} == {
        "assumption"
    }


@pytest.mark.parametrize(("first", "months"), [(FIRST - 1, 3), (LAST, 2), (0, 0)])
def test_months_outside_the_paths_are_refused(first, months):
    with pytest.raises(DataError, match="months before history included, leaves the paths: 2020-01 to 2028-12"):
        load_exogenous(first, months)


@pytest.mark.parametrize(
    ("file", "row", "says"),
    [
        (
            "exogenous.csv",
            "lpr_2y,,2024-01,0.03,statistic,B,x",
            r"exogenous\.csv line \d+, path: there is no path 'lpr_2y'",
        ),
        ("exogenous.csv", "lpr_1y,dining,2027-01,0.03,statistic,B,x", "item: 'lpr_1y' has no item 'dining'"),
        ("exogenous.csv", "lpr_1y,,2027-01,0.03,hunch,B,x", "basis: there is no basis 'hunch'"),
        ("exogenous.csv", "lpr_1y,,2027-01,0.03,statistic,B,", "source: the cell is empty"),
        ("exogenous.csv", "lpr_1y,,2027-13,0.03,statistic,B,x", "Month|month"),
        ("exogenous.csv", "lpr_1y,,2027-01,3.1,statistic,B,x", "value: 3.1 lies outside the bounds of 'lpr_1y'"),
        ("exogenous.csv", "lpr_1y,,2021-01,0.03,statistic,B,x", "month: 2021-01 of 'lpr_1y' comes after"),
        ("paths.csv", "new,,ratio,spline,,0,1,x", r"paths\.csv line \d+, rule: there is no rule 'spline'"),
        ("paths.csv", "new,,ratio,line,,1,0,x", r"paths\.csv line \d+, high: the bounds of 'new' are 1 and 0"),
        ("paths.csv", "new,,ratio,only,2,0,1,x", r"paths\.csv line \d+, neutral: 2 lies outside the bounds of 'new'"),
        ("paths.csv", "new,,ratio,line,,0,1,x", "'new' has no anchor"),
    ],
)
def test_a_bad_row_is_named(tmp_path, file, row, says):
    for name in ("paths.csv", "exogenous.csv"):
        shutil.copy(CITY / name, tmp_path / name)
    with (tmp_path / file).open("a", encoding="utf-8") as lines:
        lines.write(f"{row}\n")
    with pytest.raises(DataError, match=says) as caught:
        load_exogenous(0, 12, tmp_path)
    assert caught.value.remedy


def test_rules_by_hand():
    points = [(0, 1.0), (4, 3.0)]
    assert RULES["step"](points, range(-1, 6), 0.0) == [1, 1, 1, 1, 1, 3, 3]
    assert RULES["line"](points, range(-1, 6), 0.0) == [1, 1, 1.5, 2, 2.5, 3, 3]
    assert RULES["only"](points, range(-1, 6), 9.0) == [9, 1, 9, 9, 9, 3, 9]
    assert RULES["calendar"](points, range(11, 18), 0.0) == [0, 1, 0, 0, 0, 3, 0]


@pytest.mark.parametrize("means", [[1.0, 2.0], [5.0, 5.0, 5.0], [1.0, 4.0, 2.0], [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0]])
def test_the_broken_line_keeps_the_mean_of_every_year(means):
    points = [(12 * year, mean) for year, mean in enumerate(means)]
    monthly = np.array(RULES["year_mean"](points, range(12 * len(means)), 0.0))
    np.testing.assert_allclose(monthly.reshape(-1, 12).mean(axis=1), means, rtol=1e-12)


def test_seasons_average_to_one_and_retail_sectors_share_theirs():
    seasons = load_seasons()
    assert seasons.shape == (len(SECTORS), 12)
    np.testing.assert_allclose(seasons.mean(axis=1), 1.0, atol=1e-3)
    np.testing.assert_array_equal(seasons[Sector.DINING], seasons[Sector.APPLIANCES])
    assert (seasons[Sector.PLATE] == 1.0).all()


def test_unsorted_seasons_are_refused(tmp_path):
    text = (CITY / "seasons.csv").read_text(encoding="utf-8").splitlines()
    text[1], text[2] = text[2], text[1]
    (tmp_path / "seasons.csv").write_text("\n".join(text), encoding="utf-8")
    with pytest.raises(DataError, match="out of order"):
        load_seasons(tmp_path)
