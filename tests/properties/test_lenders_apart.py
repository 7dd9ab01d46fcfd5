"""Lenders apart: booked in the city or elsewhere, reporting to the bureau or not, under a cap of their own or not."""

import numpy as np
import pytest

from sim.policy.vocabulary import LENDER_TYPES, Product
from sim.population.synthesis import column
from sim.results import to_dataset
from sim.running import run
from sim.tables import lender_names, lender_types, lenders_booking_here


def test_credit_booked_in_the_city_is_that_of_the_lenders_that_book_in_it(small):
    result = to_dataset(small.built, small.books, small.states, small.errors)
    here = np.flatnonzero(lenders_booking_here())
    assert 0 < len(here) < len(lender_names())
    booked = result.credit_balance.isel(lender=here).sum("lender")
    np.testing.assert_allclose(result.credit_booked_here.values, booked.values, rtol=1e-12)
    whole = result.credit_balance.sum(["product", "lender"])
    assert (result.credit_booked_here.sum("product") < whole).all()
    assert (result.credit_booked_here.sel(product="bnpl") == 0).all(), "pay-later belongs to platforms elsewhere"


def test_only_lenders_that_report_leave_a_default_record(without_policy, make):
    def records(reporting):
        built = make(without_policy)
        built.economy.world.lenders.reports[:] = reporting
        for block in built.economy.homes:
            block["exclusion"][:] = 0
        run(built)
        return int((column(built.economy.homes, "exclusion") > 0).sum())

    assert records(1) > records(0)
    assert records(0) == 0, "newcomers bring none along"


def mean_rate(result, kinds):
    rates = result.apr.sel(product="platform_loan", month=slice("2025-02", None))
    return rates.isel(lender=np.flatnonzero(result.lender_type.isin(kinds)))


@pytest.fixture(scope="module")
def capped(without_policy, make):
    """A cap of 12 % that binds platforms only."""
    rule = {"id": "cap", "products": ["platform_loan"], "lenders": ["platform"], "cap": 12, "from": "2025-01"}
    built = make(without_policy.with_levers(rate_cap=rule), 6_000)
    return to_dataset(built, *run(built))


def test_a_cap_on_one_type_of_lender_binds_that_type_and_no_other(capped):
    bound = mean_rate(capped, ["platform"])
    assert float(bound.max()) <= 0.12 + 1e-4
    free = mean_rate(capped, ["consumer_finance"])
    assert float(free.max()) > 0.12 + 1e-2


def test_a_term_by_type_of_lender_is_laid_out_by_product_and_type(without_policy, make):
    rule = {"id": "cap", "products": ["platform_loan"], "lenders": ["platform"], "cap": 12, "from": "2025-01"}
    built = make(without_policy.with_levers(rate_cap=rule), 400)
    cap = built.economy.plan.terms["rate_cap"][-1, 0]
    assert cap.shape[1] == len(LENDER_TYPES)
    bound = np.argwhere(cap < 1)
    np.testing.assert_array_equal(bound, [[Product.PLATFORM_LOAN, LENDER_TYPES.index("platform")]])
    assert set(lender_types()) == set(LENDER_TYPES)
