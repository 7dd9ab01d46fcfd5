"""Commands that cannot be carried out: one message, exit code 2, and every file as it was. Stopped ones: 130."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.figure import Figure

import calibration.published
import creditsim.show
import experiments.figures
from calibration.published import COLUMNS
from creditsim import folders
from creditsim.folders import KINDS, refuse_foreign, write_folder
from experiments.report import reading
from sim.errors import UsageError
from sim.policy.vocabulary import BUCKETS, CHANNELS, PAYERS, PRODUCTS, SECTORS
from sim.results import load_result, save_result
from sim.running import run_record
from sim.scenarios import load_scenario

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ("arrears", "credit_growth", "fiscal_cost", "retail_growth")
FILES = [*(f"figures/{name}.png" for name in PICTURES), "record.json", "run.nc", "table.csv"]
SMALL = ("run", "shanghai/actual", "-n", "300")


def made(months=4):
    """A result that every picture can be drawn of."""
    mlp, count = ("month", "product", "lender"), len(PRODUCTS)
    first = np.datetime64("2022-01", "M")
    return xr.Dataset(
        {
            "retail_sales": (("month", "sector", "channel"), np.ones((months, len(SECTORS), len(CHANNELS)))),
            "credit_balance": (mlp, np.ones((months, count, 1))),
            "originations": (mlp, np.ones((months, count, 1))),
            "delinquent_balance": ((*mlp, "bucket"), np.ones((months, count, 1, len(BUCKETS)))),
            "vintage_90_plus": (("vintage", "age", "product"), np.zeros((months, 48, count))),
            "fiscal_cost": (("month", "lever", "payer"), np.zeros((months, 1, len(PAYERS)))),
            "ledger_error": (("month",), np.zeros(months, np.int64)),
        },
        coords={
            "month": np.arange(first, first + months).astype("datetime64[ns]"), "sector": list(SECTORS),
            "channel": list(CHANNELS), "product": list(PRODUCTS), "lender": ["a"],
            "lender_type": ("lender", ["state_bank"]), "bucket": list(BUCKETS), "lever": ["dining"],
            "payer": list(PAYERS), "age": np.arange(48),
        },
        attrs={"run_record": json.dumps(run_record(load_scenario("shanghai/actual"), 300, 1, None, 24))},
    )  # fmt: skip


def drawn(_):
    """A picture that takes no time."""
    return Figure((1, 1), 20)


def nothing_published(_):
    """A table without a figure, which takes no time either."""
    return pd.DataFrame({name: [] for name in COLUMNS})


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to stand in; the model is replaced by a result made by hand, pictures and table by empty ones."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(creditsim.show, "simulated", lambda *_: made())
    monkeypatch.setattr(calibration.published, "published_table", nothing_published)
    monkeypatch.setattr(experiments.figures, "FIGURES", dict.fromkeys(PICTURES, drawn))
    return tmp_path


def contents(folder):
    """Every file of a folder with its bytes, every folder with nothing."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")
    }


# ------------------------------------------------------------------ the folder of the result


