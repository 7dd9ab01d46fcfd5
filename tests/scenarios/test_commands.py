"""`creditsim scenarios` and `creditsim levers`, called as functions."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from creditsim.levers import levers
from creditsim.scenarios import app
from sim.errors import ScenarioError, UsageError
from sim.levers import LEVERS
from sim.scenarios import load_scenario

BAD = Path(__file__).parents[1] / "bad_files" / "scenarios" / "lever_misspelt.yaml"

tools = typer.Typer()
tools.command()(levers)


def said(command, *words):
    result = CliRunner(env={"COLUMNS": "200"}).invoke(command, list(words), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_list_names_the_shipped_scenarios():
    assert "shanghai/actual" in said(app, "list")


def test_show_prints_bases_and_what_cannot_be_said():
    text = said(app, "show", "shanghai/actual")
    for word in ("assumption", "pp/year", "plate_auction", "personal_consumption_loan_subsidy_v2", "2025-09-01"):
        assert word in text


def test_check_counts_levers_and_assumptions():
    assert "in order" in said(app, "check", "shanghai/teaching_voucher")


def test_check_raises_the_one_line_error_of_a_bad_file():
    with pytest.raises(ScenarioError, match=r"line 4: there is no lever 'intrest_subsidy'. Did you mean"):
        said(app, "check", str(BAD))


def test_diff_shows_the_lever_that_was_added():
    assert "dining_2026_extra" in said(app, "diff", "shanghai/actual", "shanghai/teaching_voucher")
    assert "No difference" in said(app, "diff", "shanghai/actual", "shanghai/actual")


def test_schema_is_json():
    assert json.loads(said(app, "schema"))["properties"]["title"]


def test_titles_in_brackets_are_text_not_markup(tmp_path):
    file = tmp_path / "odd.yaml"
    file.write_text("title: '[/bold] odd'\nextends: shanghai/no_policy\nnot_yet: [{id: '[/x]', reason: '[y'}]\n")
    assert "[/bold] odd" in said(app, "show", str(file))


def test_levers_lists_every_key_and_explains_one():
    text = said(tools)
    assert all(key in text for key in LEVERS)
    for key in LEVERS:
        explained = said(tools, key)
        assert f"- lever: {key}" in explained
        assert all(name in explained for name in LEVERS[key].numbers())


@pytest.mark.parametrize("key", sorted(LEVERS))
def test_the_example_that_is_printed_can_be_used_as_it_is(key, tmp_path):
    example = said(tools, key).partition("in a scenario:")[2]
    file = tmp_path / "copy.yaml"
    file.write_text(f"title: Copy\nmonths: {{from: 2022-01, to: 2026-12}}\nlevers:\n{example}", encoding="utf-8")
    assert [lever.key for lever in load_scenario(file).levers] == [key]


def test_an_unknown_lever_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="Did you mean 'voucher'"):
        said(tools, "vouchers")
