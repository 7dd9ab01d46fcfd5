"""One run to one row, wherever it is done."""

from __future__ import annotations

import json

import numpy as np

from calibration.runs.job import Job
from calibration.runs.parts import Row


def row_of(job: Job) -> Row:
    """Do a job. A run that fails becomes a row with its reason; a machine that lacks memory or disk is no such run:
    MemoryError and OSError are raised."""
    settings = json.dumps(job.settings(), ensure_ascii=False, sort_keys=True)
    try:
        kept = {name: np.asarray(array) for name, array in job.outcome().items()}
    except (MemoryError, OSError):
        raise
    except Exception as problem:  # noqa: BLE001  whatever went wrong belongs to this run alone
        return failed_row(job, f"{type(problem).__name__}: {problem}")
    return Row(job.key, settings, kept)


def failed_row(job: Job, reason: str) -> Row:
    """The row of a job that failed."""
    return Row(job.key, json.dumps(job.settings(), ensure_ascii=False, sort_keys=True), {}, " ".join(reason.split()))