def test_a_run_writes_its_folder_and_nothing_beside_it(tmp_path, said, monkeypatch):
    """The pictures and the table are the true ones here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(creditsim.show, "simulated", lambda *_: made())
    here = tmp_path
    assert said(*SMALL)[0] == 0
    folder = here / "results" / "shanghai-actual-300-1"
    assert sorted(name for name in contents(folder) if name != "figures") == FILES
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert oct(folder.stat().st_mode & 0o777) == oct((here / "results").stat().st_mode & 0o777)


def test_a_run_of_what_only_the_state_can_enact_warns_and_goes_on(here, said):
    code, text, _ = said("run", "shanghai/task_15", "-n", "300", "-o", "out")
    assert code == 0
    assert "Warning: Rule 'authority': 'task_15_collection'" in text
    assert (here / "out" / "run.nc").is_file()


def test_a_run_against_a_rule_is_refused(here, said):
    code, _, complaint = said("run", str(ROOT / "tests" / "bad_files" / "scenarios" / "law_used_car.yaml"), "-o", "out")
    assert code == 2
    assert "line 4: 'mine' lends 90% of the price of 'used_car'" in complaint
    assert "rule 'car_loan_share'" in complaint
    assert not (here / "out").exists()


def is_file(folder):
    folder.write_text("mine", encoding="utf-8")


def holds_others(folder):
    folder.mkdir()
    (folder / "letter.txt").write_text("mine", encoding="utf-8")


def lies_in_a_file(folder):
    folder.parent.write_text("mine", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "prepare", "says"),
    [
        ("out", is_file, "out is a file"),
        ("out", holds_others, "out holds other files, and nothing is overwritten"),
        ("above/out", lies_in_a_file, "which is a file"),
    ],
)
def test_a_folder_that_is_no_place_for_a_result_is_refused_before_the_run(name, prepare, says, here, said, monkeypatch):
    prepare(here / name)
    before = contents(here)
    monkeypatch.setattr(creditsim.show, "simulated", lambda *_: pytest.fail("the run began"))
    code, _, complaint = said(*SMALL, "-o", name)
    assert code == 2
    assert says in complaint
    assert "Give -o another folder." in complaint
    assert contents(here) == before


def test_the_folder_one_stands_in_is_refused(here, said):
    code, _, complaint = said(*SMALL, "-o", ".")
    assert code == 2
    assert "is the folder you stand in. Go to the folder above" in complaint


@pytest.mark.parametrize("call", ["tempfile.TemporaryFile", "pathlib.Path.iterdir"])
def test_a_folder_that_may_not_be_written_is_refused_before_the_run(call, here, said, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    (here / "out").mkdir()
    monkeypatch.setattr(call, refuse)
    monkeypatch.setattr(creditsim.show, "simulated", lambda *_: pytest.fail("the run began"))
    code, _, complaint = said(*SMALL, "-o", "out")
    assert code == 2
    assert "(Permission denied). Give -o another folder." in complaint


def test_a_second_run_replaces_the_first_and_keeps_what_is_not_its_own(here, said):
    said(*SMALL, "-o", "out")
    (here / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    (here / "out" / "figures" / "own" / "empty").mkdir(parents=True)
    (here / "out" / "figures" / "own.svg").write_text("drawn", encoding="utf-8")
    first = contents(here / "out")
    (here / "out" / "table.csv").write_text("old", encoding="utf-8")
    assert said(*SMALL, "-o", "out")[0] == 0
    second = contents(here / "out")
    assert second.keys() == first.keys()
    for name in ("table.csv", "record.json", "notes.txt", "figures/own.svg"):
        assert second[name] == first[name], name
    assert [path.name for path in here.iterdir()] == ["out"]


def test_a_link_to_a_folder_stays_a_link(here, said):
    (here / "disk").mkdir()
    (here / "out").symlink_to("disk")
    for _ in range(2):
        assert said(*SMALL, "-o", "out")[0] == 0
    assert (here / "out").is_symlink()
    assert (here / "disk" / "run.nc").is_file()
    assert sorted(path.name for path in here.iterdir()) == ["disk", "out"]


def full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


STAGES = {
    "data": "sim.results.save_result",
    "table": "pandas.DataFrame.to_csv",
    "pictures": "experiments.figures.save_figure",
    "record": "pathlib.Path.write_text",
    "folder aside": "tempfile.mkdtemp",
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("earlier", [True, False], ids=["with an earlier result", "without one"])
def test_a_full_disk_is_said_to_be_full_and_leaves_everything_as_it_was(stage, earlier, here, said, monkeypatch):
    if earlier:
        said(*SMALL, "-o", "out")
        (here / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    before = contents(here)
    monkeypatch.setattr(STAGES[stage], full)
    code, _, complaint = said(*SMALL, "-o", "out")
    assert code == 2
    says = "out cannot be written (No space left on device); it is as it was. Make room, or give -o another folder."
    assert complaint == f"creditsim: {says}\n"
    assert contents(here) == before


@pytest.mark.parametrize("exchange", [True, False], ids=["swapped in one step", "by two renames"])
def test_a_folder_that_cannot_be_put_in_place_is_as_it_was(exchange, here, monkeypatch):
    write_folder(here / "out", lambda folder: (folder / "record.json").write_text("1"))
    before = contents(here)
    if not exchange:
        monkeypatch.setattr(folders, "_exchanged", lambda *_: False)
    write_folder(here / "out", lambda folder: (folder / "record.json").write_text("1"))
    assert contents(here) == before

    renamed = Path.rename

    def refuse(path, target):
        if path.name == "new":
            raise OSError(errno.EIO, "Input/output error")
        return renamed(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    monkeypatch.setattr(folders, "_exchanged", lambda *_: False)
    with pytest.raises(UsageError, match="it is as it was"):
        write_folder(here / "out", lambda folder: (folder / "record.json").write_text("2"))
    assert contents(here) == before


def test_notes_are_copied_where_a_disk_has_no_second_names(here, monkeypatch):
    write_folder(here / "out", lambda folder: (folder / "record.json").write_text("1"))
    (here / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setattr(os, "link", full)
    write_folder(here / "out", lambda folder: (folder / "record.json").write_text("2"))
    assert contents(here / "out") == {"record.json": b"2", "notes.txt": b"mine"}


def test_nothing_is_made_by_looking_whether_a_folder_will_do(here):
    refuse_foreign(Path("deep/down/out"))
    assert contents(here) == {}


def test_a_result_of_another_kind_is_neither_mixed_with_nor_overwritten(here):
    assert KINDS == reading.FILES
    (here / "out").mkdir()
    for name in ("record.json", "run.nc"):
        (here / "out" / name).write_text("{}", encoding="utf-8")
    refuse_foreign(Path("out"), "run")
    for kind in ("projection", None):
        with pytest.raises(UsageError, match="out holds a result of another kind"):
            refuse_foreign(Path("out"), kind)


def test_a_half_written_result_leaves_no_file_of_its_own(here, monkeypatch):
    save_result(made(), here / "run.nc")
    before = contents(here)

    def cut(file, content):
        with file.open("wb") as stream:
            stream.write(content[:100])
        full()

    monkeypatch.setattr(Path, "write_bytes", cut)
    with pytest.raises(OSError, match="No space left on device"):
        save_result(made(), here / "run.nc")
    assert contents(here) == before
    assert load_result(here / "run.nc")["month"].size == 4


@pytest.mark.parametrize(
    ("raised", "says"),
    [
        (PermissionError(13, "Permission denied", "a/b"), "creditsim: a/b: Permission denied. Check that"),
        (MemoryError(), "creditsim: the machine has too little memory. Choose fewer households (-n)"),
    ],
)
def test_what_the_machine_refuses_is_told_without_a_traceback(raised, says, here, said, monkeypatch):
    def refuse(*_):
        raise raised

    monkeypatch.setattr(creditsim.show, "simulated", refuse)
    code, _, complaint = said(*SMALL)
    assert code == 2
    assert complaint.startswith(says)
    assert contents(here) == {}


def test_pages_that_cannot_be_written_are_said_to_be(here, said, monkeypatch):
    (here / "file").write_text("mine", encoding="utf-8")
    assert "file is a file. Give --folder" in said("docs", "--folder", "file")[2]
    assert said("docs", "--folder", "pages")[0] == 0
    before = contents(here)
    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, complaint = said("docs", "--folder", "pages")
    assert code == 2
    assert "pages cannot be written (No space left on device)" in complaint
    assert contents(here) == before


# ------------------------------------------------------------------ processes that are stopped

DRIVER = f"""
import importlib.util, resource, sys, time
from pathlib import Path
spec = importlib.util.spec_from_file_location("by_hand", {str(Path(__file__))!r})
by_hand = importlib.util.module_from_spec(spec)
spec.loader.exec_module(by_hand)
import calibration.published, creditsim.show, experiments.figures
from creditsim.app import main

