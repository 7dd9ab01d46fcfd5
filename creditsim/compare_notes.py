"""How to read a comparison: what its intervals hold, how the rule of stopping ended, what is not in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from creditsim.show import parameters_said

if TYPE_CHECKING:
    import xarray as xr

RATIO = (
    "Error ratio: standard error of the paired difference over that of unrelated runs; low: pairing helps. "
    "Order: couples told apart by their own paired difference, Bonferroni over couples."
)

COST = (
    "Cost per net yuan: ratio of sums, Fieller's interval; not determined where the gain's interval covers zero. Tax "
    "that comes back is an estimate and not deducted. No income multiplier: nobody earns more because others buy more. "
    "Complaints are a proxy, refusals and new defaults. Discounts on cars, phones and appliances count as makers'."
)

MANY = "Each interval holds by itself: of the many in the breakdowns one in twenty misses its number by chance."

SEQUENTIAL = "The rule looks after every pair, so intervals cover somewhat less than 95 % (Chow and Robbins 1965)."


def notes(effects: xr.Dataset) -> list[str]:
    """Lines below the tables of a comparison."""
    record = json.loads(effects.attrs["run_record"])
    pairs, draws = len(effects["pair"]), int(record["draws"])
    origin = str(record["parameters_from"])
    luck = parameters_said(origin, None) if draws == 1 else f"{draws} draws of the {origin}"
    units = f"{pairs} pairs" if draws == 1 else f"the means of {draws} draws, because pairs of a draw share parameters"
    holds = f"it holds luck{' and parameters' if draws > 1 else ''}, not what the model leaves out"
    lines = [
        f"{record['households']:,} households, {pairs} pairs of runs to {record['last']}, parameters: {luck}.",
        f"Base and scenario share households and luck, pair by pair. Interval: Student t over {units}, 95 %; {holds}.",
        RATIO,
        MANY,
        COST,
    ]
    if draws > 1:
        lines.append("Spread within and between draws: columns within_draws and between_draws of effects.csv.")
    if record["precision"] is not None:
        lines += _stopped(record, pairs)
    return lines


def _stopped(record: dict[str, Any], pairs: int) -> list[str]:
    """How the sequential rule ended, and which measure was narrow enough why."""
    most = int(record["seeds"]) * int(record["draws"])
    looked_at = [
        (f"{name} in {scenario}", why) for scenario, all_ in record["stopped"].items() for name, why in all_.items()
    ]
    met = ", ".join(f"{name} ({why})" for name, why in looked_at if why)
    wide = ", ".join(name for name, why in looked_at if not why)
    end = f"Ended after all {most} pairs" if pairs == most else f"Stopped after {pairs} of at most {most} pairs"
    missed = f"; still too wide: {wide}" if wide else ""
    return [f"{end} (--precision {record['precision']:g}). Narrow enough: {met or 'nothing'}{missed}.", SEQUENTIAL]
