"""Money is integer fen where it is stored and CNY where it is decided; the two meet here only."""

from __future__ import annotations

import numpy as np

from sim.engine.kernel import formula

FEN = 100
"""fen per CNY."""


@formula
def fen(amount):
    """CNY (float32) to integer fen, rounded half up: int64."""
    return np.int64(np.floor(np.float64(amount) * 100.0 + 0.5))


@formula
def cny(amount):
    """Integer fen to CNY: float32 (24 bits: exact to the fen up to 167,000 CNY, to 1e-7 beyond)."""
    return np.float32(np.float32(amount) * np.float32(0.01))
