"""Indices as rows: one for each quantity, factor and output."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

COLUMNS = {
    "sobol": ("first", "first_low", "first_high", "total", "total_low", "total_high", "pawn"),
    "morris": ("mean", "size", "low", "high", "spread", "floor"),
    "pawn": ("pawn",),
}
"""Numbers of each method that stand in its table."""

EMULATED = ("emulated_first", "emulated_total")

OF_OUTPUT = ("noise_share", "pawn_chance", "q2")


def indices_table(found: xr.Dataset) -> pd.DataFrame:
    """One row for each quantity, output and factor, with what is known of the output beside (luck's part, chance level
    of PAWN, Q2 of the emulator)."""
    import pandas as pd

    names = [name for name in (*COLUMNS[found.attrs["method"]], *EMULATED) if name in found]
    rows = []
    for quantity in map(str, found["quantity"].to_numpy()):
        for output in map(str, found["output"].to_numpy()):
            one = found.sel(quantity=quantity, output=output)
            beside = {name: float(one[name]) for name in OF_OUTPUT if name in found}
            for factor in map(str, found["factor"].to_numpy()):
                numbers = {name: float(one[name].sel(factor=factor)) for name in names}
                rows.append({"quantity": quantity, "output": output, "factor": factor, **numbers, **beside})
    return pd.DataFrame.from_records(rows)


def runs_table(found: xr.Dataset) -> pd.DataFrame:
    """One row a run of a pair at a row of the design: values of the factors, then base and policy of each output."""
    import pandas as pd

    pairs = found.sizes["pair"]
    factors = found["value"].to_dataframe().reset_index().pivot_table(index="row", columns="factor", values="value")
    factors = factors[list(map(str, found["factor"].to_numpy()))].loc[lambda frame: frame.index.repeat(pairs)]
    parts = [factors.reset_index()]
    for name in ("base", "policy"):
        flat = found[name].to_numpy().reshape(len(factors), -1)
        parts.append(pd.DataFrame(flat, columns=[f"{name}:{output}" for output in found["output"].to_numpy()]))
    return pd.concat(parts, axis=1)
