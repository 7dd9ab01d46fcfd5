"""Runs that several claims look at, each made once."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import xarray as xr

    from sim.build import Built

ROOT = Path(__file__).resolve().parents[1]

SAMPLE = 20_000
"""Households of the usual sample."""


@functools.cache
def actual(households: int = SAMPLE, seed: int = 1) -> xr.Dataset:
    """Shanghai as it was, 2022-01 to 2026-12, at the centre of the priors."""
    from sim.running import simulate
    from sim.scenarios import load_scenario

    return simulate(load_scenario("shanghai/actual").with_prior(), households=households, seed=seed)


class Constant(NamedTuple):
    """A run with constant paths and rules of 2021: its result and its books by month."""

    result: xr.Dataset
    books: Any


@functools.cache
def constant(households: int, draw: int | None = None, seed: int = 1) -> Constant:
    """Constant outside paths and terms, no programme, turnover on: a burn-in of twelve years, kept."""
    from sim.results import to_dataset
    from sim.running import THREADED_FROM, run

    built = constant_build(households, draw, seed)
    books, states, errors = run(built, 2 if households >= THREADED_FROM else 1)
    return Constant(to_dataset(built, books, states, errors), books)


def constant_build(households: int, draw: int | None = None, seed: int = 1) -> Built:
    """The start of such a run: that of the long-horizon gate."""
    from calibration import gate
    from calibration.facts import Setting

    return gate.constant_build(Setting("constant", draw, "prior", seed), households)


class Done(NamedTuple):
    """A command that has run."""

    seconds: float
    code: int
    output: str


def timed(words: Sequence[str], environment: Mapping[str, str] | None = None) -> Done:
    """Run Python with these arguments in a process of its own, as the Makefile would: compiled modules are kept."""
    whole = {**os.environ, **(environment or {}), "PYTHONPATH": str(ROOT)}
    whole.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=whole, capture_output=True, text=True, check=False)
    return Done(time.perf_counter() - start, done.returncode, done.stdout + done.stderr)
