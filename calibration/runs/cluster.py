"""Jobs over the workers of a Dask cluster: a few dozen runs a task, each job as plain text, each answer as arrays.

A task whose worker dies is tried elsewhere by Dask, three times; then it is halved, until single runs are left. These
are tried once more with nothing else at the cluster, because a worker may have died of its neighbour: a run that then
still ends its worker is kept as failed, the others are done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from calibration.runs.job import Job, job_of, version
from calibration.runs.parts import Row
from calibration.runs.work import failed_row, row_of
from sim.errors import UsageError

RUNS_A_TASK = 20

TASKS_A_THREAD = 2
"""Tasks that wait at the cluster for each thread of it."""

WAIT = 60
"""Seconds to wait for the scheduler and for its first worker."""

ALONE = 600.0
"""Seconds without any worker after which the cluster is given up."""


def rows_of_cluster(jobs: Sequence[Job], scheduler: str) -> Iterator[Row]:
    """Rows of jobs, as tasks finish. scheduler : its address, `tcp://host:8786`. Raises UsageError where there is no
    such cluster, it has no workers, or they run another version of this program."""
    client = connected(scheduler)
    try:
        refuse_other_versions(client)
        threads = sum(client.nthreads().values())
        runs = max(1, min(RUNS_A_TASK, -(-len(jobs) // (TASKS_A_THREAD * threads))))
        batches = [jobs[k : k + runs] for k in range(0, len(jobs), runs)]
        suspects: list[Job] = []
        yield from _tasks(client, batches, TASKS_A_THREAD * threads, suspects)
        guilty: list[Job] = []
        yield from _tasks(client, [[job] for job in suspects], 1, guilty)
        yield from (failed_row(job, "it ended every worker that tried it (memory?)") for job in guilty)
    finally:
        client.close()


def _tasks(client: Any, batches: Sequence[Sequence[Job]], most: int, suspects: list[Job]) -> Iterator[Row]:
    """Rows of batches, `most` tasks at the cluster at a time. suspects : filled with runs whose task, of this run
    alone, ended its workers; those of larger tasks are tried again in halves."""
    from distributed import KilledWorker, as_completed

    waiting = deque(batches)
    sent: dict[Any, Sequence[Job]] = {}
    finished: Any = as_completed(loop=client.loop)  # type: ignore[no-untyped-call]
    while waiting or sent:
        while waiting and len(sent) < most:
            batch = waiting.popleft()
            future = client.submit(rows_of_batch, [job.document() for job in batch], pure=False)
            sent[future.key] = batch
            finished.add(future)
        future = _next(finished, client)
        batch = sent.pop(future.key)
        try:
            answer = future.result()
        except KilledWorker:
            half = len(batch) // 2
            if half:
                waiting.extendleft((batch[half:], batch[:half]))
            else:
                suspects.extend(batch)
            continue
        finally:
            future.release()
        yield from (Row(*row) for row in answer)


def _next(finished: Any, client: Any) -> Any:
    """The next task that is over. Raises UsageError where all workers stay away."""
    import time

    since = time.monotonic()
    while True:
        finished.timeout = 5.0
        try:
            return next(finished)
        except TimeoutError:
            if client.nthreads():
                since = time.monotonic()
            elif time.monotonic() - since > ALONE:
                what = "the cluster has lost all its workers."
                raise UsageError(what, remedy="Start workers, then resume.") from None


def connected(scheduler: str) -> Any:
    """A client of a cluster that has a worker. Raises UsageError."""
    try:
        from distributed import Client
    except ImportError:
        what = "Dask is not installed."
        raise UsageError(what, remedy="Install creditsim[cluster], or leave --scheduler out.") from None
    try:
        client: Any = Client(scheduler, timeout=WAIT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError):
        what = f"there is no Dask scheduler at {scheduler}."
        raise UsageError(what, remedy="Start `dask scheduler`, and give the address that it prints.") from None
    try:
        client.wait_for_workers(1, timeout=WAIT)
    except TimeoutError:
        client.close()
        what = f"the scheduler at {scheduler} has no workers."
        raise UsageError(what, remedy="Start `dask worker` with its address.") from None
    return client


def refuse_other_versions(client: Any) -> None:
    """Raise UsageError where workers run another version of this program than the one that asks."""
    found = client.run(versions)
    others = sorted(address for address, theirs in found.items() if tuple(theirs) != tuple(version()))
    if others:
        what = f"{len(others)} of {len(found)} workers run another version of this program ({others[0]})."
        raise UsageError(what, remedy="Install the same version everywhere, and start the workers again.")


def versions() -> tuple[str, str]:
    """sha256 of code and data of the process that is asked."""
    return tuple(version())  # type: ignore[return-value]


def rows_of_batch(documents: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """What a worker does: each job of a task in turn. Raises UsageError where a job is another one here, because its
    reducer is."""
    jobs = [job_of(document) for document in documents]
    for job, document in zip(jobs, documents, strict=True):
        if job.key != document["key"]:
            what = f"a worker has another version of {job.reducer.name}."
            raise UsageError(what, remedy="Install the same version everywhere, and start the workers again.")
    return [tuple(row_of(job)) for job in jobs]
