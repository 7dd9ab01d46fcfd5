"""Runs that are kept: what a run is (`Job`), what is kept of it (`Reducer`), where (`Store`), and who does it.

    store = Store(folder)
    reducer = indicators_of("growth_gap", "ratio_90_plus")
    jobs = [Job(scenario, seed, reducer, households=5_000, draw=draw) for draw in range(20) for seed in (1, 2)]
    run_jobs(jobs, store, workers=2)
    for job in jobs:
        row = store.read(job.key)   # row.arrays["growth_gap"], or row.reason where the run failed

What is kept already is not run again, also by another program or after a crash; a change of the scenario, of the
code, of the data or of the reducer is another run. Parameters at a point are `scenario.with_parameters(...)`.
"""

from __future__ import annotations

from calibration.runs.job import Job
from calibration.runs.parts import Row
from calibration.runs.reducers import Reducer, indicators_of, series_of
from calibration.runs.runner import Tally, run_jobs
from calibration.runs.store import Store

__all__ = ["Job", "Reducer", "Row", "Store", "Tally", "indicators_of", "run_jobs", "series_of"]
