"""`creditsim facts`: tables by tag, a folder with table and record, one message for a fact that is none."""

import csv
import json

import pytest
from typer.testing import CliRunner

from calibration.facts.settings import frozen, settings
from creditsim.app import app
from sim.errors import UsageError


def ran(*words):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["facts", *map(str, words)], catch_exceptions=False)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("facts") / "result"
    return ran("F15", "F37", "F04", "F41", "-n", 1000, "--draws", 1, "--prior", "-o", folder), folder


def test_independent_facts_come_first_with_how_many_pass_and_no_forecast_is_judged(done):
    printed = done[0].stdout
    assert printed.index("0 of 2 pass; 0 at risk, 1 fail, 1 not simulated") < printed.index("Input-implied")
    assert "judged by the backtest" in printed
    assert "PASS: the median" in printed


def test_the_record_holds_every_figure_and_the_hash_of_the_settings(done):
    record = json.loads((done[1] / "record.json").read_text(encoding="utf-8"))
    assert record["settings_hash"] == frozen(settings(1, "prior"))
    assert record["facts"]["F15"]["verdict"] == "FAIL"
    assert len(record["facts"]["F04"]["parts"]) == 3
    assert all(len(part["values"]) == 2 for part in record["facts"]["F04"]["parts"].values())


def test_the_table_has_a_row_for_every_part_and_for_what_was_not_simulated(done):
    with (done[1] / "facts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["fact"] for row in rows] == ["F04", "F04", "F04", "F15", "F37", "F41"]
    assert "one card" in rows[4]["note"]
    assert 0 < float(rows[0]["centre"]) < 1


def test_a_fact_that_is_none_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(UsageError, match=r"there is no fact 'F5O'\. Did you mean"):
        ran("F5O", "-o", tmp_path / "new")
    assert not (tmp_path / "new").exists()
