"""Boxes in plain words, with the numbers of futures on which they were not found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.discovery.prim import Box


def condition(box: Box, names: Sequence[str], units: Sequence[str], choices: Sequence[tuple[float, ...]]) -> str:
    """`unemployment_rate above +0.61 pp and ...`. choices : values of a factor that has few, else empty."""
    parts = []
    for k in map(int, np.flatnonzero(box.restricted)):
        low, high = float(box.low[k]), float(box.high[k])
        parts.append(_part(names[k], low, high, units[k], choices[k]))
    return " and ".join(parts) or "no condition"


def _part(name: str, low: float, high: float, unit: str, choices: tuple[float, ...]) -> str:
    if choices:
        held = [choice for choice in choices if low <= choice <= high]
        return f"{name} = {' or '.join(f'{choice:g}' for choice in held)}"
    if np.isfinite(low) and np.isfinite(high):
        return f"{name} between {_number(low, unit)} and {_number(high, unit)}"
    return f"{name} above {_number(low, unit)}" if np.isfinite(low) else f"{name} below {_number(high, unit)}"


def _number(value: float, unit: str) -> str:
    if unit in {"fraction added", "1/year added"}:
        return f"{value * 100:+.2f} pp"
    if unit in {"fraction", "1/year"}:
        return f"{value * 100:.3g} %" + (" a year" if unit == "1/year" else "")
    return f"{value:.3g}" + ("" if unit in {"ratio", "1"} else f" {unit}")
