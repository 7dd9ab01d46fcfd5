"""Pairs of runs at points of a design: base and policy with the same households, luck and parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.runs import Job, Reducer, Row, Store, run_jobs
from calibration.runs.in_turn import in_turn
from calibration.runs.work import row_of
from experiments.points.evaluate import Answers, Point, Progress
from experiments.points.factors import Factor, with_levers, with_uncertainties
from experiments.points.outcomes import KEPT, kept_outputs, output_names
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.scenarios import Scenario


@dataclass(frozen=True)
class PairsOfRuns:
    """Answers of the model: an `Evaluate`.

    base, policy : scenarios; levers are set in the policy alone.  factors : of the points.  outcomes : by name.
    months : of the indicators kept, `2026-12`.  at : month looked at by measures.  households : of a run.
    threads : runs at a time; answers do not depend on them.  store : where runs are kept, so that none is done twice,
    also after the program was killed; None = nowhere.
    """

    base: Scenario
    policy: Scenario
    factors: tuple[Factor, ...]
    outcomes: tuple[str, ...]
    months: tuple[str, ...]
    at: str
    households: int
    threads: int = 1
    store: Store | None = None

    def __call__(self, points: Sequence[Point], progress: Progress | None = None) -> Answers:
        """Live the pairs; a run that two points share, as the base of mixes under one luck, is lived once. Raises
        UsageError where a run fails: those done are kept."""
        outputs = output_names(self.outcomes, self.months)
        reducer = Reducer(kept_outputs, (self.at, ",".join(self.outcomes), ",".join(self.months)))
        jobs: dict[str, Job] = {}
        wanted = np.empty((2, len(points), len(points[0].seeds)), np.int64)
        places: dict[str, int] = {}
        for row, point in enumerate(points):
            for side, scenario in enumerate(self.scenarios_at(point)):
                for k, seed in enumerate(point.seeds):
                    job = Job(scenario, seed, reducer, self.households)
                    wanted[side, row, k] = places.setdefault(job.key, len(places))
                    jobs.setdefault(job.key, job)
        answers: NDArray[np.float64] = np.full((len(jobs), len(outputs)), np.nan)
        for one in self._rows(list(jobs.values()), progress):
            if one.reason:
                raise UsageError(f"a run failed: {one.reason}", remedy="What was run is kept: mend it and run again.")
            answers[places[one.key]] = one.arrays[KEPT]
        base, policy = answers[wanted]
        return Answers(outputs, base, policy)

    def scenarios_at(self, point: Point) -> tuple[Scenario, Scenario]:
        """Base and policy at a point."""
        policy = with_levers(self.policy, self.factors, point.values)
        base, changed = (with_uncertainties(one, self.factors, point.values) for one in (self.base, policy))
        return base, changed

    def _rows(self, jobs: list[Job], progress: Progress | None) -> Iterator[Row]:
        if self.store is not None:
            run_jobs(jobs, self.store, self.threads, progress)
            yield from self.store.rows(job.key for job in jobs)
            return
        for done, row in enumerate(in_turn(row_of, jobs, self.threads, ahead=2 * self.threads), start=1):
            if progress:
                progress(done, len(jobs))
            yield row
