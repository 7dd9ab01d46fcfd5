"""Sensitivity studies: files with their mistakes, and analyses from pairs of runs to tables and pictures."""

import csv
from pathlib import Path

import numpy as np
import pytest

from experiments.figures import SENSITIVITY
from experiments.points import Factor, Point, values_at
from experiments.points.factors import with_levers, with_uncertainties
from experiments.points.formula import ByFormula
from experiments.points.runs import PairsOfRuns
from experiments.sensitivity import indices_table, load_sensitivity, sensitivity
from experiments.sensitivity.analysis import analysed, points_of, screened
from experiments.sensitivity.designs import design_of
from sim.errors import ScenarioError
from sim.scenarios import load_scenario

FOLDER = Path(__file__).parents[1] / "bad_files" / "sensitivity"
STUDIES = Path(__file__).parents[2] / "experiments" / "studies"
with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as table:
    EXPECTED = list(csv.DictReader(table))

FACTORS = (
    Factor("external_share", "parameter", unit="fraction"),
    Factor("leakage", "parameter", unit="fraction"),
    Factor("unemployment_rate", "path", -0.01, 0.02, way="add", start="2026-01", unit="fraction"),
    Factor("subsidy.points", "lever", 0.0, 3.0, unit="pp/year"),
)

NAMES = tuple(factor.name for factor in FACTORS)

MONTHS = tuple(f"2026-{month:02d}" for month in range(1, 13))

OUTPUTS = (*(f"growth_gap/{month}" for month in MONTHS), "retail_total", "vintage_12")


@pytest.mark.parametrize("row", EXPECTED, ids=[row["file"] for row in EXPECTED])
def test_a_bad_study_is_refused_in_one_line_with_place_and_remedy(row):
    with pytest.raises(ScenarioError) as caught:
        load_sensitivity(FOLDER / row["file"])
    error = caught.value
    assert error.place == f"line {row['line']}"
    assert row["what"] in error.what
    assert row["remedy"] in error.remedy
    assert "\n" not in str(error)


