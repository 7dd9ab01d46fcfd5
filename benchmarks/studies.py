"""Studies that are measured: their memory by number of runs, a reducer that ends its process, a run in shards."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from calibration.runs.reducers import Arrays

if TYPE_CHECKING:
    import xarray as xr


def ends_its_process(run: xr.Dataset, seed: str) -> Arrays:
    """Keeps the number of months, and ends the process in which the run with this seed is: as if memory were short."""
    if json.loads(run.attrs["run_record"])["seed"] == int(seed):
        os.kill(os.getpid(), signal.SIGKILL)
    return {"months": np.array([run.sizes["month"]])}


HOUSEHOLDS, LAST, BURN_IN = 100, "2022-06", 1
"""Size of the runs whose number is looked at, not their content."""

PEAK = """
import resource, sys
from benchmarks.studies import small_study
small_study(int(sys.argv[1]), sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def small_study(runs: int, folder: str) -> None:
    """Run a study of so many small runs over two threads, and publish it."""
    from calibration.runs import run_jobs
    from experiments.study import Study, keep_study, kept_runs, published
    from experiments.study.publish import save_published
    from sim.scenarios import load_scenario

    scenario = load_scenario("shanghai/actual").with_months(last=LAST)
    measures = ("ratio_90_plus", "debt_service_share", "approval_rate", "penetration")
    seeds = tuple(range(1, runs + 1))
    study = Study("Memory", {scenario.name: scenario}, (None,), seeds, measures, HOUSEHOLDS, BURN_IN)
    place = Path(folder)
    keep_study(study, place)
    store = kept_runs(place)
    run_jobs(study.in_turn(), store, 2)
    save_published(published(study, store), place / "study.nc")


def peak_memory(runs: int) -> float:
    """Peak memory of a process that runs such a study, MiB."""
    from benchmarks.runs import timed

    with tempfile.TemporaryDirectory() as folder:
        done = timed(("-c", PEAK, str(runs), f"{folder}/study"))
    if done.code:
        raise RuntimeError(done.output[-500:])
    return float(done.output.split()[-1])


class Sharded(NamedTuple):
    """Seconds of a run in one process and in shards, MiB of tallies that travel a month and worker, and whether the
    two have the same bits."""

    alone: float
    shared: float
    travel: float
    same: bool


def sharded(households: int, workers: int = 2) -> Sharded:
    """`shanghai/actual` in one process, and over workers of a cluster on this machine."""
    from distributed import LocalCluster

    from calibration.runs.shards import simulate_sharded
    from sim.books.tallies import new_book
    from sim.running import simulate
    from sim.scenarios import load_scenario
    from sim.tables import lender_names, merchant_names

    scenario = load_scenario("shanghai/actual")
    zero = time.perf_counter()
    alone = simulate(scenario, households=households)
    half = time.perf_counter()
    options = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**options) as cluster:  # type: ignore[no-untyped-call]
        begun = time.perf_counter()
        shared = simulate_sharded(scenario, cluster.scheduler_address, households=households)
        done = time.perf_counter()
    travel = new_book(len(lender_names()), len(merchant_names())).nbytes / 2**20
    return Sharded(half - zero, done - begun, travel, shared.identical(alone))
