"""The one way to compile: no fast-math, no fused multiply-add, no lock held, cached by the sources' hash."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import numba
from numba.core import caching
from numba.core.codegen import get_host_cpu_features

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


def _save_one_at_a_time() -> None:
    """Let programs that compile at the same time write into the cache one after the other. Its index is read, added to
    and written back without a lock: two programs can give two records of other layouts the same file, and one then
    runs code made for the other."""
    try:
        import fcntl
    except ImportError:  # no POSIX system: nothing to lock with
        return
    save = caching.IndexDataCacheFile.save

    def locked(self: caching.IndexDataCacheFile, key: object, data: object) -> None:
        with open(f"{self._index_path}.lock", "ab") as lock:  # noqa: PTH123
            fcntl.flock(lock, fcntl.LOCK_EX)
            save(self, key, data)

    caching.IndexDataCacheFile.save = locked


_save_one_at_a_time()

VARIABLES = ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES")
"""Settings of the environment under which code is compiled for another processor than this one, as asked."""


def _use_wide_vectors() -> None:
    """Compile for vectors of 512 bits where the processor has them and keeps its pace with them (all with VBMI2: since
    2019). The compiler by itself keeps to 256 bits on many of these. Results do not depend on it."""
    features = get_host_cpu_features()
    if "+avx512vbmi2" in features.split(",") and not any(name in os.environ for name in VARIABLES):
        numba.config.CPU_FEATURES = f"{features},-prefer-256-bit"


_use_wide_vectors()

kernel = numba.njit(error_model="numpy", nogil=True, cache=True)
"""A stage: loops over a block's rows, or over a few lenders."""

formula = numba.njit(error_model="numpy", nogil=True, forceinline=True)
"""A rule about one household, lender or merchant: numbers in, decision out; inlined into its stage."""
