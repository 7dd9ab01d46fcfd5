"""Outside paths that a scenario changes: which months move, what is refused, and that runs show it."""

import json

import numpy as np
import pytest

from sim.calendar import month_index
from sim.data.exogenous import path_list
from sim.errors import ScenarioError
from sim.indicators import indicator, total
from sim.parameters import parameter_record
from sim.paths import UNREAD, build_paths, external_retail
from sim.policy.vocabulary import PRODUCTS
from sim.results import to_dataset
from sim.running import run, simulate
from sim.scenarios import load_scenario, scenario_of
from sim.tables import lenders_table

FIRST, BURN_IN, MONTHS = month_index("2025-01"), 3, 6
MARCH = 2
"""The month of 2025-03 in a run from 2025-01 on."""

FILE = """\
title: Other paths
months: {{from: 2025-01, to: 2025-06}}
exogenous:
  visitors: {{times: 1.1}}
  {line}
"""


def built_paths(**changes):
    scenario = load_scenario("shanghai/no_policy").with_exogenous(changes)
    return build_paths(FIRST, BURN_IN, MONTHS, parameter_record(), 1000.0, scenario.exogenous)


def moved(before, after):
    """Names of the columns of two named tuples that differ in some month."""
    return {name for name in before._fields if getattr(before, name).tobytes() != getattr(after, name).tobytes()}


def test_a_change_reaches_its_window_and_no_other_month():
    before, after = built_paths(), built_paths(lpr_1y={"add": 0.01, "from": "2025-03", "to": "2025-04"})
    change = after.raw["lpr_1y"] - before.raw["lpr_1y"]
    np.testing.assert_allclose(change, [0, 0, 0.01, 0.01, 0, 0], atol=1e-12)
    assert moved(before.paths, after.paths) == {"lpr"}
    np.testing.assert_allclose(after.paths.lpr[BURN_IN:], after.raw["lpr_1y"].astype(np.float32))


@pytest.mark.parametrize("start", [{}, {"from": "2024-10"}])
def test_the_burn_in_keeps_the_terms_it_has_in_every_scenario(start):
    before, after = built_paths(), built_paths(lpr_1y={"set": 0.05, **start}, existing_mortgage_rate={"times": 2})
    np.testing.assert_array_equal(before.paths.lpr[:BURN_IN], after.paths.lpr[:BURN_IN])
    np.testing.assert_array_equal(after.paths.lpr[BURN_IN:], np.float32(0.05))
    assert (after.paths.mortgage_rate_factor[:BURN_IN] == 1).all()
    assert (after.paths.mortgage_rate_factor[BURN_IN:] > before.paths.mortgage_rate_factor[BURN_IN:] * 1.2).all()
    opening = (lenders_table(parameter_record(), float(world.paths.lpr[0])).markup for world in (before, after))
    np.testing.assert_array_equal(*opening)


def test_changes_of_one_path_are_made_one_after_the_other():
    path = built_paths(visitors=[{"set": 1.0}, {"times": 3.0, "from": "2025-05"}, {"add": 0.5, "to": "2025-01"}])
    np.testing.assert_allclose(path.raw["visitors"], [1.5, 1, 1, 1, 3, 3])
    assert path.before["visitors"].max() < 1.2


def test_a_path_by_sector_changes_in_every_sector():
    opening = built_paths(opening={"times": 0.5, "from": "2025-02"}).paths.opening
    np.testing.assert_array_equal(opening[BURN_IN + 1 :], np.float32(0.5))
    np.testing.assert_array_equal(opening[: BURN_IN + 1], np.float32(1))


def test_one_item_of_a_path_changes_alone():
    stress = built_paths(repayment_stress={"item": "bnpl", "add": 0.3, "from": "2025-02"}).paths.stress
    changed = np.zeros_like(stress)
    changed[BURN_IN + 1 :, PRODUCTS.index("bnpl")] = 0.3
    np.testing.assert_array_equal(stress, changed)


def test_a_path_is_written_out_month_by_month():
    demand = built_paths(demand={"values": [0.98, 1.03], "from": "2025-03"}).paths.demand
    np.testing.assert_array_equal(demand[BURN_IN:], np.float32([1, 1, 0.98, 1.03, 1, 1]))
    before = built_paths(demand={"values": [0.5] * 4 + [1.02], "from": "2024-11"}).paths.demand
    np.testing.assert_array_equal(before[BURN_IN:], np.float32([0.5, 0.5, 1.02, 1, 1, 1]))


def test_demand_stress_and_the_level_outside_move_what_they_are_named_for():
    base, sums = load_scenario("shanghai/no_policy").with_months(first="2025-01", last="2025-12"), {}
    for name, change in {
        "none": {}, "demand": {"demand": {"times": 1.05}}, "outside": {"external_level": {"times": 1.05}},
        "stress": {"repayment_stress": {"add": 0.5}},
    }.items():  # fmt: skip
        one = simulate(base.with_exogenous(change), households=2_000, burn_in=3)
        late = float(one["delinquent_balance"].sel(bucket=["1-30", "31-60", "61-90"]).isel(month=-1).sum())
        sums[name] = float(one["retail_sales"].sum()), float(one["retail_sales_by_group"].sum()), late
    retail, resident, late = (np.array(values) for values in zip(*sums.values(), strict=True))
    assert 0.01 < resident[1] / resident[0] - 1 < 0.05
    assert resident[2] == resident[0]
    external = retail - resident
    np.testing.assert_allclose(external[[0, 2]], [external[1], external[1] * 1.05], rtol=5e-4)
    assert late[3] > 1.2 * late[0]
    assert abs(retail[3] / retail[0] - 1) < 0.002


