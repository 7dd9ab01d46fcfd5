"""A compiled formula as plain Python on plain floats: the same source, no compiler, no numpy scalars.

`formula.py_func` alone would calculate with numpy's scalars, which is several times slower than Python's own floats and
so unfair to a rival made of objects. The function is bound anew to names that mean plain numbers.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from types import FunctionType, SimpleNamespace
from typing import Any

import numpy as np

from sim.engine import maths

_NUMBERS = SimpleNamespace(
    float32=float, float64=float, int64=int, int32=int, uint8=int, floor=math.floor, sqrt=math.sqrt, inf=math.inf
)
_MATHS: dict[Any, Any] = {
    maths.exp: math.exp,
    maths.log: math.log,
    maths.power: pow,
    maths.normal_quantile: NormalDist().inv_cdf,
}


def plain(formula: Any) -> Any:
    """The Python function behind a formula, with every name it reads plain too."""
    if formula in _MATHS:
        return _MATHS[formula]
    function = formula.py_func
    read = {
        name: _plain(function.__globals__[name]) for name in function.__code__.co_names if name in function.__globals__
    }
    return FunctionType(function.__code__, {"__builtins__": __builtins__, **read}, function.__name__)


def _plain(value: Any) -> Any:
    if value is np:
        return _NUMBERS
    if isinstance(value, type) and issubclass(value, np.generic):
        return float if issubclass(value, np.floating) else int
    if isinstance(value, np.generic):
        return value.item()
    return plain(value) if hasattr(value, "py_func") else value


def fields(record: Any) -> SimpleNamespace:
    """A record of numbers as an object of plain numbers."""
    return SimpleNamespace(**{name: record[name].item() for name in record.dtype.names if record[name].ndim == 0})
