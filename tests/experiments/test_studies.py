"""Studies: files with their mistakes; run, stopped, broken, gone on with and extended, always the same to the bit."""

import csv
import functools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from benchmarks.studies import ends_its_process
from calibration.runs import Job, Reducer, Store, run_jobs, runner
from experiments.study import estimated, kept_runs, load_study, published
from experiments.study.design import study_of
from sim.errors import ScenarioError, UsageError
from sim.indicators import indicator
from sim.running import simulate

ROOT = Path(__file__).resolve().parents[2]
BAD = ROOT / "tests" / "bad_files" / "studies"
with (BAD / "expected.csv").open(encoding="utf-8", newline="") as table:
    EXPECTED = list(csv.DictReader(table))

TINY = """
title: "A tiny study"
scenarios: [beside.yaml, none.yaml]
draws: [central, 3]
seeds: {seeds}
indicators: [ratio_90_plus, debt_service_share, approval_rate]
households: 100
last: 2025-02
burn_in: 1
"""

SCENARIOS = {"beside.yaml": "shanghai/actual", "none.yaml": "shanghai/no_policy"}


def tiny(folder: Path, seeds: str = "3") -> Path:
    """A study file with two scenarios of two months beside it; from the priors, as programs of their own have them."""
    for name, parent in SCENARIOS.items():
        months = "months: {from: 2025-01, to: 2025-02}"
        (folder / name).write_text(
            f"title: Two months\nextends: {parent}\nparameters_from: prior\n{months}\n", encoding="utf-8"
        )
    (folder / "tiny.yaml").write_text(TINY.replace("{seeds}", seeds), encoding="utf-8")
    return folder / "tiny.yaml"


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("row", EXPECTED, ids=[row["file"] for row in EXPECTED])
def test_a_bad_study_is_refused_in_one_line_with_place_and_remedy(row):
    with pytest.raises(ScenarioError) as caught:
        load_study(BAD / row["file"])
    error = caught.value
    assert error.place == f"line {row['line']}"
    assert row["what"] in error.what
    assert row["remedy"] in error.remedy
    assert "\n" not in str(error)


def test_every_bad_study_is_expected():
    assert sorted(row["file"] for row in EXPECTED) == sorted(file.name for file in BAD.glob("*.yaml"))


def test_a_draw_that_the_posterior_lacks_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.study.file.draws_known", lambda origin: 3)
    with pytest.raises(ScenarioError, match=r"line 4: .* has draws 0 to 2 of its parameters, not 3"):
        load_study(tiny(tmp_path))


def test_the_shipped_study_can_be_read():
    study = load_study(ROOT / "experiments" / "studies" / "levels.yaml")
    assert study.shape == (3, 8, 4)
    assert len({job.key for job in study.jobs()}) == 96
    assert {job.key for job in study.in_turn()} == {job.key for job in study.jobs()}
    assert [job.draw for job in study.in_turn()[:6:3]] == [None, 0]


def test_a_study_read_back_from_its_document_is_the_same_runs(tmp_path):
    study = load_study(tiny(tmp_path))
    again = study_of(json.loads(json.dumps(study.document())))
    assert [(job.key, job.settings()) for job in again.jobs()] == [(job.key, job.settings()) for job in study.jobs()]
    assert again.document() == study.document()


# ---------------------------------------------------------------- run, status, extend


def test_a_study_is_published_with_every_run_in_its_place(tmp_path, said):
    code, text, _ = said("study", "run", tiny(tmp_path), "-o", tmp_path / "out", "-t", 2)
    assert code == 0
    assert "12 runs, 12 done now, 0 kept before, 0 failed" in text
    study = load_study(tmp_path / "tiny.yaml")
    with xr.open_dataset(tmp_path / "out" / "study.nc") as found:
        assert dict(found.sizes) == {"scenario": 2, "draw": 2, "seed": 3, "month": 2}
        assert found["draw"].to_numpy().tolist() == [-1, 3]
        assert (found["state"] == 0).all()
        record = json.loads(found.attrs["run_record"])
        assert study_of(record["study"]).document() == study.document()
        for name, draw, seed in (("beside.yaml", None, 1), ("none.yaml", 3, 2)):
            run = simulate(study.scenarios[name], households=100, seed=seed, draw=draw, burn_in=1)
            place = {"scenario": name, "draw": -1 if draw is None else draw, "seed": seed}
            for measure in study.indicators:
                expected = indicator(measure, run).to_numpy()
                assert found[measure].sel(place).to_numpy().tobytes() == expected.tobytes()


