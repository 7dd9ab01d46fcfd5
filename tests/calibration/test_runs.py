"""Runs that are kept: a key for everything an outcome depends on, parts that are whole or set aside, nothing twice."""

import errno
import json
from dataclasses import replace

import numpy as np
import pytest

from calibration.operators import OPERATORS
from calibration.runs import Job, Reducer, Row, Store, indicators_of, run_jobs, runner, series_of
from calibration.runs.in_turn import in_turn
from calibration.runs.job import Version, job_of
from calibration.runs.parts import read_part
from calibration.runs.reducers import as_dataset, reducer_of
from sim.errors import LedgerError, ResultError, UsageError
from sim.running import simulate
from sim.scenarios import load_scenario

KEPT = indicators_of("ratio_90_plus", "debt_service_share")


@pytest.fixture(scope="module")
def short():
    return load_scenario("shanghai/actual").with_months("2025-01", "2025-02")


@pytest.fixture
def jobs(short):
    return [Job(short, seed, KEPT, households=100, burn_in=1) for seed in range(6)]


def files(store):
    return sorted((store.folder / "parts").glob("*.npz"))


# ---------------------------------------------------------------- keys


def test_everything_an_outcome_depends_on_is_in_the_key(short, monkeypatch):
    job = Job(short, 1, KEPT, households=100, burn_in=1)
    others = [
        replace(job, seed=2),
        replace(job, draw=0),
        replace(job, households=101),
        replace(job, burn_in=2),
        replace(job, reducer=indicators_of("ratio_90_plus")),
        replace(job, reducer=series_of("card_share")),
        replace(job, scenario=short.with_months(last="2025-03")),
        replace(job, scenario=short.with_parameters({"loss_auto": 0.41})),
        replace(job, scenario=short.with_prior()),
    ]
    keys = {one.key for one in (job, *others)}
    for version in (Version("other", "data"), Version("code", "other"), Version("code", "data")):
        monkeypatch.setattr("calibration.runs.job.version", lambda version=version: version)
        keys.add(replace(job).key)
    assert len(keys) == len(others) + 4


def test_names_and_titles_are_not_in_the_key(short):
    one, other = Job(short, 1, KEPT), Job(replace(short, name="mine", title="Mine", title_zh="", parents=()), 1, KEPT)
    assert one.key == other.key


def test_the_text_of_a_reducer_is_in_the_key(short, monkeypatch):
    before = Job(short, 1, KEPT).key
    monkeypatch.setattr("calibration.runs.reducers._source", lambda module: "edited")
    assert Job(short, 1, KEPT).key != before


def test_a_job_read_back_from_its_document_is_the_same_run(jobs):
    job = replace(jobs[0], draw=3)
    again = job_of(json.loads(json.dumps(job.document())))
    assert again.key == job.key
    assert {n: a.tobytes() for n, a in again.outcome().items()} == {n: a.tobytes() for n, a in job.outcome().items()}


@pytest.mark.parametrize("name", ["os:system", "calibration.runs.reducers:none_such"])
def test_a_reducer_is_a_function_of_this_program(name):
    with pytest.raises(UsageError, match="reducer"):
        reducer_of({"name": name, "options": []})


# ---------------------------------------------------------------- what is kept


def test_indicators_are_kept_to_the_bit(jobs, tmp_path):
    from sim.indicators import indicator

    run_jobs(jobs[:1], Store(tmp_path), 1)
    run = simulate(jobs[0].scenario, households=100, seed=jobs[0].seed, burn_in=1)
    kept = Store(tmp_path).read(jobs[0].key).arrays
    assert sorted(kept) == ["debt_service_share", "ratio_90_plus"]
    for name, series in kept.items():
        assert series.tobytes() == indicator(name, run).to_numpy().tobytes()


def test_every_operator_reads_the_same_from_the_series_that_are_kept(tmp_path):
    job = Job(load_scenario("shanghai/actual").with_months("2023-01", "2024-12"), 1, series_of(), 200, burn_in=1)
    run_jobs([job], Store(tmp_path), 1)
    kept = as_dataset(Store(tmp_path).read(job.key).arrays)
    run = simulate(job.scenario, households=200, seed=1, burn_in=1)
    first, last = np.datetime64("2024-04", "M"), np.datetime64("2024-12", "M")
    for name, operator in OPERATORS.items():
        expected = operator.measure(run, first, last)
        assert operator.measure(kept, first, last) == pytest.approx(expected, rel=1e-12, nan_ok=True), name


@pytest.mark.parametrize("make", [indicators_of, series_of])
def test_what_cannot_be_kept_is_refused_by_name(make):
    with pytest.raises(UsageError, match="grwth"):
        make("grwth")


# ---------------------------------------------------------------- nothing twice


