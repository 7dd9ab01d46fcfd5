"""Where the stocks of a city with given parameters settle, over where they settle at the centre of the priors.

What the opening population assumes of slow stocks (who holds which product, balances, records, lines, cars) is right
at the centre of the priors: there the model keeps it. Another parameter set keeps other stocks, and an opening stock
that it does not keep drifts for a decade. So a parameter set opens where it settles: each such marginal is multiplied
by its response to the parameters, estimated over draws of the priors by `python -m calibration.opening`, which writes
`settled.csv`. At the centre every factor is 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import exp, log
from pathlib import Path
from typing import NamedTuple

from numpy import float32 as f4

from sim.data.cells import Decimal, Name, Text
from sim.data.tables import Table, rows
from sim.parameters import Parameter, parameters

FILE = Path(__file__).with_name("settled.csv")

MOST = log(4.0)
"""Largest logarithm of a factor: no marginal is moved beyond four times its central value."""

WIDE = 3.0
"""High over low from which on a parameter is looked at in logarithms."""

SETTLED_TABLE = Table(
    kind="a table of responses",
    columns={
        "marginal": Name(), "category": Text(blank=True), "parameter": Name(), "times": Text(blank=True),
        "coefficient": Decimal(-20, 20, "log points"), "explained": Decimal(-10, 1),
    },
    key=("marginal", "category", "parameter", "times"),
)  # fmt: skip


class Term(NamedTuple):
    """One term of a response: log points of the factor of `name` a unit of a parameter's place, times another's."""

    name: str
    parameter: str
    times: str
    coefficient: float


class Settled(NamedTuple):
    """Factors by marginal or marginal:category; what is not named keeps its central value."""

    factor: Mapping[str, float]

    def __call__(self, marginal: str, category: str = "") -> float:
        """Factor of one marginal."""
        return self.factor.get(f"{marginal}:{category}" if category else marginal, 1.0)


CENTRAL = Settled({})
"""The centre of the priors: no marginal moves."""


def place(parameter: Parameter, value: float) -> float:
    """Where a value lies in the range of its prior: 0 at the central value, a unit from the low to the high end; in
    logarithms where the range is wide."""
    low, centre, high = parameter.low, parameter.value, parameter.high
    if low > 0 and high >= WIDE * low:
        return log(value / centre) / log(high / low)
    return (value - centre) / (high - low)


def terms(file: Path | None = None) -> tuple[Term, ...]:
    """The terms of a file, None = the one shipped. Raises DataError that names every bad cell."""
    return _terms(file or FILE)


@cache
def _terms(file: Path) -> tuple[Term, ...]:
    if not file.is_file():
        return ()
    found = [
        Term(_name(row["marginal"], row["category"]), row["parameter"], row["times"], float(row["coefficient"]))
        for _, row in rows(file, SETTLED_TABLE)
    ]
    return tuple(found)


def _name(marginal: str, category: str) -> str:
    return f"{marginal}:{category}" if category else marginal


def forget() -> None:
    """Read tables anew: one has been written since."""
    _terms.cache_clear()


def settled(p: Mapping[str, float], file: Path | None = None) -> Settled:
    """Factors of a parameter set. p : value by name (a record of a run's parameters serves as well)."""
    known = parameters()
    if all(f4(p[name]) == f4(parameter.value) for name, parameter in known.items()):
        return CENTRAL
    at: dict[str, float] = {"": 1.0}
    logs: dict[str, float] = {}
    for term in terms(file):
        for name in (term.parameter, term.times):
            if name not in at:
                at[name] = place(known[name], float(p[name]))
        moved = term.coefficient * at[term.parameter] * at[term.times]
        logs[term.name] = logs.get(term.name, 0.0) + moved
    return Settled({name: exp(min(max(value, -MOST), MOST)) for name, value in logs.items() if value != 0.0})
