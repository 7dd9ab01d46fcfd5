"""The table of model against published figures."""

import numpy as np
import pytest

from calibration.declared import HEADER, SCOPES, TARGETS, every_target, read_targets, retail_targets
from calibration.published import COLUMNS, measured, published_table
from calibration.targets import shipped_targets
from sim.errors import DataError, ResultError


def one(shown, name):
    rows = shown[shown["id"] == name]
    assert len(rows) == 1
    return rows.iloc[0]


def test_every_declared_figure_is_in_the_store(table):
    targets = read_targets(table)
    assert len({target.id for target in targets}) == len(targets)
    assert all(target.grade in {"A", "B"} and target.source for target in targets)
    assert {target.scope for target in targets} == set(SCOPES)


def test_targets_are_the_same_made_and_kept(table, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for _ in range(2):
        shipped_targets.cache_clear()
        assert list(shipped_targets()) == every_target(table)
    assert len(list(tmp_path.rglob("*.json"))) == 1


def test_a_few_statistics_are_those_of_the_whole_table(run):
    whole, some = published_table(run), published_table(run, titles=("Retail sales y/y", "Used cars"))
    chosen = whole[whole["statistic"].isin(["Retail sales y/y", "Used cars"])].reset_index(drop=True)
    assert len(chosen)
    assert some.equals(chosen)


def test_national_figures_are_never_called_shanghai(table):
    for target in read_targets(table):
        assert (target.scope == "Shanghai") == (target.operator in OF_THE_CITY), target.id


OF_THE_CITY = {
    "retail_growth", "household_loan_flow", "household_short_flow", "household_medium_long_flow",
    "household_loan_growth", "new_cars", "nev_cars", "nev_share", "used_cars",
}  # fmt: skip


def test_model_and_figure_stand_side_by_side(run, table):
    shown = published_table(run, table)
    assert tuple(shown.columns) == COLUMNS
    row = one(shown, "retail_growth_2024")
    assert row["model"] == pytest.approx(0.10)
    assert row["published"] == pytest.approx(-0.031)
    assert row["difference"] == pytest.approx(0.131)
    assert (row["grade"], row["unit"], row["scope"]) == ("B", "fraction", "Shanghai")
    assert row["source"]


def test_levels_are_compared_on_the_base_they_were_published_on(run, table):
    shown = published_table(run, table)
    assert one(shown, "retail_2024")["model"] == pytest.approx(12 * 32 * 12.1 / 0.889)
    assert one(shown, "retail_2025-03")["model"] == pytest.approx(32 * 13.31)
    assert one(shown, "retail_2022-07")["remark"] == "base of 2020-2024; derived"


def test_a_structure_is_a_ratio_of_two_figures(run, table):
    row = one(published_table(run, table), "card_share_2024_12")
    assert row["published"] == pytest.approx(8.669 / 21.01)
    assert row["scope"] == "national structure"


def test_an_old_survey_stands_beside_the_first_year(run, table):
    row = one(published_table(run, table), "debt_service_share_2019")
    assert row["model"] == pytest.approx(0.2)
    assert row["period"] == "2019-10"


def test_what_the_run_lacks_is_said(run, table):
    row = one(published_table(run.drop_vars("card_line"), table), "card_utilisation_2023_12")
    assert np.isnan(row["model"])
    assert row["remark"] == "not compared: the run has no variable card_line"
    assert row["published"] == pytest.approx(0.3834)
    row = one(published_table(run.drop_sel(lender="cars"), table), "auto_finance_90_plus_2024_12")
    assert row["remark"] == "not compared: the run has no lender of type 'auto_finance'"


def test_one_target_is_measured_as_in_the_table(run, table):
    shown = published_table(run, table)
    for target in shipped_targets():
        if target.id in set(shown["id"]):
            assert measured(target, run) == one(shown, target.id)["model"]


def test_a_target_that_the_run_cannot_answer_is_refused(run):
    by_id = {target.id: target for target in shipped_targets()}
    with pytest.raises(ResultError, match="does not cover the months of retail_2020"):
        measured(by_id["retail_2020"], run)
    with pytest.raises(ResultError, match="the run has no variable card_line"):
        measured(by_id["card_utilisation_2023_12"], run.drop_vars("card_line"))


def test_figures_outside_the_run_are_left_out(run, table):
    short = run.sel(month=slice("2024-06", "2024-12"))
    names = set(published_table(short, table)["id"])
    assert "retail_2024" not in names
    assert "retail_growth_2024_11" not in names
    assert "retail_2024-06..2024-09" in names
    assert "auto_31_60_2024_12" in names
    assert not any(name.endswith("_2019") for name in names)


def test_windows_and_years_come_once(table):
    names = [target.id for target in retail_targets(table)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"operator": "retale"}, "line 2, operator: there is no operator 'retale'.*'retail_revised'"),
        ({"scope": "world"}, "there is no scope 'world'"),
        ({"period": "last year"}, "'last year' is no period"),
        ({"period": "2024-09.."}, "no first and last month"),
        ({"series": "retail_sales"}, "the statistics hold no 'retail_sales' of Shanghai for 2024"),
        ({"series": "cpi_year_yoy"}, "of grade A or B"),
    ],
)
def test_a_bad_target_is_named(tmp_path, table, cells, says):
    lines = TARGETS.read_text(encoding="utf-8").splitlines()
    row = dict(zip(HEADER, next(line for line in lines if ",2024,Shanghai" in line).split(","), strict=True)) | cells
    file = tmp_path / "targets.csv"
    file.write_text("\n".join([lines[0], ",".join(row.values())]), encoding="utf-8")
    with pytest.raises(DataError, match=says) as caught:
        read_targets(table, file)
    assert caught.value.remedy


def test_a_share_of_accounts_that_the_sample_lacks_is_left_out_with_the_reason(run, table):
    without = run.copy(deep=True)
    without["credit_balance"].loc[{"product": ["card", "card_instalment"]}] = 0.0
    rows = published_table(without, table)
    rows = rows[rows["statistic"] == "Card 180+ days overdue"]
    assert len(rows)
    assert rows["model"].isna().all()
    assert rows["remark"].str.startswith("not compared: the sample holds nothing").all()
