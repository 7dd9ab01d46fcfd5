"""A projection speaks to every canonical series or says why not; kept, it is scored by figures that come later."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.projection import ids
from calibration.projection.ids import QUARTERLY
from calibration.projection.members import asked_for, household_growth, over_mean
from calibration.projection.project import SOURCES, last_published, project, projection_table, warnings_of
from calibration.projection.score import read_figures, read_projection, score, verdict
from calibration.skill.readings import month_number
from creditsim.app import main
from creditsim.project import _interval, _print
from sim.data import DATA
from sim.data.statistics import load_statistics
from sim.errors import DataError, ScenarioError
from sim.running import simulate
from sim.scenarios import load_scenario

BAD = Path(__file__).parents[1] / "bad_files" / "projection"
EXPECTED = list(csv.DictReader((BAD / "expected.csv").read_text(encoding="utf-8").splitlines()))
KNOWN = [row["id"] for row in csv.DictReader((DATA / "series_ids.csv").read_text(encoding="utf-8").splitlines())]
LATENT = {"cn_consumption_loans_ex_mortgage_yoy", "cn_card_overdue_180d_ratio", "sh_household_loans_yoy"}
"""Series that come from the latent states and not from the run alone."""


@pytest.fixture(scope="module")
def run():
    scenario = load_scenario("shanghai/no_policy").with_months(first="2024-01", last="2026-03")
    return simulate(scenario, households=1_500, burn_in=3)


def test_every_canonical_series_is_projected_or_its_silence_is_explained():
    projected = set(ids.spoken()) | set(ids.POOLS) | LATENT
    assert not projected & set(ids.SILENT)
    assert set(KNOWN) == (projected - set(ids.OWN)) | set(ids.SILENT)
    assert all(reason.endswith(".") and len(reason) > 20 for reason in ids.SILENT.values())


def test_growth_of_retail_sales_is_that_of_the_run(run):
    sales = run["retail_sales"].sum(["sector", "channel"]).to_numpy()
    spoken = ids.spoken()
    month = spoken["sh_retail_total_month_yoy"](run)
    assert np.isnan(month[:12]).all()
    assert month[14] == pytest.approx(100 * (sales[14] / sales[2] - 1))
    to_date = spoken["sh_retail_total_ytd_yoy"](run)
    assert to_date[14] == pytest.approx(100 * (sales[12:15].sum() / sales[:3].sum() - 1))
    assert to_date[24] == pytest.approx(100 * (sales[24] / sales[12] - 1))
    dining = run["retail_sales"].sel(sector="dining").sum("channel").to_numpy()
    goods, catering = (spoken[f"sh_retail_{name}_month_yoy"](run)[20] for name in ("goods", "catering"))
    assert goods == pytest.approx(100 * ((sales - dining)[20] / (sales - dining)[8] - 1))
    assert catering == pytest.approx(100 * (dining[20] / dining[8] - 1))


def test_cars_are_counted_from_january(run):
    cars = (run["cars_sold"] + run["fleet_cars"]).sel(sector=["nev", "ice"])
    registered = ids.spoken()["sh_new_car_registrations_ytd"](run)
    assert registered[12] == pytest.approx(float(cars.isel(month=12).sum()))
    assert registered[16] == pytest.approx(float(cars.isel(month=slice(12, 17)).sum()))
    assert (ids.spoken()["sh_nev_share_ytd"](run) > 20).all()


def written(tmp_path, rows):
    file = tmp_path / "projection.csv"
    lines = ["id,period,mean,q10,q25,q50,q75,q90,draws"]
    lines += [f"{name},{period},0,0,0,0,0,0,{' '.join(map(str, draws))}" for name, period, draws in rows]
    file.write_text(
        "\n".join([*lines, "sh_cpi_ytd_yoy,,,,,,,,not projected: an outside path"]) + "\n", encoding="utf-8"
    )
    return file


def test_figures_that_came_later_score_what_was_kept(tmp_path):
    draws = np.linspace(0, 10, 101)
    kept = read_projection(
        written(tmp_path, [("sh_growth_gap", "2025-09", draws), ("sh_growth_gap", "2025-10", draws)])
    )
    table = score(
        kept, {("sh_growth_gap", "2025-09"): 5.0, ("sh_growth_gap", "2025-10"): 11.0, ("other", "2025-09"): 1.0}
    )
    assert table["inside"].tolist() == [True, False]
    assert table["error"].tolist() == pytest.approx([0.0, -6.0])
    assert table["crps"][0] < table["crps"][1]
    assert table["pit"].tolist() == pytest.approx([0.5, 1.0], abs=0.02)
    assert verdict(table).startswith("1 of 2 figures lie inside")
    assert verdict(table.iloc[:0]) == "None of these figures was projected."


@pytest.mark.parametrize(
    ("inside", "says"),
    [(40, "intervals are too wide"), (32, "nothing speaks against their width"), (10, "intervals are too narrow")],
)
def test_the_verdict_tells_intervals_that_are_too_wide_from_those_too_narrow(inside, says):
    assert verdict(pd.DataFrame({"inside": np.arange(40) < inside})).endswith(f": {says}.")


def test_the_command_scores_and_writes(tmp_path, monkeypatch, capsys):
    file = written(tmp_path, [("sh_retail_total_ytd_yoy", "2025-09", [3.0, 4.0, 5.0])])
    figures = tmp_path / "figures.csv"
    figures.write_text("id,period,value\nsh_retail_total_ytd_yoy,2025-09,4.3\n", encoding="utf-8")
    monkeypatch.setattr(
        "sys.argv", ["creditsim", "score", str(file), "--figures", str(figures), "-o", str(tmp_path / "out.csv")]
    )
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    assert "1 of 1 figures lie inside" in capsys.readouterr().out
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("id,period,value,mean")


@pytest.mark.parametrize("output", ["figures.csv", "projection.csv", "absent/scores.csv", "."])
def test_scores_are_never_written_over_what_is_read(output, tmp_path, said):
    file, figures = written(tmp_path, [("sh_growth_gap", "2025-09", [3.0, 4.0])]), tmp_path / "figures.csv"
    figures.write_text("id,period,value\nsh_growth_gap,2025-09,4.3\n", encoding="utf-8")
    before = {one: one.read_bytes() for one in tmp_path.iterdir()}
    code, printed, error = said("score", str(file), "-f", str(figures), "-o", str(tmp_path / output))
    assert code == 2
    assert "Give -o the name of another file." in error
    assert not printed
    assert {one: one.read_bytes() for one in tmp_path.iterdir()} == before


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["file"])
def test_a_bad_file_is_refused_with_its_place(row):
    read = read_figures if row["file"].startswith("figure") else read_projection
    with pytest.raises(DataError) as refused:
        read(BAD / row["file"])
    assert f"{row['file']} {row['place']}".strip() in str(refused.value)
    assert row["what"] in str(refused.value)


@pytest.fixture(scope="module")
def projected():
    return project(load_scenario("shanghai/actual"), draws=3, households=400, threads=2)


def test_a_projection_has_every_series_for_every_month_and_member(projected):
    assert str(projected.months[0]) == "2025-07"
    assert str(projected.months[-1]) == "2026-12"
    assert set(projected.series) == set(ids.spoken()) | set(ids.POOLS) | LATENT
    assert {values.shape for values in projected.series.values()} == {(3, 18)}
    assert set(projected.spread) == set(SOURCES)
    assert all(variance >= 0 for part in projected.spread.values() for variance in part.values())
    assert len(np.unique(projected.series["sh_retail_total_month_yoy"][:, -1])) == 3


def test_a_projection_depends_on_neither_threads_nor_the_split(projected):
    alone = project(load_scenario("shanghai/actual"), draws=3, households=400, threads=1, split=False)
    for name, values in projected.series.items():
        np.testing.assert_array_equal(alone.series[name], values, err_msg=name)
    assert alone.spread == {}


def test_a_projection_of_few_households_warns_and_keeps_the_warning(projected, capsys):
    (warning,) = projected.record["warnings"]
    assert warning.startswith("400 households are few: luck of the sample is most of the 80% bands")
    _print(projected, load_scenario("shanghai/actual"))
    assert capsys.readouterr().out.splitlines().count(f"Warning: {warning}") == 1
    assert [len(warnings_of(households)) for households in (100, 1_999, 2_000, 20_000)] == [1, 1, 0, 0]
    _print(replace(projected, record={**projected.record, "warnings": []}), load_scenario("shanghai/actual"))
    assert "Warning" not in capsys.readouterr().out


def test_the_table_of_a_projection_is_what_is_scored(projected, tmp_path):
    projection_table(projected).to_csv(tmp_path / "projection.csv", index=False)
    kept = read_projection(tmp_path / "projection.csv")
    assert {name for name, _ in kept} == set(projected.series)
    np.testing.assert_allclose(kept["sh_growth_gap", "2026-12"], projected.series["sh_growth_gap"][:, -1], rtol=1e-4)
    quarters = {period[5:] for name, period in kept if name in QUARTERLY}
    assert quarters == {"03", "06", "09", "12"}


def test_pools_are_told_over_their_own_mean_before_or_not_at_all():
    values, none = np.array([0.02, np.nan, 0.01]), np.full(3, np.nan)
    before = np.array([0.01, np.nan, 0.03])
    np.testing.assert_array_equal(over_mean(values, before), values / 0.02)
    for nothing in (np.zeros(12), none, np.array([])):
        np.testing.assert_array_equal(over_mean(values, nothing), none)


@pytest.mark.parametrize(("first", "last"), [("2023-01", "2026-12"), ("2022-01", "2025-06"), ("2021-01", "2026-12")])
def test_months_in_which_nothing_can_be_projected_are_refused(first, last):
    scenario = load_scenario("shanghai/no_policy").with_months(first, last)
    with pytest.raises(ScenarioError, match=f"its months are {first} to {last}") as refused:
        project(scenario, draws=4, households=400)
    assert "Give it months from 2022-01 to 2025-07 or later" in str(refused.value)


def test_what_no_member_can_tell_is_printed_as_missing():
    assert _interval(np.array([np.nan, np.nan])) == "-"
    assert _interval(np.array([1.0, np.nan, 3.0])) == "2.0 (1.2 to 2.8)"


def test_fans_go_with_no_single_draw(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["creditsim", "run", "shanghai/actual", "--draws", "4", "--draw", "1"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert "--draws goes with neither --draw" in capsys.readouterr().err


def test_pools_are_told_in_the_share_last_published_and_others_as_they_are():
    table = load_statistics(vintage="2025-07")
    rows = table[(table["series"] == "auto_abs_m2_delinquency") & (table["grade"] != "C")].sort_values("end")
    expected = 100 * rows["value"].tail(4).mean()
    assert last_published(table, "cn_auto_abs_m2_delinquency") == pytest.approx(expected)
    assert 0.1 < expected < 0.4
    assert last_published(table, "sh_growth_gap") == 1.0


def test_household_loans_grow_by_their_change_over_the_level_a_year_before():
    months = np.array([month_number(month) for month in ("2025-11", "2025-12", "2026-12")], float)
    readings = asked_for(months)["loans_short"]
    spans = [(reading.first, reading.last) for reading in readings]
    begin = month_number("2025-01")
    assert spans == [*((begin, int(month)) for month in months), (begin, int(months[1]))]
    grown = household_growth(np.array([250.0, 310.0, 620.0, 310.0]), readings, months)
    assert np.isnan(grown[0])
    assert grown[1:] == pytest.approx([100 * 310 / 3_100, 100 * 310 / 3_410])