def counted(monkeypatch):
    lived = []
    outcome = Job.outcome

    def count(job):
        lived.append(job.key)
        return outcome(job)

    monkeypatch.setattr(Job, "outcome", count)
    return lived


def test_nothing_is_run_twice(jobs, tmp_path, monkeypatch):
    lived = counted(monkeypatch)
    store = Store(tmp_path)
    assert run_jobs([*jobs[:4], *jobs[:4]], store, 2).done == 4
    assert run_jobs(jobs, store, 2).done == 2
    assert run_jobs(jobs, Store(tmp_path), 2).done == 0
    assert sorted(lived) == sorted(job.key for job in jobs)


def test_threads_batches_and_the_order_of_jobs_leave_no_trace(jobs, tmp_path, monkeypatch):
    digests = set()
    for threads, batch in ((1, 50), (2, 2), (3, 1)):
        monkeypatch.setattr(runner, "BATCH", batch)
        run_jobs(jobs if threads == 1 else jobs[::-1], Store(tmp_path / str(threads)), threads)
        digests.add(Store(tmp_path / str(threads)).digest())
    assert len(digests) == 1
    assert Store(tmp_path / "empty").digest() not in digests


def test_what_is_done_is_written_within_seconds(jobs, tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "SECONDS", 0.0)
    run_jobs(jobs, Store(tmp_path), 1)
    assert len(files(Store(tmp_path))) == len(jobs)


def fail(run):
    raise LedgerError("the books do not close.")


def test_a_failed_run_is_a_row_with_its_reason_and_is_done_again_only_when_asked(short, tmp_path, monkeypatch):
    store = Store(tmp_path)
    job = Job(short, 1, Reducer(fail), households=100, burn_in=1)
    assert run_jobs([job], store, 1).failed == 1
    assert Store(tmp_path).read(job.key).reason == "LedgerError: the books do not close."
    lived = counted(monkeypatch)
    assert run_jobs([job], store, 1).done == 0
    assert lived == []
    monkeypatch.setattr(Job, "outcome", lambda job: {"number": np.zeros(2)})
    assert run_jobs([job], store, 1, again=True).failed == 0
    assert Store(tmp_path).read(job.key).arrays["number"].shape == (2,)


def test_a_machine_without_memory_is_no_failed_run(jobs, tmp_path, monkeypatch):
    def short_of_memory(job):
        raise MemoryError

    monkeypatch.setattr(Job, "outcome", short_of_memory)
    with pytest.raises(MemoryError):
        run_jobs(jobs, Store(tmp_path), 1)
    assert len(Store(tmp_path)) == 0


# ---------------------------------------------------------------- parts


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "other"])
def test_a_damaged_part_is_set_aside_and_its_runs_are_done_again(jobs, tmp_path, monkeypatch, damage):
    monkeypatch.setattr(runner, "BATCH", 2)
    run_jobs(jobs, Store(tmp_path), 1)
    whole = Store(tmp_path).digest()
    file = files(Store(tmp_path))[1]
    content = bytearray(file.read_bytes())
    content[40] ^= 1
    file.write_bytes({"cut": content[:100], "flipped": content, "emptied": b"", "other": b"no archive"}[damage])
    store = Store(tmp_path)
    assert len(store) == len(jobs) - 2
    assert [aside.name for aside in store.set_aside] == [file.name]
    assert (tmp_path / "damaged" / file.name).is_file()
    assert run_jobs(jobs, store, 1).done == 2
    assert Store(tmp_path).digest() == whole


def test_a_part_that_is_damaged_while_it_is_open_is_told(jobs, tmp_path):
    run_jobs(jobs, Store(tmp_path), 1)
    store = Store(tmp_path)
    files(store)[0].write_bytes(b"")
    with pytest.raises(ResultError, match="damaged or gone"):
        store.read(jobs[0].key)


def test_a_half_written_part_is_no_part_and_is_swept_away(jobs, tmp_path):
    (tmp_path / "parts").mkdir()
    half = tmp_path / "parts" / ".abc.1.partial"
    half.write_bytes(b"half")
    assert len(Store(tmp_path)) == 0
    run_jobs(jobs, Store(tmp_path), 1)
    assert not half.exists()


def test_a_full_disk_ends_with_one_message_and_loses_nothing_that_was_kept(jobs, tmp_path, monkeypatch):
    from calibration.runs import parts

    monkeypatch.setattr(runner, "BATCH", 2)
    written, fsync = [], parts.os.fsync

    def full(place):
        if len(written) >= 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(place)
        fsync(place)

    monkeypatch.setattr(parts.os, "fsync", full)
    with pytest.raises(UsageError, match=r"No space left on device.*resume"):
        run_jobs(jobs, Store(tmp_path), 1)
    assert len(Store(tmp_path)) == 4
    assert list((tmp_path / "parts").glob(".*")) == []
    monkeypatch.setattr(parts.os, "fsync", fsync)
    assert run_jobs(jobs, Store(tmp_path), 1).done == 2
    run_jobs(jobs, Store(tmp_path / "plain"), 1)
    assert Store(tmp_path).digest() == Store(tmp_path / "plain").digest()