def test_growth_of_income_is_that_of_the_changed_level():
    outside = built_paths(income_per_head={"times": 1.1, "from": "2025-02"})
    before = outside.before["income_growth"]
    growth = (1 + before[1]) * 1.1 - 1
    np.testing.assert_allclose(outside.raw["income_growth"], [before[0], growth, *before[2:]], atol=1e-9)


@pytest.mark.parametrize("path", [series.name for series in path_list()])
def test_every_path_moves_something_or_is_refused(path):
    if path in UNREAD:
        with pytest.raises(ScenarioError, match=f"no behaviour reads the outside path '{path}'"):
            built_paths(**{path: {"times": 1.01}})
        return
    value = 0.7 if path in {"opening", "wage_share"} else 0.2
    change = {"set": value} if path in {"repayment_deferral", "repayment_stress"} else {"times": value}
    before, after = built_paths(), built_paths(**{path: change})
    outside = [external_retail(parameter_record(), table.raw, FIRST, MONTHS).sum() for table in (before, after)]
    in_results = {"mortgage_stock", "operating_loan_stock"}
    assert moved(before.paths, after.paths) or outside[0] != outside[1] or path in in_results


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("lpr_1: {add: 0.01}", "line 5: there is no outside path 'lpr_1'. Did you mean 'lpr_1y'?"),
        (
            "exports: {add: 0.01}",
            "line 5: there is no outside path 'exports'. Choose from income_per_head, unemployment",
        ),
        ("lpr_1y: {set: 3.1}", "line 5: 'lpr_1y' is set to 3.1, outside -0.02 to 0.5 (1/year)."),
    ],
)
def test_a_path_that_does_not_exist_or_cannot_be_is_refused_with_its_line(tmp_path, line, says):
    file = tmp_path / "paths.yaml"
    file.write_text(FILE.format(line=line), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert says in str(caught.value)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize("change", [{"add": 1.0}, {"times": 100.0}, {"add": -0.5}])
def test_a_path_that_leaves_its_bounds_is_refused(change):
    with pytest.raises(ScenarioError, match=r"exogenous.unemployment_rate: .* outside 0 to 1 \(fraction\)"):
        built_paths(unemployment_rate=change)


def test_from_python_a_path_that_does_not_exist_is_refused():
    with pytest.raises(ScenarioError, match="no outside path 'lpr'"):
        load_scenario("shanghai/no_policy").with_exogenous({"lpr": {"add": 0.01}})


# ---------------------------------------------------------------- in whole runs


MANY = 12_000
"""Households where the mean rate of new loans is looked at: few are platform loans, at four times the rate."""


@pytest.fixture(scope="module")
def result_of(without_policy, make):
    def results(households=1_500, **changes):
        built = make(without_policy.with_exogenous(changes), households)
        return built, to_dataset(built, *run(built))

    return results


@pytest.fixture(scope="module")
def unchanged(result_of):
    return result_of()[1]


def same_until(before, after, months):
    for name in before.data_vars:
        old, new = (table[name].to_numpy()[:months] for table in (before, after))
        if "month" in before[name].dims:
            np.testing.assert_array_equal(old, new, err_msg=str(name))


def test_a_higher_prime_rate_raises_the_rates_that_lenders_offer(result_of):
    unchanged = result_of(MANY)[1]
    built, results = result_of(MANY, lpr_1y={"add": 0.02, "from": "2025-03"})
    np.testing.assert_allclose(built.raw["lpr_1y"] - built.raw_before["lpr_1y"], [0, 0, 0.02, 0.02, 0.02, 0.02])
    same_until(unchanged, results, MARCH)
    loans = {"product": "consumer_loan"}
    rise = results.apr_offered.sel(loans) - unchanged.apr_offered.sel(loans)
    assert float(rise[MARCH:].min()) >= 0
    assert 0 < float(rise[-1].max()) <= 0.03
    assert indicator("mean_apr_new", results)[-1] > indicator("mean_apr_new", unchanged)[-1]


def test_more_unemployment_puts_earners_out_of_work(unchanged, result_of):
    _, results = result_of(unemployment_rate={"set": 0.25, "from": "2025-03", "basis": "literature"})
    same_until(unchanged, results, MARCH)
    assert int(results.unemployed[-1]) > 1.5 * int(unchanged.unemployed[-1])
    assert total(results, "income")[MARCH:].sum() < total(unchanged, "income")[MARCH:].sum()


def test_stocks_and_outside_sales_that_a_scenario_changes_show_in_results(unchanged, result_of):
    _, results = result_of(mortgage_stock={"times": 0.9}, visitors={"times": 1.5, "from": "2025-04"})
    np.testing.assert_allclose(results.mortgage_balance / unchanged.mortgage_balance, 0.9)
    more = total(results, "retail_sales") > total(unchanged, "retail_sales")
    assert list(more) == [False, False, False, True, True, True]
    same_until(unchanged[["credit_balance", "deposits"]], results[["credit_balance", "deposits"]], MONTHS)


def test_a_scenario_read_back_from_its_record_changes_the_same_paths(without_policy):
    change = {"add": 0.02, "from": "2025-03", "basis": "literature"}
    scenario = without_policy.with_exogenous({"lpr_1y": [change, {"times": 2.0}]})
    document = scenario.document()
    assert document["exogenous"]["lpr_1y"][0] == {**change, "from": "2025-03-01"}
    record = json.loads(simulate(scenario, households=100, burn_in=1).attrs["run_record"])
    for written in (document, record["scenario_document"]):
        assert scenario_of(written, "again").exogenous == scenario.exogenous
    assert str(scenario.exogenous["lpr_1y"][0]) == "add 0.02 from 2025-03-01 (literature)"
