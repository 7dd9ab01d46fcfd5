"""The bank of runs behind a calibration: what a run answered is kept at once, so that nothing is run twice.

One line of JSON a run, named by all that the run depends on. A line that was cut off when the machine stopped is passed
over, and its run is done again.
"""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from calibration.search.space import Space
    from calibration.search.statistics import Figures
    from sim.scenarios import Scenario

    Matrix = NDArray[np.float64]


@dataclass
class Bank:
    """Runs of a scenario under other parameters, answered as figures.

    file : where answers are kept; missing = a new one.  households, burn_in : of each run.  threads : runs at a time;
    answers depend neither on threads nor on the order of runs.
    """

    file: Path
    scenario: Scenario
    space: Space
    figures: Figures
    households: int
    burn_in: int
    threads: int
    shown: Callable[[str, int, int], None] | None = None

    def __post_init__(self) -> None:
        from sim.running import run_record

        made = run_record(self.scenario, self.households, 0, None, self.burn_in)
        asked = [(t.id, t.operator, str(t.first), str(t.last), t.log) for t in self.figures.targets]
        whole = json.dumps(
            [made["scenario_document"], made["code"], made["data"], asked, self.households, self.burn_in]
        )
        self._base = hashlib.sha256(whole.encode())
        self._lock = Lock()
        self._known = _read(self.file)

    def statistics(self, points: Matrix, seed: int, stage: str) -> Matrix:
        """Statistics of the runs at points u [n, d] under one seed: [n, k], on the scale of the figures."""
        keys = [self._key(point, seed) for point in points]
        wanted = {key: point for key, point in zip(keys, points, strict=True) if key not in self._known}
        done = len(points) - len(wanted)
        with ThreadPoolExecutor(self.threads) as pool:
            for _ in pool.map(lambda item: self._run(item[0], item[1], seed), wanted.items()):
                done += 1
                if self.shown:
                    self.shown(stage, done, len(points))
        return np.array([self._known[key] for key in keys])

    def _key(self, point: Matrix, seed: int) -> str:
        name = self._base.copy()
        name.update(json.dumps([self.space.values(point), seed]).encode())
        return name.hexdigest()

    def _run(self, key: str, point: Matrix, seed: int) -> None:
        from sim import simulate

        scenario = self.scenario.with_parameters(self.space.values(point))
        run = simulate(scenario, households=self.households, seed=seed, burn_in=self.burn_in, threads=1)
        answers = [float(value) for value in self.figures.of(run)]
        with self._lock, self.file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"run": key, "answers": answers}) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
            self._known[key] = answers


def _read(file: Path) -> dict[str, list[float]]:
    known: dict[str, list[float]] = {}
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        return known
    text = file.read_text(encoding="utf-8", errors="replace")
    for line in text.splitlines():
        try:
            row = json.loads(line)
            known[row["run"]] = row["answers"]
        except (ValueError, KeyError, TypeError):
            continue
    if text and not text.endswith("\n"):
        with file.open("a", encoding="utf-8") as stream:
            stream.write("\n")
    return known
