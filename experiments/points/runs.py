"""Pairs of runs at points of a design: base and policy with the same households, luck and parameters."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.points.evaluate import Answers, Point, Progress
from experiments.points.factors import Factor, with_levers, with_uncertainties
from experiments.points.outcomes import output_names, outputs_of

if TYPE_CHECKING:
    from sim.scenarios import Scenario

Run = Callable[["Scenario", int], NDArray[np.float64]]


@dataclass(frozen=True)
class PairsOfRuns:
    """Answers of the model: an `Evaluate`.

    base, policy : scenarios; levers are set in the policy alone.  factors : of the points.  outcomes : by name.
    months : of the indicators kept, `2026-12`.  at : month looked at by measures.  households : of a run.
    threads : runs at a time; answers do not depend on them.
    """

    base: Scenario
    policy: Scenario
    factors: tuple[Factor, ...]
    outcomes: tuple[str, ...]
    months: tuple[str, ...]
    at: str
    households: int
    threads: int = 1

    def __call__(self, points: Sequence[Point], progress: Progress | None = None) -> Answers:
        """Live the pairs; a run that two points share, as the base of mixes under one luck, is lived once."""
        places: dict[str, int] = {}
        jobs: list[tuple[Scenario, int]] = []
        wanted = np.empty((2, len(points), len(points[0].seeds)), np.int64)
        for row, point in enumerate(points):
            for side, scenario in enumerate(self.scenarios_at(point)):
                text = json.dumps(scenario.document(), sort_keys=True)
                for k, seed in enumerate(point.seeds):
                    key = f"{seed}\0{text}"
                    if key not in places:
                        places[key] = len(jobs)
                        jobs.append((scenario, seed))
                    wanted[side, row, k] = places[key]
        answers = self._lived(jobs, progress)
        base, policy = answers[wanted]
        return Answers(output_names(self.outcomes, self.months), base, policy)

    def scenarios_at(self, point: Point) -> tuple[Scenario, Scenario]:
        """Base and policy at a point."""
        policy = with_levers(self.policy, self.factors, point.values)
        base, changed = (with_uncertainties(one, self.factors, point.values) for one in (self.base, policy))
        return base, changed

    def _lived(self, jobs: Sequence[tuple[Scenario, int]], progress: Progress | None) -> NDArray[np.float64]:
        """Answers of runs [run, output]."""
        answers = np.full((len(jobs), len(output_names(self.outcomes, self.months))), np.nan)
        waiting: dict[Future[NDArray[np.float64]], int] = {}
        done = 0
        with ThreadPoolExecutor(self.threads) as pool:
            for k, job in enumerate(jobs):
                waiting[pool.submit(self._run, *job)] = k
                if len(waiting) < 2 * self.threads and k + 1 < len(jobs):
                    continue
                while waiting and (len(waiting) >= 2 * self.threads or k + 1 == len(jobs)):
                    finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for one in finished:
                        answers[waiting.pop(one)] = one.result()
                        done += 1
                        if progress:
                            progress(done, len(jobs))
        return answers

    def _run(self, scenario: Scenario, seed: int) -> NDArray[np.float64]:
        from sim.running import simulate

        run = simulate(scenario, households=self.households, seed=seed, threads=1)
        return outputs_of(run, self.outcomes, self.months, self.at)
