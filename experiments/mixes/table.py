"""Mixes as rows: one a mix, with its levers, scores and chances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

SCORES = ("mean", "low", "high", "against_split_mean", "against_split_low", "against_split_high")
REGRET = ("regret_mean", "regret_most")


def mixes_table(found: xr.Dataset) -> pd.DataFrame:
    """One row a mix: whether it is in the set and why not, chance of keeping limits, values of the levers, and each
    objective with its interval, difference to the equal split, and regret."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for name in map(str, found["mix"].to_numpy()):
        one = found.sel(mix=name)
        row: dict[str, Any] = {"mix": name}
        row |= {part: one[part].item() for part in ("kept", "advisable", "baseline", "dropped_for")}
        row |= {part: float(one[part]) for part in ("keeps", "keeps_low", "keeps_high")}
        row |= {str(lever): float(one["lever_value"].sel(lever=lever)) for lever in found["lever"].to_numpy()}
        for objective in map(str, found["objective"].to_numpy()):
            for part in (*SCORES, *REGRET):
                row[f"{objective}:{part}"] = float(one[part].sel(objective=objective))
        rows.append(row)
    return pd.DataFrame.from_records(rows)
