"""What a study will take, told by one run that is timed."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from calibration.runs import Job, Store
from calibration.runs.work import row_of
from experiments.study.design import Study
from sim.errors import UsageError

LARGEST, SMALLEST = 20_000, 100
"""Households of the timed run at most, and of one before it, which is not timed: it compiles and fills caches."""

BYTES_A_HOUSEHOLD, BYTES_OF_PROGRAM = 260, 400 * 2**20
"""Memory of a run by household, with margins of blocks, and of a program with no run in it."""

BYTES_A_ROW = 700
"""On the disk beside numbers: settings and key of a run, its part's share of the archive's table."""


@dataclass(frozen=True)
class Estimate:
    """runs : in all; kept : of them done already.  seconds : of one run on one thread.  minutes : of the rest.  disk,
    memory : bytes.  timed : households of the run that was timed; times of more are extrapolated in proportion."""

    runs: int
    kept: int
    seconds: float
    minutes: float
    disk: int
    memory: int
    timed: int


def estimated(study: Study, store: Store | None = None, threads: int | None = None) -> Estimate:
    """Time one run and tell what the study takes. store : what is kept already.  threads : runs at a time, None = all
    cores. Raises UsageError where the run fails."""
    jobs, workers = study.jobs(), threads or os.cpu_count() or 1
    kept = sum(job.key in store for job in jobs) if store else 0
    size = min(study.households, LARGEST)
    _lived(replace(jobs[0], households=SMALLEST))
    begun = time.perf_counter()
    arrays = _lived(replace(jobs[-1], households=size))
    seconds = (time.perf_counter() - begun) * study.households / size
    rest = len(jobs) - kept
    return Estimate(
        runs=len(jobs),
        kept=kept,
        seconds=seconds,
        minutes=seconds * rest / min(workers, os.cpu_count() or 1) / 60,
        disk=rest * (sum(array.nbytes for array in arrays.values()) + BYTES_A_ROW),
        memory=BYTES_OF_PROGRAM + min(workers, max(rest, 1)) * study.households * BYTES_A_HOUSEHOLD,
        timed=size,
    )


def _lived(job: Job) -> Mapping[str, Any]:
    row = row_of(job)
    if row.reason:
        raise UsageError(f"the timed run failed: {row.reason}", remedy="Correct the study, or its scenario.")
    return row.arrays
