"""`creditsim data`: what it prints."""

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
