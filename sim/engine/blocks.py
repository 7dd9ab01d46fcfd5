"""Records: named numbers and small arrays in one piece of memory, which compiled code takes as a single pointer.

A compiled stage that takes hundreds of arrays compiles for minutes; one that takes a few records compiles in seconds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

STRIDE = 16
"""Short lists are worked through in whole strides, so that the processor's vectors leave no remainder."""


def record_type(values: NamedTuple) -> np.dtype[Any]:
    """The record type that holds a named tuple of numbers, arrays and named tuples."""
    fields: list[tuple[Any, ...]] = []
    for name, value in zip(values._fields, values, strict=True):
        if isinstance(value, tuple):
            fields.append((name, record_type(value)))  # type: ignore[arg-type]
        elif isinstance(value, np.record):
            fields.append((name, aligned(value.dtype)))
        else:
            array = np.asarray(value)
            fields.append((name, array.dtype, array.shape) if array.shape else (name, array.dtype))
    return np.dtype(fields, align=True)


def aligned(kind: np.dtype[Any]) -> np.dtype[Any]:
    """The same fields, laid out with their natural alignment."""
    return np.dtype([(name, kind[name]) for name in kind.names or ()], align=True)


def pack(values: NamedTuple) -> np.record:
    """A named tuple of numbers, arrays and named tuples as one record; the arrays are copied."""
    place = np.zeros(1, np.dtype((np.record, record_type(values))))
    _fill(place[0], values)
    return place[0]


def _fill(place: np.record, values: NamedTuple) -> None:
    for name, value in zip(values._fields, values, strict=True):
        if isinstance(value, tuple):
            _fill(place[name], value)  # type: ignore[arg-type]
        elif isinstance(value, np.record):
            for field in value.dtype.names or ():
                place[name][field] = value[field]
        else:
            place[name] = value


def stack(columns: NamedTuple, axes: int) -> NDArray[Any]:
    """Records over the leading axes that all arrays of a named tuple share: columns become rows."""
    fields = columns._fields
    arrays = [np.asarray(array) for array in columns]
    shape = arrays[0].shape[:axes]
    kinds = [(name, array.dtype, array.shape[axes:]) for name, array in zip(fields, arrays, strict=True)]
    rows = np.zeros(shape, np.dtype(kinds, align=True))
    for name, array in zip(fields, arrays, strict=True):
        rows[name] = array
    return rows
