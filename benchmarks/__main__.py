"""`make bench`: seconds and nanoseconds a household-month of warm runs, by size of the sample."""

from __future__ import annotations

import resource
import sys
import time

from sim.scenarios import load_scenario
from sim.simulate import simulate

SIZES = (10_000, 20_000, 100_000, 1_000_000)
GOALS = {20_000: "goal 0.25 s for 60 months"}


def main() -> None:
    """Print one line a size: wall seconds of all months, burn-in and set-up included, and ns a household-month."""
    scenario = load_scenario("shanghai/actual")
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    for size in sizes:
        simulate(scenario.with_months(last="2022-01"), households=size, burn_in=0)
        start = time.perf_counter()
        simulate(scenario, households=size)
        seconds = time.perf_counter() - start
        months = scenario.months + 24
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        each = seconds / size / months * 1e9
        print(f"{size:>10,} households x {months} months: {seconds:6.2f} s wall, {each:6.0f} ns "
              f"a household-month, peak {peak:.1f} GiB  {GOALS.get(size, '')}")  # fmt: skip


main()
