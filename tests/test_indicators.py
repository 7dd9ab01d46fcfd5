"""Indicators on runs made by hand, every number easy to check in the head."""

import numpy as np
import pytest
import xarray as xr

from sim.errors import ResultError, UsageError
from sim.indicators import INDICATORS, indicator
from sim.policy.vocabulary import BUCKETS, PRODUCTS, SECTORS

MONTHS = 36


def dataset(months=MONTHS, first="2022-01", **variables):
    """A run with the variables given: each a pair of dimensions and values."""
    start = np.datetime64(first, "M")
    labels = {
        "month": np.arange(start, start + months).astype("datetime64[ns]"),
        "sector": list(SECTORS),
        "product": list(PRODUCTS),
        "bucket": list(BUCKETS),
    }
    used = {name for dims, _ in variables.values() for name in dims}
    return xr.Dataset(variables, coords={name: values for name, values in labels.items() if name in used})


def monthly(values):
    return ("month",), np.asarray(values, float)


def by_year(*levels):
    return np.repeat(np.array(levels, float), 12)


def test_growth_is_on_the_year_and_untold_in_the_first_year():
    run = dataset(retail_sales=monthly(by_year(100, 110, 121)), credit_balance=monthly(by_year(100, 120, 90)))
    growth = indicator("retail_growth", run)
    assert np.isnan(growth[:12]).all()
    np.testing.assert_allclose(growth[12:], 0.1)
    np.testing.assert_allclose(indicator("credit_growth", run)[12:24], 0.2)
    np.testing.assert_allclose(indicator("credit_growth", run)[24:], -0.25)


def test_twelve_month_growth_needs_two_years_and_year_to_date_only_the_month():
    sales = np.arange(1.0, MONTHS + 1)
    run = dataset(retail_sales=monthly(sales))
    twelve, to_date = indicator("retail_growth_12m", run), indicator("retail_growth_ytd", run)
    assert np.isnan(twelve[:23]).all()
    assert float(twelve[30]) == pytest.approx(sales[19:31].sum() / sales[7:19].sum() - 1)
    assert float(to_date[14]) == pytest.approx(sales[12:15].sum() / sales[:3].sum() - 1)
    assert float(to_date[23]) == pytest.approx(float(twelve[23]))


def test_year_to_date_is_untold_while_the_run_lacks_its_january():
    run = dataset(first="2022-03", retail_sales=monthly(np.ones(MONTHS)))
    to_date = indicator("retail_growth_ytd", run)
    assert np.isnan(to_date[:22]).all()
    np.testing.assert_allclose(to_date[22:], 0.0, atol=1e-12)


def test_the_gap_is_zero_where_credit_and_retail_grow_in_step():
    run = dataset(retail_sales=monthly(by_year(100, 105, 126)), credit_balance=monthly(by_year(10, 10.5, 10.5)))
    gap = indicator("growth_gap", run)
    np.testing.assert_allclose(gap[12:24], 0.0, atol=1e-12)
    np.testing.assert_allclose(gap[24:], -0.2)


def test_arrears_are_shares_of_the_whole_balance_by_days():
    balance = np.zeros((MONTHS, len(PRODUCTS), 2, len(BUCKETS)))
    balance[:] = np.array([90.0, 4, 3, 1, 1.5, 0.5])
    run = dataset(delinquent_balance=(("month", "product", "lender", "bucket"), balance))
    expected = {"1_30": 0.04, "31_60": 0.03, "61_90": 0.01, "91_180": 0.015, "181_plus": 0.005}
    for bucket, share in expected.items():
        np.testing.assert_allclose(indicator(f"delinquency_{bucket}", run), share)
    np.testing.assert_allclose(indicator("ratio_90_plus", run), 0.02)


def test_the_loss_rate_is_net_of_recoveries_and_over_the_mean_balance_of_twelve_months():
    run = dataset(
        charge_off=monthly(np.full(MONTHS, 2.0)),
        sold=monthly(np.full(MONTHS, 1.0)),
        recoveries=monthly(np.full(MONTHS, 0.5)),
        credit_balance=monthly(by_year(100, 200, 200)),
    )
    loss = indicator("loss_rate", run)
    assert np.isnan(loss[:11]).all()
    assert float(loss[11]) == pytest.approx(30 / 100)
    assert float(loss[17]) == pytest.approx(30 / 150)


