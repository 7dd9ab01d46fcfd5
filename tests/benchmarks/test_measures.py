"""What the claims are measured with: constant paths, a drift that adds up, ratios, ranges of facts."""

import numpy as np
import pytest

from benchmarks.claims.promises import SETS, SUMMARY
from benchmarks.ratios import RATIOS, ratios
from benchmarks.runs import ROOT, constant, constant_build
from benchmarks.wealth import drift
from calibration.gate import MONTHS

OF_THE_CALENDAR = {"bonus", "season", "new_year"}


@pytest.fixture(scope="module")
def steady():
    return constant(300)


def test_outside_paths_and_terms_of_a_constant_run_do_not_move():
    plan = constant_build(100).economy.plan
    for name in plan.paths.dtype.names:
        values = plan.paths[name][:MONTHS]
        step = 12 if name in OF_THE_CALENDAR else 1
        if name == "plate_quota":  # whole plates: a remainder is carried on
            assert np.ptp(values) <= 1
        else:
            np.testing.assert_array_equal(values[step:], values[:-step], err_msg=name)
    assert all((row == plan.terms[0]).all() for row in plan.terms[:MONTHS])
    assert all((row == plan.schedule[1]).all() for row in plan.schedule[1:MONTHS])


def test_observed_drift_of_wealth_is_what_its_flows_imply(steady):
    found = drift(steady, 12, 108)
    assert found.observed == pytest.approx(found.drift, abs=1e-12)
    assert found.late - found.early == pytest.approx(8 * found.observed)
    assert min(found.brought, found.left, found.committed) > 0


def test_twelve_ratios_are_told(steady):
    assert len(RATIOS) == 12
    assert all(np.isfinite(value) and value > 0 for value in ratios(steady.result, 12).values())


def test_a_ratio_is_over_the_months_that_were_asked_for(steady):
    year = steady.result.isel(month=slice(24, 36))
    spent = float(year.resident_spending.sum() + year.housing_services.sum())
    assert ratios(steady.result, 24)["spending over income"] == pytest.approx(spent / float(year.income.sum()))


def test_every_promise_names_files_that_are_there():
    assert [file for files in SETS.values() for file in files if not (ROOT / file).is_file()] == []


@pytest.mark.parametrize(
    ("line", "counted"),
    [
        ("3 passed, 40 deselected in 2.31s", "3 passed, 40 deselected"),
        ("=== 1 failed, 2 passed in 250.10s (0:04:10) ===", "1 failed, 2 passed"),
    ],
)
def test_what_pytest_counted_is_read(line, counted):
    assert SUMMARY.search(f"noise\n{line}\n").group(1) == counted
