"""Runs a small economy (arguments: scenario, households, months) and prints the sha256 of every table of it; with a
fourth argument, `registers`, first of all the widest registers that its compiled code uses.

With compilation switched off the same sources run as plain Python. Records then need attribute access of their own:
numpy gives it to records only, not to records inside records, and a column may bear the name of an array's attribute.
"""

from __future__ import annotations

import hashlib
import sys

import numpy as np

SEED = 7


class Fields:
    """A record, or an array of records, whose fields are attributes."""

    __slots__ = ("_place",)

    def __init__(self, place):
        object.__setattr__(self, "_place", place)

    def __getattr__(self, name):
        place = self._place
        return seen(place[name]) if name in (place.dtype.names or ()) else getattr(place, name)

    def __setattr__(self, name, value):
        self._place[name] = plain(value)

    def __getitem__(self, where):
        return seen(self._place[where])

    def __setitem__(self, where, value):
        self._place[where] = plain(value)

    def __len__(self):
        return len(self._place)


def seen(value):
    return Fields(value) if isinstance(value, np.ndarray | np.void) and value.dtype.names else value


def plain(value):
    return value._place if isinstance(value, Fields) else value


def interpreted() -> None:
    """Let the few doors between set-up and the month hand over records whose fields are attributes."""
    import sim.build
    import sim.month
    from sim.population import synthesis

    def opened(function):
        return lambda *values: function(*(seen(value) for value in values))

    synthesis._fill = opened(synthesis._fill)
    sim.build._count_stocks = opened(sim.build._count_stocks)
    sim.month.run_months = opened(sim.month.run_months)


def main(name: str, number: int, months: int, *more: str) -> None:
    import numba

    say("compiled", not numba.config.DISABLE_JIT)
    if numba.config.DISABLE_JIT:
        interpreted()
    from sim.agents.world import Plan
    from sim.build import build, new_tile
    from sim.month import new_series, run_months
    from sim.population.synthesis import column
    from sim.scenarios import load_scenario

    scenario = load_scenario(name).with_months("2025-01", f"2025-{months - 1:02}")
    built = build(scenario, number, SEED, None, burn_in=1, threads=1)
    made = built.economy
    for field in made.homes.dtype.names:
        say("opening", field, digest(column(made.homes, field)))
    books, states = new_series(months, made)
    tile = new_tile(made)[0]
    plan = Plan(*(seen(part) for part in made.plan)) if numba.config.DISABLE_JIT else made.plan
    failed = run_months(made.homes, tile, made.book, made.before, made.world, plan, 0, months, books, states)
    if "registers" in more:
        say("registers", registers())
    say("failed", failed)
    for month in range(months):
        for table in (books, states):
            for field in table.dtype.names:
                say("month", month, field, digest(table[field][month]))
    for field in made.homes.dtype.names:
        say("end", field, digest(column(made.homes, field)))


def registers() -> str:
    """Of a compiled stage: xmm (128 bits, every x86-64 processor), ymm (256, AVX2) or zmm (512, AVX-512)."""
    from sim.engine.draws import uniforms

    code = "".join(uniforms.inspect_asm().values())
    return next(kind for kind in ("zmm", "ymm", "xmm") if kind in code)


def say(*words) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def digest(values) -> str:
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()[:16]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
