"""What is counted at the tills and beside them is what the words of the results say."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.agents.household.record import borrowed_cash_lately
from sim.policy.vocabulary import FLAG_CASH_OUT

SETTINGS = {"households": 3000, "seed": 2, "burn_in": 6}


@pytest.fixture(scope="module")
def base():
    return load_scenario("shanghai/no_policy").with_months("2025-01", "2025-12")


@pytest.fixture(scope="module")
def plain(base):
    return simulate(base, **SETTINGS)


def test_a_discount_is_its_part_of_the_price_asked_and_on_no_other_goods(base):
    cut = {"cars": ["nev"], "rate": 0.1, "from": "2025-01"}
    sold = simulate(base.with_levers(manufacturer_discount=cut), **SETTINGS).sum("month")
    new_energy = sold.sel(sector="nev")
    asked = float(new_energy.ticket_sales + new_energy.ticket_discount)
    assert float(new_energy.ticket_discount) == pytest.approx(0.1 * asked, rel=1e-4)
    assert float(sold.ticket_discount.drop_sel(sector="nev").sum()) == 0


def test_without_aid_merchants_ask_little_over_the_list_price(plain):
    sold = plain.sum("month")
    listed = sold.ticket_sales + sold.ticket_discount - sold.ticket_markup
    over = (sold.ticket_markup / listed).sel(sector=["digital", "appliances", "furniture", "renovation"])
    usual = plain.merchant_price.mean("month").sel(sector=over.sector) - 1.0
    np.testing.assert_allclose(over, usual, atol=0.003)
    assert (over < 0.02).all()


def test_all_relieved_cars_are_aided_and_none_is_thereby_bought_here(plain):
    new_energy = plain.sel(sector="nev")
    np.testing.assert_allclose(new_energy.ticket_sales_aided, new_energy.ticket_sales)
    assert float(new_energy.ticket_sales_aided.sum()) > 0
    assert float(plain.retail_moved_here.sum()) == 0, "tax is waived wherever the car is bought"


def test_loans_with_aid_are_those_that_a_subsidy_covers(base, plain):
    assert float(plain.aided_originations.sum()) == 0
    subsidy = {"products": ["consumer_loan"], "points": 1.0, "max_share_of_rate": 0.5, "cap": 3000, "from": "2025-01"}
    aided = simulate(base.with_levers(interest_subsidy=subsidy), **SETTINGS)
    covered = aided.aided_originations.sum("month")
    assert (
        0 < float(covered.sel(product="consumer_loan")) < float(aided.originations.sel(product="consumer_loan").sum())
    )
    assert float(covered.drop_sel(product="consumer_loan").sum()) == 0


@pytest.mark.parametrize(
    ("opened", "balance", "marks", "lately"),
    [(10, 5, FLAG_CASH_OUT, True), (9, 5, FLAG_CASH_OUT, True), (8, 5, FLAG_CASH_OUT, False),
     (10, 0, FLAG_CASH_OUT, False), (10, 5, 0, False), (0, 5, FLAG_CASH_OUT, False)],
)  # fmt: skip
def test_lately_is_this_month_or_the_last_and_cash_is_no_purchase(opened, balance, marks, lately):
    column = lambda value: np.array([[0], [value]])  # noqa: E731
    home = SimpleNamespace(balance=column(balance), vintage=column(opened), marks=column(marks))
    assert borrowed_cash_lately.py_func(home, 0, 10) is lately


def test_some_of_the_over_indebted_and_no_others_are_in_a_spiral(plain):
    assert (plain.households_in_debt_spiral <= plain.households_over_indebted).all()
    share = float(plain.households_in_debt_spiral.sum() / plain.households_over_indebted.sum())
    assert 0.0 < share < 0.6


def test_what_aid_brings_to_the_city_is_in_the_sales_of_sectors_and_of_groups(base, plain):
    aid = {"sectors": ["appliances"], "rate": 0.2, "from": "2025-01"}
    aided = simulate(base.with_levers(appliance_subsidy=aid), **SETTINGS)
    by_sector = float(aided.retail_sales.sum() - plain.retail_sales.sum())
    by_group = float(aided.retail_sales_by_group.sum() - plain.retail_sales_by_group.sum())
    moved = float(aided.retail_moved_here.sum())
    assert moved > 0.01 * by_sector
    assert by_group == pytest.approx(by_sector, abs=0.2 * moved)
