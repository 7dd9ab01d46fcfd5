"""Claims by name. A claim is a function that measures and returns rows; whether a bar is met is decided by code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

YES, NO, REPORTED, INPUT = "yes", "no", "reported", "input"


class Row(NamedTuple):
    """One measured claim.  met : yes, no, reported (no bar is set), input (set beforehand, so nothing to pass)."""

    claim: str
    figure: str
    bar: str
    met: str


class Settings(NamedTuple):
    """How large the measurements are.  large : households of the large sample.  seeds : runs of 20,000 that give the
    standard errors.  draws : random parameter sets.  ensemble : runs from which 1,000 are extrapolated."""

    large: int = 1_000_000
    seeds: int = 8
    draws: int = 5
    ensemble: int = 100


Measurement = Callable[[Settings], Iterable[Row]]


@dataclass(frozen=True)
class Claim:
    """A named measurement.  theme : group it belongs to.  run : "always", or the option that asks for it (slow: minutes
    that tests or a fresh compilation take; full: the whole city).  must_hold : whether a miss fails the command; levels
    of an uncalibrated model are reported, pass or not."""

    name: str
    measure: Measurement
    theme: str
    run: str
    must_hold: bool


CLAIMS: dict[str, Claim] = {}
"""Every claim by name, in the order of the table."""


def claim(theme: str, *, run: str = "always", must_hold: bool = True) -> Callable[[Measurement], Measurement]:
    """Register a measurement under its function's name."""

    def keep(measure: Measurement) -> Measurement:
        name = measure.__name__
        if name in CLAIMS:
            raise ValueError(f"the claim '{name}' is registered twice.")
        CLAIMS[name] = Claim(name, measure, theme, run, must_hold)
        return measure

    return keep


def judged(what: str, figure: str, bar: str, *, met: bool) -> Row:
    """A row with a bar."""
    return Row(what, figure, bar, YES if met else NO)


def reported(what: str, figure: str, *, status: str = REPORTED) -> Row:
    """A row without a bar."""
    return Row(what, figure, "", status)
