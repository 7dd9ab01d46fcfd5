"""`creditsim data`: what it prints."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from creditsim.data import app
from sim.errors import DataError

HEADER = "series,region,period,frequency,value,unit,grade,source_url,source_title,note"


@pytest.fixture
def shown(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words):
        return CliRunner().invoke(app, list(words))

    return run


def test_check_counts_rows_and_grades(shown):
    result = shown("check")
    assert result.exit_code == 0
    assert "1914 figures: all in order." in result.output
    assert "retail_shanghai.csv" in result.output


def test_list_shows_span_and_grades_of_the_series_asked_for(shown):
    result = shown("list", "card_credit_line")
    assert result.exit_code == 0
    line = next(line for line in result.output.splitlines() if "card_credit_line_total" in line)
    assert "2018-12" in line
    assert "2024-12" in line
    assert "A:1" in line
    assert "retail_total_month" not in result.output


def test_a_bad_table_stops_with_its_place(shown, tmp_path):
    row = "sales,Shanghai,someday,monthly,1,CNY,A,url,title,"
    (tmp_path / "own.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    result = shown("check", str(tmp_path))
    assert isinstance(result.exception, DataError)
    assert "own.csv line 2, period" in str(result.exception)


def test_list_of_a_vintage_has_what_was_known_and_flags_days_by_rule(shown):
    now, then = shown("list", "retail_total_year"), shown("list", "retail_total_year", "--vintage", "2024-12")
    assert "2024-12" in next(line for line in now.output.splitlines() if "retail_total_year " in line)
    line = next(line for line in then.output.splitlines() if "retail_total_year " in line)
    assert "2023-12" in line
    assert "~" in line
    assert "follow from the usual delay" in then.output


def test_list_of_a_series_shows_its_figures(shown):
    result = shown("list", "--series", "card_overdue_180d_ratio")
    assert result.exit_code == 0
    line = next(line for line in result.output.splitlines() if "1.43" in line)
    assert "2024-12" in line
    assert "2025-03-05~" in line


def test_an_unknown_series_or_vintage_is_refused(shown):
    assert "Did you mean 'retail_total_month'?" in str(shown("list", "--series", "retail_total_mnth").exception)
    assert "known by 2019-01" in str(shown("list", "--series", "qfin_avg_loan", "--vintage", "2019-01").exception)
    assert "is no vintage" in str(shown("list", "--vintage", "yesterday").exception)


def test_targets_are_listed_by_split(shown):
    result = shown("targets", "--vintage", "2024-12", "--split", "hold_out")
    assert result.exit_code == 0
    assert "retail_growth_2025_q2" in result.output
    assert "retail_2024-05" not in result.output
    assert "hold_out." in result.output
    assert "fit, " in shown("targets").output


def test_an_import_needs_a_mapping_or_the_word_private(shown, tmp_path):
    for words in ((), ("--private", "--mapping", "m.yaml")):
        result = shown("import", "own.csv", "-o", str(tmp_path / "out.csv"), *words)
        assert "needs either --mapping or --private" in str(result.exception)


def test_imports_say_what_they_wrote(shown, tmp_path):
    files = Path(__file__).parents[1] / "calibration" / "files"
    out = str(tmp_path / "out.csv")
    result = shown("import", str(files / "loans_generic.xml"), "--mapping", str(files / "loans.yaml"), "-o", out)
    assert f"4 figures written to {out}." in result.output
    assert "a table of statistics" in shown("check", out).output
    own, kept = tmp_path / "own.csv", str(tmp_path / "kept.csv")
    own.write_text("id,operator,period,value,unit,released\na,card_90_plus,2024-12,2,pct,2025-01-31\n", "utf-8")
    assert "1 private targets written" in shown("import", str(own), "--private", "-o", kept).output
    assert "a private table" in shown("check", kept).output