def test_every_bad_study_is_expected():
    assert sorted(row["file"] for row in EXPECTED) == sorted(file.name for file in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", sorted(STUDIES.glob("sensitivity*.yaml")), ids=lambda file: file.name)
def test_a_shipped_study_can_be_read(file):
    study = load_sensitivity(file)
    assert len(study.parts["uncertainties"]) > 100
    assert set(study.parts) == {"uncertainties", "levers"}


def linear(values):
    """The gap follows the first factor ever more and the second ever less; sales follow the lever."""
    shares = np.stack([(values[:, k] - middle) / width for k, (middle, width) in enumerate(SCALES)], axis=1)
    gap = np.stack([shares[:, 0] * k + shares[:, 1] * (11 - k) for k in range(12)], axis=1)
    return np.concatenate([gap, shares[:, 3:4], np.zeros((len(values), 1))], axis=1)


SCALES = ((0.57, 0.07), (0.06, 0.02), (0.0, 0.01), (0.0, 3.0))


def made_analysis(method="sobol", size=64, luck=0.1):
    design = design_of(method, NAMES, size)
    answers = ByFormula(linear, NAMES, OUTPUTS, luck)(points_of(design, FACTORS, 3))
    found = analysed(design, answers, FACTORS)
    shown = ["growth_gap/2026-12", "retail_total", "vintage_12"]
    return found.assign_attrs(headline=shown, outcomes=["growth_gap", "retail_total", "vintage_12"], at="2026-12")


def test_indices_are_those_of_the_effect_and_not_of_the_luck_that_both_runs_share():
    found = made_analysis(size=256).sel(quantity="effect")
    total = found["total"].to_pandas()
    assert total.loc["subsidy.points", "retail_total"] == pytest.approx(1.0, abs=0.1)
    assert total.loc["leakage", "growth_gap/2026-01"] > 0.9
    assert total.loc["external_share", "growth_gap/2026-01"] < 0.1
    assert total.loc["external_share", "growth_gap/2026-12"] > 0.9
    assert total["vintage_12"].isna().all() or float(found["noise_share"].sel(output="vintage_12")) > 0.8


def test_levels_hold_the_luck_of_the_base_and_effects_do_not():
    share = made_analysis(size=256)["noise_share"].sel(output="retail_total")
    assert float(share.sel(quantity="level")) > 0.8
    assert float(share.sel(quantity="effect")) < 0.3


def test_every_row_has_luck_of_its_own():
    design = design_of("sobol", NAMES, 8)
    seeds = [seed for point in points_of(design, FACTORS, 3) for seed in point.seeds]
    assert len(set(seeds)) == len(seeds) == 3 * len(design.shares)


def test_screening_keeps_the_factor_that_moves_the_outcome():
    evaluate = ByFormula(linear, NAMES, OUTPUTS, 0.1)
    kept, found = screened(evaluate, FACTORS, 8, 3, 1, "retail_total", None)
    assert [factor.name for factor in kept] == ["subsidy.points"]
    assert found.attrs["method"] == "morris"


def test_the_table_has_a_row_for_each_quantity_output_and_factor():
    found = made_analysis()
    table = indices_table(found)
    assert len(table) == 2 * len(OUTPUTS) * len(FACTORS)
    assert {"first", "total_low", "pawn", "noise_share"} <= set(table.columns)


@pytest.mark.parametrize("method", sorted(SENSITIVITY))
def test_every_picture_can_be_drawn_also_where_luck_is_all(method):
    for luck in (0.1, 100.0):
        found = made_analysis(method, 16, luck)
        for draw in SENSITIVITY[method].values():
            figure = draw(found)
            assert figure.axes


# ---------------------------------------------------------------- factors and runs


def test_a_parameter_follows_its_prior_a_form_its_choices_and_a_path_its_range():
    factors = (FACTORS[0], Factor("rate_curvature", "form", choices=(0.5, 5.0, 50.0)), FACTORS[2])
    values = values_at(factors, np.array([[0.5, 0.0, 0.0], [0.999, 0.34, 0.5], [0.001, 0.999, 1.0]]))
    assert values[0, 0] == pytest.approx(0.57)
    assert values[2, 0] < 0.4
    assert values[1, 0] > 0.75
    assert values[:, 1].tolist() == [0.5, 5.0, 50.0]
    assert values[:, 2] == pytest.approx([-0.01, 0.005, 0.02])


def test_uncertainties_change_both_scenarios_and_levers_the_policy_alone():
    base, policy = load_scenario("shanghai/actual"), load_scenario("shanghai/actual")
    lever = Factor("auto_replacement_2026.nev_cap", "lever", 0, 20_000)
    pairs = PairsOfRuns(base, policy, (*FACTORS[:3], lever), ("growth_gap",), ("2026-12",), "2026-12", 100)
    one, other = pairs.scenarios_at(Point({"leakage": 0.05, "unemployment_rate": 0.01, lever.name: 12_000.0}))
    assert one.parameters == other.parameters == {"leakage": 0.05}
    assert one.exogenous == other.exogenous
    assert one.lever("auto_replacement_2026").nev_cap == 15_000
    assert other.lever("auto_replacement_2026").nev_cap == 12_000
    untouched = one.lever("auto_replacement_2026").model_dump(exclude={"nev_cap", "basis"})
    assert other.lever("auto_replacement_2026").model_dump(exclude={"nev_cap", "basis"}) == untouched


def test_a_path_that_the_scenario_changes_already_is_changed_further():
    scenario = load_scenario("shanghai/income_shock")
    name = next(iter(scenario.exogenous))
    factor = Factor(name, "path", 0.0, 1.0, way="times", start="2026-01")
    changed = with_uncertainties(scenario, (factor,), {name: 0.99})
    assert len(changed.exogenous[name]) == len(scenario.exogenous[name]) + 1


def test_numbers_of_levers_stay_where_a_point_does_not_name_them():
    scenario = load_scenario("shanghai/actual")
    assert with_levers(scenario, FACTORS, {"leakage": 0.05}) == scenario


def test_a_study_runs_from_file_to_indices(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(
        "title: Small\nbase: shanghai/no_policy\nscenario: shanghai/actual\nhouseholds: 100\nseeds: 2\n"
        "from: 2023-06\nat: 2023-06\nlast: 2023-07\nmethod: pawn\nsize: 6\n"
        "uncertainties: {parameters: [external_share, leakage]}\noutcomes: [credit_growth, retail_total]\n",
        encoding="utf-8",
    )
    study = load_sensitivity(file)

    def evaluate(chosen, factors):
        return PairsOfRuns(
            chosen.base, chosen.policy, factors, chosen.written.outcomes, chosen.months, "2023-06", 100, threads=2
        )

    moved = []
    found = sensitivity(study, evaluate, lambda *seen: moved.append(seen))["uncertainties"]
    assert moved[-1] == (24, 24, "uncertainties")
    assert found["output"].to_numpy().tolist() == ["credit_growth/2023-06", "retail_total"]
    assert np.isfinite(found["policy"]).all()
    alone = PairsOfRuns(study.base, study.policy, study.parts["uncertainties"], ("retail_total",), (), "2023-06", 100)
    values = {
        name: float(value) for name, value in zip(found["factor"].to_numpy(), found["value"][2].to_numpy(), strict=True)
    }
    again = alone([Point(values, (5, 6))])
    assert again.policy[0, :, 0].tolist() == found["policy"].sel(row=2, output="retail_total").to_numpy().tolist()