def test_a_study_is_extended_by_what_is_missing_and_nothing_else(tmp_path, said):
    out = tmp_path / "out"
    said("study", "run", tiny(tmp_path, "[2]"), "-o", out)
    assert "8 runs, 4 done now, 4 kept before" in said("study", "extend", out, "--seeds", 2)[1]
    assert "12 runs, 4 done now, 8 kept before" in said("study", "extend", out, "--draws", 3)[1]
    months = "months: {from: 2025-01, to: 2025-01}"
    (tmp_path / "more.yaml").write_text(f"title: More\nextends: shanghai/guarded\n{months}\n", encoding="utf-8")
    more = said("study", "extend", out, "--scenario", tmp_path / "more.yaml")
    assert "18 runs, 6 done now, 12 kept before" in more[1]
    with xr.open_dataset(out / "study.nc") as found:
        assert found["seed"].to_numpy().tolist() == [2, 1]
        assert found["draw"].to_numpy().tolist() == [-1, 3, 0]
        assert found.sizes["scenario"] == 3
    assert "18 of 18 runs are kept, 0 of them failed" in said("study", "status", out)[1]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--seeds", "1"], "has 3 seeds already"),
        (["--draws", "1"], "has 2 draws already"),
        ([], "nothing is added"),
        (["--scenario", "shanghai/actual"], "begins in 2025-01"),
        (["--scenario", "beside.yaml"], "there is no such file"),
    ],
)
def test_what_cannot_be_added_is_told(tmp_path, said, words, text):
    out = tmp_path / "out"
    from experiments.study import keep_study

    keep_study(load_study(tiny(tmp_path)), out)
    code, _, error = said("study", "extend", out, *words)
    assert code == 2
    assert text in error
    assert not (out / "runs" / "parts").exists()


def test_a_folder_of_other_things_is_left_alone(tmp_path, said):
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    code, _, error = said("study", "run", tiny(tmp_path), "-o", out)
    assert code == 2
    assert "holds other files" in error
    assert [file.name for file in out.iterdir()] == ["notes.txt"]


def test_another_study_than_the_folder_holds_is_refused(tmp_path, said):
    out = tmp_path / "out"
    said("study", "run", tiny(tmp_path, "1"), "-o", out)
    code, _, error = said("study", "run", tiny(tmp_path, "2"), "-o", out)
    assert code == 2
    assert "another study" in error


@pytest.mark.parametrize(
    ("content", "text"), [("{", "damaged"), ('{"study": {}}', "damaged"), (None, "another version of the code")]
)
def test_a_study_that_cannot_go_on_is_told(tmp_path, said, content, text):
    from experiments.study import keep_study

    out = tmp_path / "out"
    keep_study(load_study(tiny(tmp_path)), out)
    written = json.loads((out / "study.json").read_text(encoding="utf-8"))
    older = json.dumps({**written, "code": "0" * 64})
    (out / "study.json").write_text(content or older, encoding="utf-8")
    for command in ("resume", "status"):
        code, _, error = said("study", command, out)
        assert code == 2
        assert text in error
    assert said("study", "resume", tmp_path / "nowhere")[0] == 2


def test_a_plan_counts_runs_and_makes_nothing(tmp_path, said):
    code, text, _ = said("study", "plan", tiny(tmp_path), "-o", tmp_path / "out")
    assert code == 0
    assert "12 (2 scenarios x 2 draws x 3 seeds), 0 kept already" in text
    assert "minutes" in text
    assert not (tmp_path / "out").exists()


