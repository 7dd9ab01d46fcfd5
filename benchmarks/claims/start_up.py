"""How long a user waits: help, a run of a compiled version, the compilation, the demo, the tests."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.claims.registry import Row, Settings, claim, judged

COMMAND = ("-m", "creditsim.app")
ONLY_MODEL = (
    "from sim.scenarios import load_scenario; from sim.running import simulate; "
    "simulate(load_scenario('shanghai/actual'), households=10_000)"
)


@claim("start")
def help_text(settings: Settings) -> Iterator[Row]:
    """Help comes at once."""
    yield waiting("creditsim --help, best of 3", _best(3, *COMMAND, "--help"), 0.3)


@claim("start")
def cached_run(settings: Settings) -> Iterator[Row]:
    """A run of 10,000 households in a new process, compiled before."""
    with tempfile.TemporaryDirectory() as folder:
        words = (*COMMAND, "run", "shanghai/actual", "-n", "10000", "-o", f"{folder}/run")
        _best(1, *words)
        whole = _best(2, *words)
    what = "new process, 10,000 households x 60 months and burn-in, compiled before"
    yield waiting(f"{what}: simulate alone, best of 3", _best(3, "-c", ONLY_MODEL), 1.5)
    yield waiting(f"{what}: creditsim run with tables and pictures, best of 2", whole, 1.5)


@claim("start", run="slow")
def cold_compile(settings: Settings) -> Iterator[Row]:
    """Compilation in an empty cache."""
    with tempfile.TemporaryDirectory() as cache:
        seconds = _best(1, *COMMAND, "warm", XDG_CACHE_HOME=cache)
    yield waiting("creditsim warm, empty cache", seconds, 90)


@claim("start", run="slow")
def demo(settings: Settings) -> Iterator[Row]:
    """The demo with its compilation, installed before."""
    with tempfile.TemporaryDirectory() as folder:
        words = (*COMMAND, "run", "shanghai/actual", "-o", f"{folder}/demo")
        seconds = _best(1, *words, XDG_CACHE_HOME=f"{folder}/cache")
    yield waiting("what make demo runs, compilation included, installed before", seconds, 180)


@claim("start", run="slow")
def all_tests(settings: Settings) -> Iterator[Row]:
    """The tests of `make test`, compiled before."""
    import time

    from benchmarks.claims.promises import tested

    workers = os.environ.get("WORKERS", "2")
    _best(1, *COMMAND, "warm")
    before = time.perf_counter()
    counted, passed = tested("-n", workers)
    seconds = time.perf_counter() - before
    what = f"what make test runs, {workers} worker{'s' * (workers != '1')}, compiled before"
    yield judged(what, f"{counted} in {seconds:.0f} s", "all pass, <= 480 s", met=passed and seconds <= 480)


def waiting(what: str, seconds: float, bar: float) -> Row:
    """A row of waiting time."""
    digits = 2 if bar < 10 else 0
    return judged(what, f"{seconds:.{digits}f} s", f"<= {bar:g} s", met=seconds <= bar)


def _best(times: int, *words: str, **environment: str) -> float:
    """Shortest of several runs of a command, seconds. Raises RuntimeError where it fails."""
    from benchmarks.runs import timed

    seconds = []
    for _ in range(times):
        done = timed(words, environment)
        if done.code != 0:
            raise RuntimeError(f"{Path(words[-1]).name}: exit code {done.code}: {done.output[-300:]}")
        seconds.append(done.seconds)
    return min(seconds)
