"""`creditsim verify RESULT`: run a result again and compare it bit by bit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import ResultError

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

NEEDED = ("scenario", "scenario_document", "households", "seed", "draw", "burn_in", "code", "data", "versions")

Where = Annotated[Path, typer.Argument(metavar="RESULT", help="folder or run.nc that `creditsim run` wrote")]
Threads = Annotated[int | None, typer.Option("--threads", "-t", min=1, help="threads; bits do not depend on them")]


def verify(result: Where, threads: Threads = None) -> None:
    """Run a result again from its own record and compare every number. Exit code 0 = equal, 1 = different."""
    from rich.console import Console

    from creditsim.show import simulated

    console = Console(markup=False, highlight=False, soft_wrap=True)
    kept, record = read_record(result)
    again = simulated(scenario_in(record, result), record, threads)
    for line in changes(record, json.loads(again.attrs["run_record"])):
        console.print(line)
    different = differences(kept, again)
    for line in different:
        console.print(line)
    if different:
        console.print(f"Different: {len(different)} of {len(again.variables)} variables.")
        raise typer.Exit(1)
    console.print(f"Equal, bit by bit: {len(again.variables)} variables of {len(again['month'])} months.")


def read_record(result: Path) -> tuple[xr.Dataset, dict[str, Any]]:
    """A result and its run record. Raises ResultError."""
    from sim.results import load_result

    kept = load_result(result)
    remedy = "Run it again with this version."
    try:
        record = json.loads(kept.attrs["run_record"])
    except ValueError:
        raise ResultError("its run record cannot be read.", file=result, remedy=remedy) from None
    absent = [name for name in NEEDED if not isinstance(record, dict) or name not in record]
    if absent:
        raise ResultError(f"its run record lacks {', '.join(absent)}.", file=result, remedy=remedy)
    return kept, record


def scenario_in(record: dict[str, Any], result: Path) -> Any:
    """The scenario that a record wrote down. Raises ScenarioError where this version cannot read it."""
    from sim.scenarios import scenario_of

    if not isinstance(record["scenario_document"], dict):
        raise ResultError("its scenario cannot be read.", file=result, remedy="Run it again with this version.")
    return scenario_of(record["scenario_document"], str(record["scenario"]))


def changes(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What the two runs were made with: one line for code, for data, and for the libraries."""
    lines = [
        f"{name}: {'the same' if before[name] == now[name] else 'another version than the result was made with'}"
        for name in ("code", "data")
    ]
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
