"""What results say of how they were made: read, checked, and turned into scenarios that can be run again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import ResultError, ScenarioError

if TYPE_CHECKING:
    import xarray as xr

    from sim.scenarios import Scenario

Types = Mapping[str, tuple[type, ...]]

OF_A_RUN: Types = {
    "scenario": (str,), "scenario_document": (dict,), "households": (int,), "seed": (int,), "draw": (int, type(None)),
    "burn_in": (int,), "panel": (int, type(None)), "code": (str,), "data": (str,), "versions": (dict,),
}  # fmt: skip
"""What a record must hold for a run to be made again, and of which type."""

OF_A_COMPARISON: Types = {
    "comparison": (list,), "scenario_documents": (dict,), "households": (int,), "seeds": (int,), "draws": (int,),
    "precision": (float, int, type(None)), "limits": (dict,), "last": (str,), "at": (str,), "orders": (int,),
    "burn_in": (int,), "code": (str,), "data": (str,), "versions": (dict,),
}  # fmt: skip
"""The same of a comparison."""

PROJECTION = "projection.csv"
"""The file by which a projection is known."""

LONGEST_BURN_IN = 1_200

REMEDY = "Run the scenario again with this version, or verify it with the version that made it."


def cannot_be_compared(result: Path, reason: str) -> ResultError:
    """The error of a result that cannot be run again."""
    return ResultError(f"the result cannot be compared: {reason}.", file=result, remedy=REMEDY)


def record_of(kept: xr.Dataset, result: Path, needed: Types, missing: Mapping[str, Any]) -> dict[str, Any]:
    """The run record of a result, checked. missing : entries that older records leave out, with their values. Raises
    ResultError."""
    try:
        record = json.loads(kept.attrs["run_record"])
    except (ValueError, TypeError):
        raise cannot_be_compared(result, "its run record is no JSON") from None
    if not isinstance(record, dict):
        raise cannot_be_compared(result, "its run record is no map")
    record = {**missing, **record}
    absent = [name for name in needed if name not in record]
    if absent:
        raise cannot_be_compared(result, f"its run record lacks {', '.join(absent)}")
    odd = [name for name, types in needed.items() if type(record[name]) not in types]
    if odd or not 0 <= record["burn_in"] <= LONGEST_BURN_IN:
        name = odd[0] if odd else "burn_in"
        raise cannot_be_compared(result, f"its run record has the {name} {record[name]!r:.60}")
    return record


def scenario_in(document: Any, name: str, result: Path) -> Scenario:
    """The scenario that a record wrote down. Raises ResultError."""
    from sim.scenarios import scenario_of

    try:
        return scenario_of(document, name)
    except ScenarioError as problem:
        reason = f"this version cannot read its scenario ({problem.place or 'document'}: {problem.what.rstrip('.')})"
        raise cannot_be_compared(result, reason) from None


def scenarios_in(record: Mapping[str, Any], result: Path) -> dict[str, Scenario]:
    """The scenarios of a comparison by name, the base first. Raises ResultError."""
    names, documents = record["comparison"], record["scenario_documents"]
    named = all(isinstance(name, str) for name in names)
    if len(names) < 2 or not named or len(set(names)) < len(names) or set(names) != set(documents):
        raise cannot_be_compared(result, "the names of its scenarios and their documents do not go together")
    return {name: scenario_in(documents[name], name, result) for name in names}


def kept_run(result: Path) -> xr.Dataset:
    """The run in a folder or file. Raises ResultError where there is none, and says so of a projection."""
    from sim.results import load_result

    if (result / PROJECTION).is_file() and not (result / "run.nc").is_file():
        what = "this is a projection: it holds series of its members and no run."
        remedy = "Read it with `creditsim report` or `creditsim score`; `creditsim run` without --draws keeps a run."
        raise ResultError(what, file=result, remedy=remedy)
    return load_result(result)
