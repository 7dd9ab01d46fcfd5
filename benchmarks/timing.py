"""A run cut into its parts, each timed: start state, burn-in, months."""

from __future__ import annotations

import resource
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

MONTHS, BURN_IN = 60, 24


class Timed(NamedTuple):
    """Seconds of the parts of a run.  cpu : of all threads, of the 60 months.  peak : of the process, GiB.
    error : fen that the ledger is off, all months together.  bytes : of a household, margins of blocks included."""

    households: int
    threads: int
    start: float
    burn_in: float
    months: float
    cpu: float
    peak: float
    error: int
    bytes: float

    @property
    def cost(self) -> float:
        """CPU time of a household-month, ns."""
        return self.cpu / self.households / MONTHS * 1e9


def timed_run(households: int, threads: int = 1) -> Timed:
    """Run `shanghai/actual` and time its parts; compiled before."""
    from sim.build import build
    from sim.scenarios import load_scenario

    clock = time.perf_counter
    zero = clock()
    built = build(load_scenario("shanghai/actual"), households, 1, None, burn_in=BURN_IN, threads=threads)
    begun = clock()
    month = stepper(built, threads)
    error = sum(month(k) for k in range(BURN_IN))
    warm, cpu = clock(), time.process_time()
    error += sum(month(k) for k in range(BURN_IN, BURN_IN + MONTHS))
    done = clock()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    parts = (begun - zero, warm - begun, done - warm, time.process_time() - cpu)
    return Timed(households, threads, *parts, peak, int(error), built.economy.homes.nbytes / households)


def stepper(built: Any, threads: int) -> Any:
    """A function that runs one month of a built economy and returns the ledger's error."""
    from sim.build import new_tile
    from sim.month import ThreadedHouseholds, begin_month, end_month

    economy = built.economy
    parts = min(4 * threads if threads > 1 else 1, len(economy.homes))
    step = ThreadedHouseholds(economy, [new_tile(economy) for _ in range(parts)], threads)

    def month(number: int) -> int:
        begin_month(economy.world, economy.plan, economy.book, number)
        step(number)
        return int(end_month(economy.world, economy.book, economy.before))

    return month


class Ensemble(NamedTuple):
    """Seconds of so many runs on two threads: whole, without the making of their start states, CPU time of all."""

    runs: int
    seconds: float
    months_alone: float
    cpu: float


def ensemble(runs: int, households: int, threads: int = 2) -> Ensemble:
    """Runs of 60 months with a seed each, a thread a run; months alone are told by the threads' own clocks."""
    from sim.build import build
    from sim.running import run
    from sim.scenarios import load_scenario

    scenario = load_scenario("shanghai/actual")

    def one(seed: int) -> float:
        built = build(scenario, households, seed, None, burn_in=0, threads=1)
        before = time.perf_counter()
        run(built, 1)
        return time.perf_counter() - before

    start, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        inside = sum(pool.map(one, range(1, runs + 1)))
    return Ensemble(runs, time.perf_counter() - start, inside / threads, time.process_time() - cpu)


def machine() -> list[tuple[str, str]]:
    """What these seconds were measured on."""
    import os
    import platform
    from importlib.metadata import version
    from pathlib import Path

    info = Path("/proc/cpuinfo")
    models = (
        [line.split(":")[1].strip() for line in info.read_text().splitlines() if "model name" in line]
        if info.exists()
        else []
    )
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "mesa"))
    return [
        ("processor", f"{models[0] if models else platform.processor()}, {os.cpu_count()} threads"),
        ("load before", " ".join(f"{load:.1f}" for load in os.getloadavg())),
        ("versions", f"Python {platform.python_version()}, {libraries}"),
        ("system", f"{platform.system()} {platform.machine()}"),
    ]
