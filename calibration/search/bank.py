"""The bank of runs behind a calibration: parameter sets in, answers in the form of the published figures out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calibration.runs import Job, Reducer, Store, run_jobs
from calibration.search.statistics import Figures, figures_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import xarray as xr
    from numpy.typing import NDArray

    from calibration.search.space import Space
    from sim.scenarios import Scenario

    Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Bank:
    """Runs of a scenario under other parameters, answered as the figures of a vintage.

    store : where answers are kept, so that nothing is run twice.  vintage, last : which figures, see `figures_of`.
    households, burn_in : of each run.  workers : runs at a time, None = all cores.  scheduler : of a Dask cluster.
    """

    store: Store
    scenario: Scenario
    space: Space
    vintage: str
    last: str
    households: int
    burn_in: int
    workers: int | None = None
    scheduler: str | None = None
    shown: Callable[[str, int, int], None] | None = None

    def statistics(self, points: Matrix, seed: int, stage: str) -> Matrix:
        """Answers of the runs at points u [n, d] under one seed: [n, k], on the scale of the figures, fitted ones
        first. NaN in the rows of runs that failed."""
        figures = figures_of(self.vintage, self.last)
        keep = Reducer(answers, (self.vintage, self.last, _digest(figures)))
        jobs = [
            Job(self.scenario.with_parameters(self.space.values(u)), seed, keep, self.households, burn_in=self.burn_in)
            for u in points
        ]
        shown = self.shown
        bar = (lambda done, number: shown(stage, done, number)) if shown else None
        run_jobs(jobs, self.store, self.workers, bar, self.scheduler)
        rows = [self.store.read(job.key) for job in jobs]
        failed = np.full(len(figures.targets), np.nan)
        return np.array([failed if row.reason else row.arrays["answers"] for row in rows])


def answers(run: xr.Dataset, vintage: str, last: str, _: str) -> Mapping[str, NDArray[np.float64]]:
    """What is kept of a run: what it says of the figures of a vintage."""
    return {"answers": figures_of(vintage, last).of(run)}


def _digest(figures: Figures) -> str:
    asked = [(t.id, t.operator, str(t.first), str(t.last), t.log) for t in figures.targets]
    return hashlib.sha256(repr(asked).encode()).hexdigest()
