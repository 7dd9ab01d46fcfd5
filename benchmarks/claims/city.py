"""The whole city, every household."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.claims.registry import Row, Settings, claim, judged, reported

MOST_SECONDS, MOST_GIB, FLAT = 60.0, 2.5, 0.25
SCRIPT = (
    "import json; from benchmarks.timing import timed_run; from sim.population.cells import load_cells; "
    "sizes = (1_000, 100_000, round(float(load_cells().people.city))); "
    "print(json.dumps([timed_run(size, 2)._asdict() for size in sizes]))"
)
"""In a process of its own, so that the peak of memory is the city's."""


@claim("speed", run="full")
def whole_city(settings: Settings) -> Iterator[Row]:
    """Start state, burn-in and 60 months of every household on two threads; memory; ledger."""
    from benchmarks.runs import timed
    from benchmarks.timing import Timed

    done = timed(["-c", SCRIPT])
    if done.code != 0:
        raise RuntimeError(done.output[-300:])
    _, few, city = (Timed(**run) for run in json.loads(done.output.splitlines()[-1]))
    name = f"whole city, {city.households:,} households, two threads"
    yield reported(f"{name}: start state", f"{city.start:.0f} s")
    yield reported(f"{name}: burn-in of 24 months", f"{city.burn_in:.0f} s")
    figure = f"{city.months:.0f} s ({city.cost:.0f} ns CPU a household-month)"
    yield judged(f"{name}: 60 months", figure, f"<= {MOST_SECONDS:.0f} s", met=city.months <= MOST_SECONDS)
    figure = f"{city.peak:.2f} GiB ({city.bytes:.0f} bytes a household)"
    yield judged(f"{name}: peak memory", figure, f"<= {MOST_GIB} GiB", met=city.peak <= MOST_GIB)
    change = city.cost / few.cost - 1
    what = f"{name}: cost of a household-month over that at {few.households:,}"
    yield judged(what, f"{change:+.0%}", f"within {FLAT:.0%}", met=abs(change) <= FLAT)
    yield judged(f"{name}: ledger error", f"{city.error} fen", "0 fen", met=city.error == 0)