def test_a_plan_tells_the_disk_that_is_then_used(tmp_path):
    study = load_study(tiny(tmp_path))
    store = Store(tmp_path / "runs")
    told = estimated(study, store)
    run_jobs(study.jobs(), store)
    used = sum(file.stat().st_size for file in (tmp_path / "runs" / "parts").iterdir())
    assert used / 3 < told.disk < used * 20
    after = estimated(study, store)
    assert (after.kept, after.minutes, after.disk) == (12, 0.0, 0)


def test_a_failed_run_is_a_gap_with_a_reason(tmp_path, said, monkeypatch):
    outcome = Job.outcome

    def sometimes(job):
        if job.seed == 2 and job.draw == 3:
            raise ValueError("no such luck")
        return outcome(job)

    monkeypatch.setattr(Job, "outcome", sometimes)
    out = tmp_path / "out"
    text = said("study", "run", tiny(tmp_path), "-o", out)[1]
    assert "2 failed" in text
    assert "beside.yaml, draw 3, seed 2: ValueError: no such luck" in text
    with xr.open_dataset(out / "study.nc") as found:
        assert int((found["state"] == 1).sum()) == 2
        gap = found["debt_service_share"].sel(draw=3, seed=2)
        assert np.isnan(gap).all()
        assert found["debt_service_share"].notnull().sum() == 10 * 2
        assert "beside.yaml/3/2" in json.loads(found.attrs["failures"])
    monkeypatch.setattr(Job, "outcome", outcome)
    assert "2 failed" in said("study", "resume", out)[1]
    assert "2 done now, 12 kept before" in said("study", "resume", out, "--again")[1].replace("10 kept", "12 kept")


# ---------------------------------------------------------------- stopped and gone on with

COMMAND = "from creditsim.app import main; main()"

FLUSHED = "from calibration.runs import runner; runner.SECONDS = 0.2; "


def begun(folder: Path, *words: object, before: str = "") -> subprocess.Popen:
    """The command line in a process of its own, which writes what is done five times a second."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", before + FLUSHED + COMMAND, *map(str, words)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(words, cwd=folder, env=environment, **pipes)


def parts(out: Path) -> list[Path]:
    return list((out / "runs" / "parts").glob("*.npz"))


def until_written(process: subprocess.Popen, out: Path, number: int, seconds: float = 240.0) -> None:
    """Wait until a program has written so many parts."""
    deadline = time.monotonic() + seconds
    while len(parts(out)) < number and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> Callable[[str], tuple[str, bytes]]:
    """Digest and published bytes of the study of so many seeds in one go, on one thread."""

    @functools.cache
    def whole(seeds: str) -> tuple[str, bytes]:
        folder = tmp_path_factory.mktemp("plain")
        study, store = load_study(tiny(folder, seeds)), Store(folder / "runs")
        run_jobs(study.jobs(), store, 1)
        return store.digest(), published(study, store).to_netcdf(None, engine="h5netcdf")

    return whole


def as_undisturbed(out: Path, whole: tuple[str, bytes]) -> bool:
    return (kept_runs(out).digest(), (out / "study.nc").read_bytes()) == whole


SEEDS = pytest.mark.parametrize("seeds", ["6", pytest.param("75", marks=pytest.mark.evidence)], ids=["24", "300"])


@SEEDS
def test_a_study_whose_program_is_killed_goes_on_as_if_nothing_had_been(tmp_path, said, seeds, undisturbed):
    file, out = tiny(tmp_path, seeds), tmp_path / "out"
    done = set()
    for round_of in range(2):
        process = begun(tmp_path, "study", "run", file, "-o", out, "-t", 2)
        until_written(process, out, 2 * round_of + 1)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        kept = set(kept_runs(out)._places)
        assert done < kept
        done = kept
    assert 0 < len(done) < 4 * int(seeds)
    text = said("study", "resume", out, "-t", 2)[1]
    assert f"{4 * int(seeds) - len(done)} done now, {len(done)} kept before, 0 failed" in text
    assert as_undisturbed(out, undisturbed(seeds))


FULL = {
    "no space left": """
