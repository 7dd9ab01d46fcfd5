import numpy as np
import pytest

from sim.calendar import month_index
from sim.policy.terms import Adjustment

GOODS = {"sectors": ["apparel", "digital"], "rate": 0.2, "taking_part": 0.5}
JUNE, JULY = month_index("2025-06"), month_index("2025-07")


def test_the_month_has_the_mean_price_of_its_days(made):
    """ "618" of 2025 begins on 13 May and ends on 20 June."""
    lever = made("platform_campaign", {**GOODS, "sectors": ["apparel"], "offers": 1.3})
    cut = 0.2 * 0.5 * 20 / 30
    assert list(lever.adjustments(JULY)) == []
    found = {(a.term, a.item): a.value for a in lever.adjustments(JUNE)}
    assert found == pytest.approx(
        {
            ("price_cut", "apparel"): cut,
            ("campaign", "apparel"): cut,
            ("reach", "bnpl"): 1 + 0.3 * 20 / 30,
            ("reach", "platform_loan"): 1 + 0.3 * 20 / 30,
        }
    )


def test_only_its_festivals_have_it(made):
    lever = made("platform_campaign", {**GOODS, "festivals": ["double_11"]})
    assert list(lever.adjustments(JUNE)) == []
    assert Adjustment("reach", 1.0, "bnpl") in list(lever.adjustments(month_index("2025-11")))


def test_sales_rise_in_the_festival_and_are_missing_after_it(added):
    pair = added("platform_campaign", GOODS)
    for goods in ("apparel", "digital"):
        assert pair.factor("resident_spending", slice("2025-05", "2025-06"), sector=goods) > 1.03
        assert pair.factor("resident_spending", slice("2025-07", "2025-09"), sector=goods) < 0.99


def test_over_the_year_purchases_are_moved_and_few_are_new(added):
    """What was bought ahead in "Double 11" is used up in the year after."""
    pair = added("platform_campaign", {**GOODS, "sectors": ["apparel"], "to": "2025-12"})
    change = (pair.run["resident_spending"] - pair.without["resident_spending"]).sel(sector="apparel").to_numpy()
    moved = np.abs(change).sum()
    assert moved > 0
    assert abs(change.sum()) < 0.15 * moved


def test_platforms_credit_spreads_to_all_of_them_when_they_show_it_more(added):
    pair = added("platform_campaign", {**GOODS, "offers": 2.0})
    assert pair.factor("originations", product="bnpl") > 1.03
    own = [pair.run["originations"], pair.without["originations"]]
    many = [one.sel(product="platform_loan").sum("month").to_numpy() for one in own]
    lends = many[1] > 0
    assert (many[0][lends] > many[1][lends]).mean() > 0.6
    assert pair.factor("credit_balance", slice("2026-12", "2026-12"), product="platform_loan") > 1.005
