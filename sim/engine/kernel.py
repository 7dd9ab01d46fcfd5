"""The one way to compile: no fast-math, no fused multiply-add, no lock held, cached by the sources' hash."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import numba

from sim.engine.cache import cache_folder

BLAS = "scipy.linalg.cython_blas"


def _load_arrays() -> None:
    """Load the compiler's array functions without scipy's linear algebra, which takes a third of a second: they only
    ask whether it is there, and no kernel calls it. Afterwards they know that it is, and load it when it is called."""
    name = "numba.np.arraymath"
    if name in sys.modules or BLAS in sys.modules or not find_spec("scipy"):
        return
    sys.modules[BLAS] = None  # type: ignore[assignment]
    try:
        from numba.np import arraymath

        if hasattr(arraymath, "_HAVE_BLAS"):
            arraymath._HAVE_BLAS = True  # noqa: SLF001
    finally:
        del sys.modules[BLAS]


_load_arrays()

if "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(cache_folder())

kernel = numba.njit(error_model="numpy", nogil=True, cache=True)
"""A stage: loops over a block's rows, or over a few lenders."""

formula = numba.njit(error_model="numpy", nogil=True, forceinline=True)
"""A rule about one household, lender or merchant: numbers in, decision out; inlined into its stage."""
