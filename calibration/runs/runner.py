"""Jobs done and kept: over threads of this machine, or over the workers of a Dask cluster."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from calibration.runs.in_turn import in_turn
from calibration.runs.job import Job
from calibration.runs.parts import Row
from calibration.runs.store import Store
from calibration.runs.work import row_of
from sim.errors import UsageError

Progress = Callable[[int, int], None]

BATCH, BATCH_BYTES, SECONDS = 50, 32 * 2**20, 10.0
"""Rows of a part at most, bytes of it, and seconds after which what is done is written whatever it is."""


@dataclass(frozen=True)
class Tally:
    """How many runs were asked for, were kept already, were done now, and are kept as failed."""

    asked: int
    kept: int
    done: int
    failed: int


def run_jobs(
    jobs: Sequence[Job],
    store: Store,
    workers: int | None = None,
    progress: Progress | None = None,
    scheduler: str | None = None,
    *,
    again: bool = False,
) -> Tally:
    """Do the jobs that are not kept yet, each once, and keep them; what they come to does not depend on who does them.

    workers : threads, None = all cores; on a cluster its own.  progress : called with (runs kept, runs asked for).
    scheduler : address of a Dask scheduler, None = this machine.  again : also do those again that failed.

    A run that fails is kept as a row with its reason. At most a batch of runs, or those of ten seconds, is lost when
    the program is killed. Raises UsageError where the disk is full, another program writes here, or the cluster is not
    there; what was kept stays kept.
    """
    wanted = {job.key: job for job in jobs}
    open_jobs = [job for key, job in wanted.items() if key not in store or (again and store.failed(key))]
    kept = len(wanted) - len(open_jobs)
    if progress:
        progress(kept, len(wanted))
    if open_jobs:
        with store.alone():
            shelf = _Shelf(store)
            try:
                for done, row in enumerate(_rows(open_jobs, workers, scheduler), start=1):
                    shelf.take(row)
                    if progress:
                        progress(kept + done, len(wanted))
            finally:
                shelf.empty()
    return Tally(len(wanted), kept, len(open_jobs), sum(map(store.failed, wanted)))


def _rows(jobs: Sequence[Job], workers: int | None, scheduler: str | None) -> Iterator[Row]:
    if scheduler:
        from calibration.runs.cluster import rows_of_cluster

        return rows_of_cluster(jobs, scheduler)
    threads = workers or os.cpu_count() or 1
    return in_turn(row_of, jobs, threads, ahead=2 * threads)


@dataclass
class _Shelf:
    """Rows that wait to be written."""

    store: Store
    rows: list[Row] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)

    def take(self, row: Row) -> None:
        self.rows.append(row)
        full = len(self.rows) >= BATCH or sum(each.bytes for each in self.rows) >= BATCH_BYTES
        if full or time.monotonic() - self.since >= SECONDS:
            self.empty()

    def empty(self) -> None:
        rows, self.rows, self.since = self.rows, [], time.monotonic()
        if not rows:
            return
        try:
            self.store.put(rows)
        except OSError as problem:
            what = f"{self.store.folder} cannot be written ({problem.strerror}); what was kept before is kept."
            raise UsageError(what, remedy="Make room, then resume.") from None
