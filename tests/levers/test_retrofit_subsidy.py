import numpy as np

from sim.policy.programmes import Pays
from sim.policy.vocabulary import SEGMENTS


def test_it_pays_a_share_of_renovations_that_are_needed(made, horizon):
    (row,) = made("retrofit_subsidy", {"rate": 0.3, "cap_household": 3000, "need": 0.1}).programmes(horizon)
    assert (row.pays, row.amount, row.sectors) == (Pays.PRICE_SHARE, 0.3, ("renovation",))
    assert (row.cap_household, row.eligible) == (3000, 0.1)


def test_it_is_for_the_elderly_where_nothing_else_is_said(made, horizon):
    (row,) = made("retrofit_subsidy", {"rate": 0.3}).programmes(horizon)
    np.testing.assert_array_equal(row.groups, horizon.groups.segment == SEGMENTS.index("senior"))


def test_no_need_is_no_programme(made, horizon):
    assert list(made("retrofit_subsidy", {"rate": 0.3, "need": 0}).programmes(horizon)) == []


def test_rebuilding_comes_forward_and_most_of_those_aided_would_have_rebuilt_anyhow(added):
    """In 2026, when no other programme pays for renovation."""
    pair = added("retrofit_subsidy", {"from": "2026-01", "rate": 0.3, "need": 1})
    year = slice("2026-01", "2026-12")
    assert pair.factor("tickets_sold", year, sector="renovation") > 1.05
    assert pair.run.fiscal_cost.sel(lever="retrofit_subsidy").sum() > 0
    sold = [run.tickets_sold.sel(sector="renovation", month=year).sum() for run in (pair.without, pair.run)]
    aided = pair.run.tickets_aided.sel(sector="renovation", month=year).sum()
    advanced = pair.run.tickets_advanced.sel(sector="renovation", month=year).sum()
    assert 0 < advanced < aided
    assert sold[1] - sold[0] < aided