import errno, os
from calibration.runs import parts
fsync, written = os.fsync, []
def full(place):
    written.append(place)
    if len(written) > 6:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    fsync(place)
os.fsync = full
""",
    "files too large": """
import os, resource
fsync, written = os.fsync, []
def limited(place):
    written.append(place)
    if len(written) == 6:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    fsync(place)
os.fsync = limited
""",
}


@SEEDS
@pytest.mark.parametrize("way", FULL)
def test_a_study_that_meets_the_end_of_a_disk_says_so_and_goes_on_later(tmp_path, said, seeds, way, undisturbed):
    file, out = tiny(tmp_path, seeds), tmp_path / "out"
    process = begun(tmp_path, "study", "run", file, "-o", out, "-t", 2, before=FULL[way])
    _, error = process.communicate()
    assert process.returncode == 2, error
    assert b"Traceback" not in error
    assert len(error.strip().splitlines()) == 1
    assert b"resume" in error or b"room" in error
    assert list((out / "runs").rglob("*.partial")) == []
    assert not (out / "study.nc").exists()
    kept = len(kept_runs(out))
    assert 0 < kept < 4 * int(seeds)
    assert f"{kept} kept before" in said("study", "run", file, "-o", out)[1]
    assert as_undisturbed(out, undisturbed(seeds))


# ---------------------------------------------------------------- over a cluster


@SEEDS
def test_a_study_on_a_cluster_is_the_study_of_this_machine_to_the_bit(tmp_path, said, cluster, seeds, undisturbed):
    file, out = tiny(tmp_path, seeds), tmp_path / "out"
    code, text, error = said("study", "run", file, "-o", out, "--scheduler", cluster.address)
    assert code == 0, error
    assert f"{4 * int(seeds)} done now" in text
    assert as_undisturbed(out, undisturbed(seeds))


@SEEDS
def test_a_worker_that_is_killed_costs_nothing(tmp_path, said, fragile_cluster, seeds, undisturbed):
    file, out = tiny(tmp_path, seeds), tmp_path / "out"
    process = begun(tmp_path, "study", "run", file, "-o", out, "--scheduler", fragile_cluster.address)
    until_written(process, out, 1)
    fragile_cluster.processes[1].kill()
    _, error = process.communicate()
    assert process.returncode == 0, error
    assert as_undisturbed(out, undisturbed(seeds))


@pytest.mark.evidence
def test_a_run_that_ends_every_worker_is_kept_as_failed_and_the_others_are_done(tmp_path, fragile_cluster, monkeypatch):
    reducer = Reducer(ends_its_process, ("2",))
    study = load_study(tiny(tmp_path, "4"))
    jobs = [replace(job, reducer=reducer) for job in study.jobs() if job.draw is None][:4]
    for _ in range(5):
        fragile_cluster.add()
    store = Store(tmp_path / "runs")
    tally = run_jobs(jobs, store, scheduler=fragile_cluster.address)
    assert (tally.done, tally.failed) == (4, 1)
    failed = [job for job in jobs if store.failed(job.key)]
    assert [job.seed for job in failed] == [2]
    assert "ended every worker" in store.read(failed[0].key).reason


def test_workers_of_another_version_are_refused(tmp_path, cluster, monkeypatch):
    from calibration.runs import cluster as over_cluster

    monkeypatch.setattr(over_cluster, "version", lambda: ("other", "version"))
    with pytest.raises(UsageError, match="2 of 2 workers run another version"):
        run_jobs(load_study(tiny(tmp_path)).jobs(), Store(tmp_path / "runs"), scheduler=cluster.address)


def test_a_study_asks_only_for_what_is_flushed_in_time(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "BATCH", 5)
    study, store = load_study(tiny(tmp_path)), Store(tmp_path / "runs")
    seen = []
    run_jobs(study.jobs(), store, 1, lambda done, most: seen.append((done, most)))
    assert seen == [(k, 12) for k in range(13)]
    assert len(parts(tmp_path)) == 3
