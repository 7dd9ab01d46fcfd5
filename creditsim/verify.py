"""`creditsim verify RESULT`: run a result again and compare it bit by bit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from creditsim.records import (
    OF_A_COMPARISON,
    OF_A_RUN,
    cannot_be_compared,
    kept_run,
    record_of,
    scenario_in,
    scenarios_in,
)
from sim.errors import DataError, ResultError, ScenarioError, UsageError

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

ANOTHER = "another version than the result was made with"

Where = Annotated[
    Path,
    typer.Argument(metavar="RESULT", help="folder that `creditsim run` or `compare` wrote, or its run.nc, effects.nc"),
]
Threads = Annotated[
    int | None, typer.Option("--threads", "-t", min=1, max=1024, help="threads; the bits do not depend on them")
]


class Again(NamedTuple):
    """A result beside what its record makes now. record, now : what both were made with. extent : in words."""

    kept: xr.Dataset
    made: xr.Dataset
    record: Mapping[str, Any]
    now: Mapping[str, Any]
    extent: str


def verify(result: Where, threads: Threads = None) -> None:
    """Run a result or a comparison again from its own record and compare every number. Exit code 0 = equal, 1 =
    different, 2 = it cannot be compared."""
    from rich.console import Console

    console = Console(markup=False, highlight=False, soft_wrap=True)
    try:
        again = compared_again(result, threads) if holds_comparison(result) else run_again(result, threads)
    except (ScenarioError, UsageError, DataError) as problem:
        raise cannot_be_compared(result, f"this version cannot run it ({problem.what.rstrip('.')})") from None
    lines = changes(again.record, again.now)
    different = differences(again.kept, again.made)
    for line in (*lines, *different):
        console.print(line)
    count = len(again.made.variables)
    if different:
        console.print(f"Different: {len(different)} of {count} variables.")
        if any(ANOTHER in line for line in lines):
            console.print("It was made with another version: numbers that moved since are no sign of a bad result.")
        raise typer.Exit(1)
    console.print(f"Equal, bit by bit: {count} variables of {again.extent}.")


def holds_comparison(result: Path) -> bool:
    """Is this the folder, or the file, of a comparison? Raises ResultError for a folder that holds a run as well."""
    from experiments.comparison import load_effects
    from experiments.comparison.store import FILE

    if result.is_dir():
        if (result / FILE).exists() and (result / "run.nc").exists():
            what = "the folder holds a run and a comparison."
            raise ResultError(what, file=result, remedy=f"Give its run.nc or its {FILE}.")
        return (result / FILE).exists()
    try:
        load_effects(result)
    except ResultError:
        return result.name == FILE
    return True


def run_again(result: Path, threads: int | None) -> Again:
    """A run, made again. Raises ResultError, and what a run raises."""
    from creditsim.show import simulated
    from sim.running import run_record

    kept = kept_run(result)
    record = record_of(kept, result, OF_A_RUN, {"panel": None})
    scenario = scenario_in(record["scenario_document"], str(record["scenario"]), result)
    settings = {name: record[name] for name in ("households", "seed", "draw", "burn_in", "panel")}
    made = simulated(scenario, settings, threads)
    return Again(kept, made, record, run_record(scenario, **settings), f"{len(made['month'])} months")


def compared_again(result: Path, threads: int | None) -> Again:
    """A comparison, made again. threads : pairs at a time. Raises ResultError, and what a comparison raises."""
    from creditsim.compare import compared
    from experiments.comparison import load_effects
    from sim.running import run_record

    kept = load_effects(result)
    record = record_of(kept, result, OF_A_COMPARISON, {} if "share" in kept else {"orders": 0})
    (name, base), *others = scenarios_in(record, result).items()
    asked = ("households", "seeds", "draws", "precision", "last", "at", "orders", "burn_in")
    settings = {one: record[one] for one in asked}
    made = compared(base, dict(others), {**settings, "limits": bool(record["limits"]), "threads": threads})
    now = run_record(base, record["households"], 1, None, record["burn_in"])
    return Again(kept, made, record, now, f"{made.sizes['pair']} pairs of {len(others)} scenarios against {name}")


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What the two runs were made with: one line for code, for data, and for the libraries."""
    lines = [f"{name}: {'the same' if before[name] == now[name] else ANOTHER}" for name in ("code", "data")]
    old, new = dict(before["versions"]), dict(now["versions"])
    moved = [f"{k} {old.get(k, 'none')} -> {new.get(k, 'none')}" for k in sorted(old | new) if old.get(k) != new.get(k)]
    return [*lines, f"libraries: {', '.join(moved) or 'the same'}"]


def differences(kept: xr.Dataset, again: xr.Dataset) -> list[str]:
    """One line for each variable, labels included, that is not the same in both, bit by bit."""
    lines = []
    for name in sorted({*map(str, kept.variables), *map(str, again.variables)}):
        if name not in kept.variables or name not in again.variables:
            lines.append(f"{name}: only in the {'result' if name in kept.variables else 'new run'}")
            continue
        old, new = kept[name].to_numpy(), again[name].to_numpy()
        if kept[name].dims != again[name].dims or old.shape != new.shape:
            lines.append(f"{name}: {kept[name].sizes} before, {again[name].sizes} now")
        elif unequal := int(_unequal(old, new).sum()):
            lines.append(f"{name}: {unequal:,} of {old.size:,} numbers differ")
    return lines


def _unequal(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Where the bits differ; two numbers that are not there (NaN) are equal. Labels are compared as text."""
    import numpy as np

    if old.dtype.kind != "f" or new.dtype.kind != "f":
        return np.asarray(old.astype(str) != new.astype(str) if old.dtype.kind in "OUS" else old != new)
    whole = np.int64 if old.dtype.itemsize == 8 else np.int32
    same = old.view(whole) == new.view(whole) if old.dtype == new.dtype else np.zeros(old.shape, bool)
    return ~(same | (np.isnan(old) & np.isnan(new)))
