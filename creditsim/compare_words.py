"""Numbers of a comparison for people: effects, their ends, and what they are part of."""

from __future__ import annotations

import math
from collections.abc import Mapping

UNKNOWN = "cannot be told"


def amount(value: float, unit: str, sign: str = "+") -> str:
    """A number with its unit: bn or m CNY, per cent of a base level, percentage points of a change, thousands."""
    if not math.isfinite(value):
        return "-"
    if unit == "CNY":
        large = abs(value) >= 1e8 or value == 0
        return f"{value / (1e9 if large else 1e6):{sign},.2f} {'bn' if large else 'm'} CNY"
    if unit in {"fraction", "1/year"}:
        return f"{value * 100:{sign}.3f} {'pp' if sign else '%'}" + (" a year" if unit == "1/year" else "")
    return f"{value / 1e3:{sign},.1f} k"


def interval(low: float, high: float, unit: str) -> str:
    """Both ends, the unit written once: that of the effect in their middle."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return "-"
    if low == high == 0:
        return "exactly 0"
    if unit == "CNY":
        large = abs(low + high) / 2 >= 1e8 or low + high == 0
        scale, word = (1e9, "bn") if large else (1e6, "m")
        return f"{low / scale:+,.2f} to {high / scale:+,.2f} {word}"
    scale, digits = (0.01, 3) if unit in {"fraction", "1/year"} else (1e3, 1)
    return f"{low / scale:+,.{digits}f} to {high / scale:+,.{digits}f}"


def verdict(low: float, high: float) -> str:
    """What an interval says: higher, lower, or that no effect can be told."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNKNOWN
    if low == high == 0:
        return "no difference"
    return "higher" if low > 0 else "lower" if high < 0 else "no effect can be told"


def per_yuan(found: Mapping[str, float]) -> str:
    """Public cost per net yuan with its interval, or that it is not determined. found : value, low, high."""
    if not math.isfinite(found["value"]):
        return "not determined"
    return f"{found['value']:.2f} ({found['low']:.2f} to {found['high']:.2f})"


def sequence(groups: tuple[tuple[str, ...], ...]) -> str:
    """Groups from the highest to the lowest; those of a group cannot be told apart."""
    if len(groups) == 1 and len(groups[0]) > 1:
        return f"cannot be told apart: {', '.join(groups[0])}"
    return "  >  ".join(
        f"[{', '.join(group)}: cannot be told apart]" if len(group) > 1 else group[0] for group in groups
    )