def test_household_shares_sum_over_groups_before_they_divide():
    groups = ("month", "segment")
    run = dataset(
        households=(groups, np.tile([10.0, 30.0], (MONTHS, 1))),
        households_hand_to_mouth=(groups, np.tile([10.0, 0.0], (MONTHS, 1))),
        households_over_indebted=(groups, np.tile([1.0, 1.0], (MONTHS, 1))),
        households_with_debt=(groups, np.tile([5.0, 15.0], (MONTHS, 1))),
        debt_service=(groups, np.tile([1.0, 2.0], (MONTHS, 1))),
        income=(groups, np.tile([10.0, 20.0], (MONTHS, 1))),
        deposits=(groups, np.tile([30.0, 60.0], (MONTHS, 1))),
    )
    wanted = {
        "hand_to_mouth_share": 0.25,
        "over_indebted_share": 0.05,
        "penetration": 0.5,
        "debt_service_share": 0.1,
        "deposits_over_income": 3.0,
    }
    for name, value in wanted.items():
        np.testing.assert_allclose(indicator(name, run), value, err_msg=name)


def test_means_are_weighted_and_pass_over_what_is_not_there():
    lent = np.zeros((MONTHS, len(PRODUCTS)))
    lent[:, 0], lent[:, 1], lent[:, 2] = 3.0, 1.0, 5.0
    rate = np.full((MONTHS, len(PRODUCTS)), np.nan)
    rate[:, 0], rate[:, 1] = 0.04, 0.08
    dims = ("month", "product")
    run = dataset(
        apr=(dims, rate),
        term=(dims, rate * 300),
        originations=(dims, lent),
        apr_outstanding=(dims, rate),
        credit_balance=(dims, lent),
    )
    np.testing.assert_allclose(indicator("mean_apr", run), 0.05)
    np.testing.assert_allclose(indicator("mean_apr_new", run), 0.05)
    np.testing.assert_allclose(indicator("mean_term", run), 15.0)


def test_cards_cars_and_approvals():
    held = np.zeros((MONTHS, len(PRODUCTS)))
    held[:, PRODUCTS.index("card")], held[:, PRODUCTS.index("card_instalment")] = 30.0, 10.0
    held[:, PRODUCTS.index("auto_loan")] = 1000.0
    cars = np.zeros((MONTHS, len(SECTORS)))
    cars[:, SECTORS.index("nev")], cars[:, SECTORS.index("ice")], cars[:, SECTORS.index("used_car")] = 6.0, 4.0, 50.0
    run = dataset(
        credit_balance=(("month", "product"), held),
        card_line=monthly(np.full(MONTHS, 100.0)),
        cars_sold=(("month", "sector"), cars),
        approvals=monthly(np.full(MONTHS, 3.0)),
        applications=monthly([0.0] * 6 + [4.0] * 30),
    )
    np.testing.assert_allclose(indicator("card_utilisation", run), 0.4)
    np.testing.assert_allclose(indicator("nev_share", run), 0.6)
    approved = indicator("approval_rate", run)
    assert np.isnan(approved[:6]).all()
    np.testing.assert_allclose(approved[6:], 0.75)


def test_every_indicator_says_its_unit_and_meaning_in_two_languages():
    for name, known in INDICATORS.items():
        assert known.unit in {"fraction", "1/year", "month"}, name
        assert known.meaning.isascii(), name
        assert known.meaning, name
        assert any("一" <= letter <= "鿿" for letter in known.meaning_zh), name
        assert known.needs, name


def test_a_series_carries_its_labels():
    series = indicator("retail_growth", dataset(retail_sales=monthly(np.ones(MONTHS))))
    assert series.name == "retail_growth"
    assert series.attrs["units"] == "fraction"
    assert series.dims == ("month",)


def test_an_unknown_indicator_and_an_absent_variable_are_refused_in_words():
    run = dataset(retail_sales=monthly(np.ones(MONTHS)))
    with pytest.raises(UsageError, match="no indicator 'growth'"):
        indicator("growth", run)
    with pytest.raises(ResultError, match="needs credit_balance"):
        indicator("credit_growth", run)
