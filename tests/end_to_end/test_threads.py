"""`creditsim verify` with another number of threads than the result was made with, and threads that really run."""

import threading

import pytest
from typer.testing import CliRunner

import sim.month
from creditsim.app import app
from sim.results import load_result

SMALL = "title: Small\nextends: shanghai/actual\nmonths: {from: 2025-01, to: 2025-03}\n"
PATIENCE = 60
"""Seconds to wait for the other threads."""


@pytest.fixture
def watched(monkeypatch):
    """Sets how many threads must be inside the households' month at once, and keeps which ones have been."""
    seen, month_of_households = set(), sim.month.households

    def meet(count):
        seen.clear()
        together = threading.Barrier(count)
        waited = threading.local()

        def households(*values):
            if not getattr(waited, "once", False):
                waited.once = True
                together.wait(PATIENCE)
            seen.add(threading.get_ident())
            month_of_households(*values)

        monkeypatch.setattr(sim.month, "households", households)
        return seen

    return meet


def called(*words):
    done = CliRunner(env={"COLUMNS": "200"}).invoke(app, list(map(str, words)), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(("made", "verified"), [(1, 3), (3, 2)])
def test_a_result_is_the_same_bit_by_bit_under_another_number_of_threads(tmp_path, watched, made, verified):
    file, result = tmp_path / "small.yaml", tmp_path / "result"
    file.write_text(SMALL, encoding="utf-8")
    workers = watched(made)
    called("run", file, "-n", 400, "--threads", made, "-o", result)
    assert len(workers) == (made if made > 1 else 0), "one thread runs all months in one compiled call"
    assert int(abs(load_result(result)["ledger_error"]).sum()) == 0
    workers = watched(verified)
    assert "Equal, bit by bit" in called("verify", result, "--threads", verified)
    assert len(workers) == verified
