"""Folders of results as a report reads them: of which kind they are, and what they hold. Nothing in them is trusted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim.errors import CreditSimError, ResultError

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from sim.scenarios import Scenario

Kind = Literal["run", "projection", "comparison", "mixes", "discovery", "sensitivity", "study"]

FILES: dict[str, Kind] = {
    "run.nc": "run",
    "projection.csv": "projection",
    "effects.nc": "comparison",
    "mixes.nc": "mixes",
    "boxes.csv": "discovery",
    "uncertainties.nc": "sensitivity",
    "levers.nc": "sensitivity",
    "study.nc": "study",
}
"""The file by which a folder is known."""

COMMANDS = "run, compare, mixes, discover, sensitivity or study run"
GIVE = f"Give a folder that `creditsim {COMMANDS}` wrote."
AGAIN = "Make the result again with this version."

UNREADABLE = (OSError, ValueError, LookupError, RuntimeError, TypeError, AttributeError, ImportError)
"""What libraries raise for a damaged file."""


@dataclass(frozen=True)
class Result:
    """A result. datasets : by name of the file, without its ending.  tables : the same of its CSV files.  record : how
    it was made.  mark : sha256 over the files that it was read from."""

    kind: Kind
    folder: Path
    datasets: Mapping[str, xr.Dataset]
    tables: Mapping[str, pd.DataFrame]
    record: Mapping[str, Any]
    mark: str

    @property
    def data(self) -> xr.Dataset:
        """The one dataset of a kind that has one."""
        return next(iter(self.datasets.values()))


def load_report_result(place: Path) -> Result:
    """The result in a folder, or beside the file that is named. Raises ResultError where there is none, of several
    kinds, or damaged."""
    folder = place.parent if place.is_file() and place.name in FILES else place
    if not folder.is_dir():
        raise ResultError("there is no such folder of a result.", file=place, remedy=GIVE)
    there = [name for name in FILES if (folder / name).is_file()]
    kinds = sorted({FILES[name] for name in there})
    if not kinds:
        if (folder / "study.json").is_file():
            remedy = "Go on with it: `creditsim study resume`."
            raise ResultError("the study has no runs that are published yet.", file=folder, remedy=remedy)
        raise ResultError("there is no result here that a report can be made of.", file=folder, remedy=GIVE)
    if len(kinds) > 1:
        what = f"the folder holds results of several kinds ({', '.join(kinds)})."
        raise ResultError(what, file=folder, remedy="Keep each in a folder of its own.")
    kind = FILES[there[0]]
    if kind == "sensitivity":
        there = sorted([*there, *(f"{Path(name).stem}_screening.nc" for name in there)])
    if kind == "discovery":
        there = ["boxes.csv", "futures.csv"]
    files = [folder / name for name in there if kind == "discovery" or (folder / name).is_file()]
    datasets = {file.stem: _dataset(file, kind) for file in files if file.suffix == ".nc"}
    tables = {file.stem: _table(file) for file in files if file.suffix == ".csv"}
    if datasets:
        first = next(file for file in files if file.suffix == ".nc")
        record = _record(str(next(iter(datasets.values())).attrs.get("run_record", "")), first)
    else:
        record = _record(_text(folder / "record.json"), folder / "record.json")
    return Result(kind, folder, datasets, tables, record, _mark(files))


def scenario_of_record(document: Any, name: str, file: Path) -> Scenario:
    """A scenario that a record wrote down. Raises ResultError."""
    from sim.scenarios import scenario_of

    try:
        return scenario_of(document, name)
    except (CreditSimError, *UNREADABLE):
        what = f"this version cannot read the scenario '{name:.60}' in its record."
        raise ResultError(what, file=file, remedy=AGAIN) from None


def _dataset(file: Path, kind: Kind) -> xr.Dataset:
    import h5py
    import xarray as xr

    from experiments.comparison import load_effects
    from sim.results import load_result

    if kind == "run":
        return load_result(file)
    if kind == "comparison":
        return load_effects(file)
    try:
        # a root that does not open leaves h5netcdf with half an object, whose end it reports on standard error
        with h5py.File(file, "r") as root:
            root.attrs.get("_nc3_strict")
        with xr.open_dataset(file, engine="h5netcdf") as opened:
            return opened.load()
    except UNREADABLE:
        raise ResultError("the file is damaged, or it is no result.", file=file, remedy=GIVE) from None


def _table(file: Path) -> pd.DataFrame:
    import pandas as pd

    if file.name == "projection.csv":
        from calibration.projection.score import read_projection

        found = read_projection(file)
        rows = [{"id": name, "period": period, "draws": draws} for (name, period), draws in found.items()]
        return pd.DataFrame(rows, columns=["id", "period", "draws"])
    try:
        return pd.read_csv(file)
    except UNREADABLE:
        raise ResultError("the table is not there, or it is damaged.", file=file, remedy=GIVE) from None


def _record(text: str, file: Path) -> Mapping[str, Any]:
    try:
        record = json.loads(text)
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise ResultError("it does not say how it was made: its run record is damaged.", file=file, remedy=AGAIN)
    return record


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _mark(files: list[Path]) -> str:
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()
