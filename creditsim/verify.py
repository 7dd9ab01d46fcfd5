"""`creditsim verify RESULT`: run a result again and compare it bit by bit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import DataError, ResultError, ScenarioError, UsageError

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

    from sim.scenarios import Scenario

NEEDED: dict[str, tuple[type, ...]] = {
    "scenario": (str,), "scenario_document": (dict,), "households": (int,), "seed": (int,), "draw": (int, type(None)),
    "burn_in": (int,), "panel": (int, type(None)), "code": (str,), "data": (str,), "versions": (dict,),
}  # fmt: skip
"""What a record must hold to be run again, and of which type."""

LONGEST_BURN_IN = 1_200

ANOTHER = "another version than the result was made with"

REMEDY = "Run the scenario again with this version, or verify it with the version that made it."

Where = Annotated[Path, typer.Argument(metavar="RESULT", help="folder or run.nc that `creditsim run` wrote")]
Threads = Annotated[
    int | None, typer.Option("--threads", "-t", min=1, max=1024, help="threads; the bits do not depend on them")
]


def verify(result: Where, threads: Threads = None) -> None:
    """Run a result again from its own record and compare every number. Exit code 0 = equal, 1 = different, 2 = it
    cannot be compared."""
    from rich.console import Console

    from creditsim.show import simulated
    from sim.running import run_record

    console = Console(markup=False, highlight=False, soft_wrap=True)
    kept, record = read_record(result)
    scenario = scenario_in(record, result)
    settings = {name: record[name] for name in ("households", "seed", "draw", "burn_in", "panel")}
    lines = changes(record, run_record(scenario, **settings))
    for line in lines:
        console.print(line)
    try:
        again = simulated(scenario, settings, threads)
    except (ScenarioError, UsageError, DataError) as problem:
        raise cannot_be_compared(result, f"this version cannot run it ({problem.what.rstrip('.')})") from None
    different = differences(kept, again)
    for line in different:
        console.print(line)
    if different:
        console.print(f"Different: {len(different)} of {len(again.variables)} variables.")
        if any(ANOTHER in line for line in lines):
            console.print("It was made with another version: numbers that moved since are no sign of a bad result.")
        raise typer.Exit(1)
    console.print(f"Equal, bit by bit: {len(again.variables)} variables of {len(again['month'])} months.")


def cannot_be_compared(result: Path, reason: str) -> ResultError:
    """The error of a result that cannot be run again."""
    return ResultError(f"the result cannot be compared: {reason}.", file=result, remedy=REMEDY)


def read_record(result: Path) -> tuple[xr.Dataset, dict[str, Any]]:
    """A result and its run record. Raises ResultError."""
    from sim.results import load_result

    kept = load_result(result)
    try:
        record = json.loads(kept.attrs["run_record"])
    except ValueError:
        raise cannot_be_compared(result, "its run record is no JSON") from None
    if not isinstance(record, dict):
        raise cannot_be_compared(result, "its run record is no map")
    record.setdefault("panel", None)
    absent = [name for name in NEEDED if name not in record]
    if absent:
        raise cannot_be_compared(result, f"its run record lacks {', '.join(absent)}")
    odd = [name for name, types in NEEDED.items() if type(record[name]) not in types]
    if odd or not 0 <= record["burn_in"] <= LONGEST_BURN_IN:
        name = odd[0] if odd else "burn_in"
        raise cannot_be_compared(result, f"its run record has the {name} {record[name]!r:.60}")
    return kept, record


def scenario_in(record: dict[str, Any], result: Path) -> Scenario:
    """The scenario that a record wrote down. Raises ResultError where this version cannot read it."""
    from sim.scenarios import scenario_of

    try:
        return scenario_of(record["scenario_document"], str(record["scenario"]))
    except ScenarioError as problem:
        reason = f"this version cannot read its scenario ({problem.place or 'document'}: {problem.what.rstrip('.')})"
        raise cannot_be_compared(result, reason) from None


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
