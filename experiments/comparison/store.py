"""Files of a comparison: effects.nc holds all of it, effects.csv one row an effect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.comparison.summary import GAINS
from sim.errors import ResultError
from sim.results import NETCDF

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

FILE, TABLE = "effects.nc", "effects.csv"

NUMBERS = ("effect", "low", "high", "error", "unpaired_error", "error_ratio", "within_draws", "between_draws")

LABELS = ("table", "item", "unit", "period", "theme", "meaning")


def effects_table(effects: xr.Dataset) -> pd.DataFrame:
    """One row for each response, scenario and measure: base, effect with interval, part of the base, errors; and rows
    for public cost per net yuan (`cost_per/retail`, NaN = not determined) and for the chance that the gap lies inside a
    band (`inside/1pp`, in `effect`)."""
    import pandas as pd

    records: list[dict[str, Any]] = []
    for response in map(str, effects["response"].to_numpy()):
        at = effects.sel(response=response)
        base = at["mean"].isel(scenario=0)
        for scenario in map(str, effects["scenario"].to_numpy()[1:]):
            one = at.sel(scenario=scenario)
            frame = pd.DataFrame({name: one[name].to_numpy() for name in NUMBERS})
            frame.insert(0, "base", base.to_numpy())
            frame.insert(2, "of_base", (frame["effect"] / frame["base"]).where(frame["base"] != 0))
            for name in reversed(("measure", *LABELS)):
                frame.insert(0, name, effects[name].to_numpy())
            frame.insert(0, "scenario", scenario)
            frame.insert(0, "response", response)
            records += [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False)]
            records += _more(one, response, scenario)
    return pd.DataFrame.from_records(records)


def _more(one: xr.Dataset, response: str, scenario: str) -> list[dict[str, Any]]:
    head = {"response": response, "scenario": scenario, "table": "", "item": ""}
    rows = []
    for gain in map(str, one["gain"].to_numpy()):
        found = one.sel(gain=gain)
        numbers = {name: float(found[f"cost_per{end}"]) for name, end in _ENDS}
        words = {"unit": "CNY/CNY", "theme": "cost", "meaning": GAINS[gain][2]}
        rows.append(head | {"measure": f"cost_per/{gain}", **words, **numbers})
    for band in one["band"].to_numpy():
        name, chance = f"inside/{band * 100:.0f}pp", float(one["inside"].sel(band=band))
        text = f"chance that the gap lies within {band * 100:.0f} percentage points of zero"
        rows.append(head | {"measure": name, "unit": "fraction", "theme": "credit", "meaning": text, "effect": chance})
    return rows


_ENDS = (("effect", ""), ("low", "_low"), ("high", "_high"))


def save_effects(effects: xr.Dataset, folder: Path) -> None:
    """Write effects.nc and effects.csv into a folder. Raises OSError."""
    (folder / FILE).write_bytes(effects.to_netcdf(None, engine="h5netcdf"))
    effects_table(effects).to_csv(folder / TABLE, index=False)


def load_effects(place: Path | str) -> xr.Dataset:
    """Read a comparison from its folder or its effects.nc. Raises ResultError where there is none or it is damaged."""
    import h5py
    import xarray as xr

    file = Path(place) / FILE if Path(place).is_dir() else Path(place)
    remedy = "Give the folder that `creditsim compare` wrote."
    if not file.is_file():
        raise ResultError("there is no comparison here.", file=file, remedy=remedy)
    try:
        with file.open("rb") as stream:
            whole = stream.read(len(NETCDF)) == NETCDF
    except OSError as problem:
        what = f"the file cannot be read ({problem.strerror})."
        raise ResultError(what, file=file, remedy="Ask its owner for access.") from None
    try:
        if not whole:
            raise ValueError  # noqa: TRY301
        # a root that does not open leaves h5netcdf with half an object, whose end it reports on standard error
        with h5py.File(file, "r") as root:
            root.attrs.get("_nc3_strict")
        with xr.open_dataset(file, engine="h5netcdf") as opened:
            effects = opened.load()
    except (OSError, ValueError, LookupError, RuntimeError, TypeError, AttributeError, ImportError):
        raise ResultError("the file is no comparison, or it is damaged.", file=file, remedy=remedy) from None
    if "effect" not in effects or "run_record" not in effects.attrs:
        raise ResultError("the file is no comparison.", file=file, remedy=remedy)
    return effects
