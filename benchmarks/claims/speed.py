"""Speed beside the goals and beside rivals: what `make bench` measures."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.claims.registry import Row, Settings, claim, judged, reported

SMALL = (10_000, 20_000)
FLAT_FROM, FLAT = 100_000, 0.25
INTERACTIVE, ENSEMBLE, ENSEMBLE_RUNS = 0.25, 90.0, 1000
RIVAL_HOUSEHOLDS, RIVAL_MONTHS = 20_000, 12
BARS = {"objects": (100, "Mesa, an object a household"), "arrays": (4, "numpy, whole arrays")}


@claim("speed")
def machine(settings: Settings) -> Iterator[Row]:
    """What these seconds were measured on."""
    from benchmarks.timing import machine as parts

    yield from (reported(f"machine: {name}", value) for name, value in parts())


@claim("speed")
def interactive(settings: Settings) -> Iterator[Row]:
    """60 months of 20,000 households, compiled, after the start state."""
    from benchmarks.timing import timed_run

    best = min((timed_run(20_000) for _ in range(3)), key=lambda run: run.months)
    what = "20,000 households x 60 months after burn-in, one thread, warm, best of 3"
    figure = f"{best.months:.2f} s ({best.cpu:.2f} s CPU); before: start state {best.start:.2f} s"
    figure += f", burn-in {best.burn_in:.2f} s"
    yield judged(what, figure, f"<= {INTERACTIVE} s", met=best.months <= INTERACTIVE)


@claim("speed")
def cost(settings: Settings) -> Iterator[Row]:
    """CPU time of a household-month by size of the sample; flat from 100,000 on."""
    from benchmarks.timing import timed_run

    timed_run(1_000)
    runs = [timed_run(size) for size in SMALL] + [timed_run(size, 2) for size in (FLAT_FROM, settings.large)]
    for run in runs:
        wall = run.months / run.households / 60 * 1e9
        figure = f"{run.cost:.0f} ns CPU, {wall:.0f} ns wall on {run.threads} thread{'s' * (run.threads > 1)}"
        yield reported(f"a household-month at {run.households:,} households", figure)
    few, many = runs[-2:]
    change = many.cost / few.cost - 1
    what = f"cost of a household-month, {many.households:,} over {few.households:,} households"
    yield judged(what, f"{change:+.0%}", f"within {FLAT:.0%}", met=abs(change) <= FLAT)
    yield reported(f"bytes a household at {many.households:,}, margins of blocks included", f"{many.bytes:.0f}")


@claim("speed")
def ensemble(settings: Settings) -> Iterator[Row]:
    """1,000 runs of 20,000 households x 60 months on two threads, extrapolated."""
    from benchmarks.timing import ensemble as timed_ensemble

    found = timed_ensemble(settings.ensemble, 20_000)
    measured = (found.seconds, found.months_alone, found.cpu)
    whole, alone, cpu = (each / found.runs * ENSEMBLE_RUNS for each in measured)
    what = f"1,000 runs x 20,000 households x 60 months, two threads, from {found.runs} runs"
    figure = f"{whole:.0f} s with their start states ({cpu:.0f} s CPU); months alone about {alone:.0f} s"
    yield judged(what, figure, f"<= {ENSEMBLE:.0f} s", met=whole <= ENSEMBLE)


@claim("speed")
def rivals(settings: Settings) -> Iterator[Row]:
    """The same rules (income, consumption, one account, arrears) in blocks, in numpy arrays and in Mesa's objects."""
    from benchmarks.rivals.compare import compare

    ours, *others = compare(RIVAL_HOUSEHOLDS, RIVAL_MONTHS)
    for rival in others:
        bar, name = BARS[rival.name]
        ratio = rival.cost / ours.cost
        what = f"against {name}: income, consumption, one account, arrears; {RIVAL_HOUSEHOLDS:,} x {RIVAL_MONTHS}"
        figure = f"{ratio:.1f} times ({rival.cost:,.0f} against {ours.cost:.0f} ns CPU), "
        figure += f"sums differ by {rival.difference:.0e}"
        yield judged(what, figure, f">= {bar} times", met=ratio >= bar)