def test_two_programs_never_write_at_once(jobs, tmp_path):
    with Store(tmp_path).alone(), pytest.raises(UsageError, match="another program"):
        run_jobs(jobs, Store(tmp_path), 1)
    assert run_jobs(jobs, Store(tmp_path), 1).done == len(jobs)


def test_rows_of_several_forms_are_kept_in_parts_of_their_own(tmp_path):
    rows = [Row(f"{k}" * 64, "{}", {"x": np.arange(k % 2 + 1)}) for k in range(4)]
    Store(tmp_path).put(rows)
    store = Store(tmp_path)
    assert len(files(store)) == 2
    assert [len(read_part(file)) for file in files(store)] == [2, 2]
    found = {row.key: row.arrays["x"].tolist() for row in store.rows(row.key for row in rows)}
    assert found == {row.key: row.arrays["x"].tolist() for row in rows}


def test_memory_holds_a_few_parts_however_many_there_are(tmp_path):
    store = Store(tmp_path)
    for k in range(12):
        store.put([Row(f"{k:064d}", "{}", {"x": np.full(10, k)})])
    list(store.rows([f"{k:064d}" for k in range(12)]))
    assert store._rows_in.cache_info().currsize == 4


# ---------------------------------------------------------------- in turn


@pytest.mark.parametrize("threads", [1, 3])
def test_answers_come_in_the_order_of_the_tasks_and_few_are_begun_ahead(threads):
    begun = []

    def call(number):
        begun.append(number)
        return number * number

    answers = in_turn(call, range(50), threads, ahead=4)
    assert [next(answers) for _ in range(3)] == [0, 1, 4]
    answers.close()
    assert len(begun) <= 3 + 4


def test_a_worker_with_another_reducer_refuses_the_job(jobs):
    from calibration.runs.cluster import rows_of_batch

    whole = jobs[0].document()
    assert [key for key, *_ in rows_of_batch([whole])] == [jobs[0].key]
    with pytest.raises(UsageError, match=r"another version of calibration\.runs\.reducers"):
        rows_of_batch([{**whole, "key": "0" * 64}])


class Fragile:
    """A cluster in place of Dask's: a task with the run of a fatal seed ends its workers, and takes a neighbour along.
    fatal : a seed.  neighbour : a seed whose task is lost whenever another one is at the cluster."""

    loop = None

    def __init__(self, fatal, neighbour):
        self.fatal, self.neighbour, self.sent, self.at_once = fatal, neighbour, [], 0

    def submit(self, call, documents, pure):
        self.sent.append([document["seed"] for document in documents])
        self.at_once += 1
        return _Task(self, self.sent[-1], documents, len(self.sent))

    def result(self, seeds, documents):
        from distributed import KilledWorker

        alone, self.at_once = self.at_once == 1, self.at_once - 1
        if self.fatal in seeds or (self.neighbour in seeds and not alone):
            raise KilledWorker("task", None, 1)
        return [(job_of(document).key, "{}", {"x": np.zeros(1)}, "") for document in documents]


class _Task:
    def __init__(self, cluster, seeds, documents, key):
        self.cluster, self.seeds, self.documents, self.key = cluster, seeds, documents, key

    def result(self):
        return self.cluster.result(self.seeds, self.documents)

    def release(self):
        pass


class _Finished(list):
    def __init__(self, loop):
        super().__init__()

    add = list.append

    def __next__(self):
        return self.pop(0)


def test_a_run_that_ends_its_workers_is_found_in_halves_and_its_neighbours_are_done(short, monkeypatch):
    from calibration.runs import cluster

    jobs = [Job(short, seed, KEPT, households=100, burn_in=1) for seed in range(8)]
    fragile = Fragile(fatal=5, neighbour=6)
    monkeypatch.setattr("distributed.as_completed", _Finished)
    suspects = []
    done = list(cluster._tasks(fragile, [jobs], 2, suspects))
    assert sorted(job.seed for job in suspects) == [5, 6]
    guilty = []
    done += list(cluster._tasks(fragile, [[job] for job in suspects], 1, guilty))
    assert [job.seed for job in guilty] == [5]
    assert sorted(row.key for row in done) == sorted(job.key for job in jobs if job.seed != 5)
    assert max(map(len, fragile.sent)) == 8
