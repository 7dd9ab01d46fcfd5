"""What commands that run designs share: runs over threads, and a bar on standard error."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.points import Evaluate, Factor
    from sim.scenarios import Scenario

Bar = Callable[[int, int, str], None]


def kept_runs(
    base: Scenario,
    policy: Scenario,
    factors: tuple[Factor, ...],
    runs: tuple[tuple[str, ...], tuple[str, ...], str, int],
    folder: Path,
    threads: int | None,
) -> Evaluate:
    """Pairs of runs of a design, kept beside its result, so that a study that was stopped goes on.

    runs : outcomes, months kept, month looked at, households.  folder : of the result; runs are in `<folder>-runs`.
    """
    from calibration.runs import Store
    from experiments.points.runs import PairsOfRuns

    outcomes, months, at, households = runs
    store, workers = Store(f"{folder}-runs"), threads or os.cpu_count() or 1
    return PairsOfRuns(base, policy, factors, outcomes, months, at, households, workers, store)


@contextmanager
def with_bar() -> Iterator[Bar]:
    """A bar on standard error, moved by (runs done, runs in all, what they are for)."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[runs]}"), TimeRemainingColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("Preparing (the first run of a version compiles for 90 seconds)", total=None, runs="")

        def moved(done: int, most: int, what: str) -> None:
            bar.update(task, description=what, completed=done, total=most, runs=f"run {done} of {most}")

        yield moved
