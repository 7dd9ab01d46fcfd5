"""The one way to compile: no fast-math, no fused multiply-add, no lock held, cached by the sources' hash.

The compiler's own cache does not see edits in imported files, so the cache folder is named by the sha256 of every
source file of the package: an edit anywhere compiles anew, and old folders are pruned.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import numba

KEPT = 4
"""How many older cache folders are kept (versions side by side, in several environments)."""


def source_hash() -> str:
    """sha256 over the names and texts of all modules of the package: the version of the model's rules."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    for file in sorted(root.rglob("*.py")):
        digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _cache_folder() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "creditsim"
    return home / source_hash()[:16]


def _prune(folder: Path) -> None:
    old = [path for path in folder.parent.glob("*") if path != folder and path.is_dir()]
    for path in sorted(old, key=lambda path: path.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)


def _use(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _prune(folder)
    numba.config.CACHE_DIR = str(folder)


if "NUMBA_CACHE_DIR" not in os.environ:
    _use(_cache_folder())

kernel = numba.njit(error_model="numpy", nogil=True, cache=True)
"""A stage: loops over a block's rows, or over a few lenders."""

formula = numba.njit(error_model="numpy", nogil=True, forceinline=True)
"""A rule about one household, lender or merchant: numbers in, decision out; inlined into its stage."""
