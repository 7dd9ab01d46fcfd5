"""The rivals of the speed comparison run the same rules: their sums agree, and a rule changed in one of them shows."""

import numpy as np
import pytest

from benchmarks.rivals import arrays
from benchmarks.rivals.compare import NAMES, compare, difference, run
from benchmarks.rivals.plain import fields, plain
from benchmarks.rivals.workload import Measure, start
from sim.agents.contracts import level_payment
from sim.agents.household.consumption import desired_spending, planned_spending
from sim.agents.household.income import next_income
from sim.agents.household.repayment import miss_hazard, monthly_interest
from sim.parameters import parameter_record
from sim.units import fen

HOUSEHOLDS, MONTHS = 5_000, 6


@pytest.fixture(scope="module")
def sums():
    return {name: run(name, start(HOUSEHOLDS), MONTHS) for name in NAMES}


def test_blocks_arrays_and_objects_give_the_same_sums(sums):
    assert difference(sums["blocks"], sums["arrays"]) < 1e-5
    assert difference(sums["blocks"], sums["objects"]) < 1e-5


def test_the_sub_workload_is_no_empty_one(sums):
    first, last = sums["blocks"][0], sums["blocks"][-1]
    for measure in ("INCOME", "SPENDING", "INTEREST", "REPAID", "LENT", "BALANCE", "LATE", "DEPOSITS"):
        assert last[Measure[measure]] > 0, measure
    assert sums["blocks"][:, Measure.MISSED].sum() > 0
    assert (first != last)[[Measure.INCOME, Measure.SPENDING, Measure.LENT, Measure.BALANCE]].all()


def test_what_comes_in_and_goes_out_is_what_deposits_change_by(sums):
    book = sums["blocks"]
    flow = book[:, Measure.INCOME] + book[:, Measure.LENT]
    flow = flow - book[:, Measure.SPENDING] - book[:, Measure.INTEREST] - book[:, Measure.REPAID]
    np.testing.assert_array_equal(np.diff(book[:, Measure.DEPOSITS]), flow[1:])


def test_a_rule_changed_in_one_rival_stops_the_comparison(monkeypatch):
    monkeypatch.setattr(arrays, "LOAN_CHANCE", np.float32(0.04))
    with pytest.raises(AssertionError, match="arrays differs"):
        compare(HOUSEHOLDS, MONTHS, repeats=1)


def test_the_cost_of_each_rival_is_told():
    ours, *others = compare(100, 1, repeats=1)
    assert (ours.name, ours.difference) == ("blocks", 0.0)
    assert all(rival.cost > 0 for rival in (ours, *others))


f4 = np.float32


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        (next_income, (9_000.0, 8_000.0, 0.98, 0.03, 0.7)),
        (planned_spending, (9_000.0, 12_000.0, 0.285, 0.8)),
        (desired_spending, (3_000.0, 0.05, 2.0, 3.0, 500.0, 0.1, 0.01)),
        (level_payment, (100_000.0, 0.09, 24.0)),
        (fen, (1234.567,)),
        (monthly_interest, (1_234_567, 0.09)),
    ],
)
def test_a_formula_as_plain_python_calculates_what_the_compiled_one_does(formula, values):
    compiled = formula(*(f4(value) if isinstance(value, float) else value for value in values))
    found = plain(formula)(*values)
    assert type(found) in (float, int)
    assert found == pytest.approx(float(compiled), rel=1e-5)


def test_a_formula_that_reads_parameters_runs_on_plain_numbers(parameters):
    values = (0.01, 1.0, 0.4, 0.9, 3.0, 1.0, 2.0, 0.3, 0.1)
    compiled = miss_hazard(parameters, *(f4(value) for value in values))
    assert plain(miss_hazard)(fields(parameter_record()), *values) == pytest.approx(float(compiled), rel=1e-5)
