"""The command as a user meets it: a process of its own, with exit code, output and files."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.results import load_result

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "creditsim.app"]
SMALL = """\
title: Small
extends: shanghai/actual
months: {from: 2022-01, to: 2022-04}
"""


def called(*words, cwd=ROOT):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.run(
        [*COMMAND, *map(str, words)], capture_output=True, text=True, cwd=cwd, env=environment, check=False
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A scenario of four months, and its result for 500 households."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    done = called("run", "small.yaml", "-n", "500", "--seed", "7", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, folder / "results" / "small-500-7", done.stdout


def test_help_names_every_command():
    done = called("--help")
    assert done.returncode == 0
    commands = (
        *("run", "compare", "backtest", "sensitivity", "mixes", "discover", "study", "report", "verify", "calibrate"),
        *("facts", "score", "scenarios", "levers", "clauses", "indicators", "parameters", "data", "docs", "warm"),
    )
    for word in commands:
        assert re.search(rf"^  {word}\b", done.stdout, re.MULTILINE), word


def test_characters_that_a_pipe_cannot_write_are_escaped(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = called("levers", "voucher")
    assert done.returncode == 0, done.stderr
    assert r"\u6d88\u8d39\u5238" in done.stdout


def test_help_loads_no_heavy_library():
    code = (
        "import sys, creditsim.app; print([m for m in ('numba', 'xarray', 'pandas', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_writes_one_folder_and_prints_its_tables(small):
    _, result, printed = small
    names = {file.relative_to(result).as_posix() for file in result.rglob("*") if file.is_file()}
    pictures = {f"figures/{name}.png" for name in ("arrears", "credit_growth", "fiscal_cost", "retail_growth")}
    assert names == {"run.nc", "table.csv", "record.json"} | pictures
    assert not list(result.parent.glob(".*"))
    for words in (
        "Model and published figures",
        "Indicators at year-end",
        "no lever can say them",
        "parameters: the medoid of the posterior",
    ):
        assert words in printed
    record = json.loads((result / "record.json").read_text(encoding="utf-8"))
    assert (record["households"], record["seed"], record["scenario"]) == (500, 7, "small")
    assert int(abs(load_result(result)["ledger_error"]).sum()) == 0


def test_a_result_is_the_same_bit_by_bit_when_run_again_with_other_threads(small):
    _, result, _ = small
    done = called("verify", result, "--threads", "3")
    assert done.returncode == 0, done.stderr
    for words in ("code: the same", "data: the same", "libraries: the same", "Equal, bit by bit"):
        assert words in done.stdout


def test_a_result_that_was_changed_is_found_out(small, tmp_path):
    from sim.results import save_result

    changed = load_result(small[1])
    changed["income"][0, 0, 0] += 0.01
    record = json.loads(changed.attrs["run_record"])
    record["data"], record["versions"]["numpy"] = "older", "1.0"
    changed.attrs["run_record"] = json.dumps(record)
    save_result(changed, tmp_path / "run.nc")
    done = called("verify", tmp_path)
    assert done.returncode == 1
    assert "income: 1 of" in done.stdout
    assert "data: another version" in done.stdout
    assert "numpy 1.0 ->" in done.stdout


def test_a_second_run_replaces_its_own_files_and_leaves_others(small):
    folder, result, _ = small
    (result / "notes.txt").write_text("mine", encoding="utf-8")
    before = (result / "table.csv").read_bytes()
    (result / "table.csv").write_text("old", encoding="utf-8")
    assert called("run", "small.yaml", "-n", "500", "--seed", "7", cwd=folder).returncode == 0
    assert (result / "table.csv").read_bytes() == before
    assert (result / "notes.txt").read_text(encoding="utf-8") == "mine"
    (result / "notes.txt").unlink()


def test_indicators_of_a_result(small):
    _, result, _ = small
    done = called("indicators", result, "--csv")
    assert done.stdout.splitlines()[0].startswith("month,retail_growth")
    assert len(done.stdout.splitlines()) == 5
    assert "over_indebted_share" in called("indicators").stdout


def test_bad_input_ends_with_one_message_and_exit_code_two(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("title: Bad\nlevers: [{lever: vouchr}]\n", encoding="utf-8")
    (tmp_path / "run.nc").write_bytes(b"no result")
    cases = {
        ("run", "shanghai/actuals"): "Did you mean 'shanghai/actual'?",
        ("run", "bad.yaml"): "bad.yaml",
        ("run", "shanghai/actual", "-n", "5"): "Invalid value for '--households' / '-n'",
        ("run", "shanghai/actual", "-o", "full"): "nothing is overwritten",
        ("run", "shanghai/actual", "-n", "many"): "valid integer",
        ("run",): "Missing argument",
        ("verify", "nowhere"): "there is no result here",
        ("verify", "run.nc"): "this is no NetCDF file",
        ("levers", "vouchr"): "Did you mean 'voucher'?",
        ("clauses", "taks_04"): "Did you mean 'task_04'?",
        ("parameters", "no such word"): "no parameter",
        ("scenarios", "show", "missing.yaml"): "missing.yaml",
        ("nonsense",): "No such command",
    }
    for words, message in cases.items():
        done = called(*words, cwd=tmp_path)
        assert done.returncode == 2, words
        assert message in done.stderr, words
        assert "Traceback" not in done.stderr, words
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["bad.yaml", "full", "letter.txt", "run.nc"]


def test_a_true_run_that_is_interrupted_ends_with_130_and_leaves_nothing(small):
    folder, result, _ = small
    words = [*COMMAND, "run", "shanghai/actual", "-n", "3000000"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    with subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        time.sleep(6)
        assert run.poll() is None
        run.send_signal(signal.SIGINT)
        _, complaint = run.communicate(timeout=120)
    assert run.returncode == 130, complaint
    assert b"Traceback" not in complaint
    assert [path.name for path in result.parent.iterdir()] == [result.name]


def test_the_commands_of_the_readme_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = {tuple(line.split("#")[0].split()[1:]) for line in text.splitlines() if line.startswith("creditsim ")}
    assert len(commands) >= 5
    for words in commands:
        names = [word for word in words if re.fullmatch("[a-z]+", word)]
        depth = 2 if names[0] in {"scenarios", "data"} else 1
        assert called(*names[:depth], "--help").returncode == 0, words
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_pages_can_be_written_and_checked(tmp_path):
    place = tmp_path / "generated"
    assert called("docs", "--check", "--folder", place).returncode == 1
    assert called("docs", "--folder", place).returncode == 0
    assert called("docs", "--check", "--folder", place).returncode == 0
    (place / "levers.md").write_text("stale", encoding="utf-8")
    done = called("docs", "--check", "--folder", place)
    assert done.returncode == 1
    assert "levers.md" in done.stderr
