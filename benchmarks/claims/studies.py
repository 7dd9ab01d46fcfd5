"""Studies of many runs, and a run of many households: memory and bits."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.claims.registry import Row, Settings, claim, judged, reported

FEW, MANY, MORE = 100, 1_000, 1.1


@claim("studies", run="slow")
def memory_of_studies(settings: Settings) -> Iterator[Row]:
    """A study takes no more memory for ten times as many runs."""
    from benchmarks.studies import HOUSEHOLDS, peak_memory

    few, many = peak_memory(FEW), peak_memory(MANY)
    of_runs = f"runs of {HOUSEHOLDS} households x 6 months on two threads, published"
    yield reported(f"peak memory of {FEW} {of_runs}", f"{few:.0f} MiB")
    what = f"peak memory of {MANY:,} {of_runs}, over that of {FEW}"
    yield judged(what, f"{many:.0f} MiB, {many / few:.2f} times", f"<= {MORE} times", met=many <= MORE * few)


@claim("studies", run="slow")
def shards(settings: Settings) -> Iterator[Row]:
    """A run whose households are shared out over two processes has the bits of one."""
    from benchmarks.studies import sharded

    found = sharded(settings.large)
    what = f"{settings.large:,} households x 60 months over two workers: the same bits as one process"
    figure = "yes" if found.same else "no"
    figure += f"; {found.shared:.0f} s against {found.alone:.0f} s on two threads"
    yield judged(what, figure, "yes", met=found.same)
    yield reported("tallies that travel, a worker and month, either way", f"{found.travel:.2f} MiB")