def wait(*_):
    print("waiting", flush=True)
    time.sleep(60)

stage, limit = sys.argv.pop(1), int(sys.argv.pop(1))
creditsim.show.simulated = wait if stage == "simulating" else lambda *_: by_hand.made()
calibration.published.published_table = by_hand.nothing_published
experiments.figures.FIGURES = dict.fromkeys(by_hand.PICTURES, by_hand.drawn)
if stage == "drawing":
    experiments.figures.save_figure = wait
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
main()
"""


def driven(stage, limit, folder):
    """The command in a process of its own, with the model replaced; files no larger than a limit, 0 = any."""
    words = [sys.executable, "-c", DRIVER, stage, str(limit), *SMALL, "-o", "out"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("stage", ["simulating", "drawing"])
def test_a_run_that_is_stopped_leaves_everything_as_it_was(stage, stop, code, here, said):
    said(*SMALL, "-o", "out")
    before = contents(here)
    process = driven(stage, 0, here)
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(stop)
    _, complaint = process.communicate(timeout=30)
    assert process.returncode == code
    assert "Traceback" not in complaint
    assert contents(here) == before


def test_a_run_that_is_killed_while_it_writes_leaves_the_earlier_result(here, said):
    said(*SMALL, "-o", "out")
    before = contents(here / "out")
    process = driven("drawing", 0, here)
    assert process.stdout.readline() == "waiting\n"
    process.kill()
    process.communicate(timeout=30)
    assert contents(here / "out") == before
    assert said(*SMALL, "-o", "out")[0] == 0


@pytest.mark.parametrize("limit", [10, 40_000])
def test_a_disk_that_ends_at_any_byte_leaves_the_earlier_result(limit, here, said):
    said(*SMALL, "-o", "out")
    before = contents(here)
    process = driven("whole", limit, here)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 2, complaint
    assert "out cannot be written (" in complaint
    assert complaint.startswith("creditsim: ")
    assert "Traceback" not in complaint
    assert contents(here) == before


def test_output_into_a_pipe_that_closes_early_is_no_traceback():
    words = [sys.executable, "-m", "creditsim.app", "parameters"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        complaint = process.stderr.read()
    assert process.returncode in {0, 1}
    assert b"Traceback" not in complaint
