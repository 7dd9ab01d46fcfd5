"""The folder where compiled code is kept, and what else is costly to make from the sources alone.

The compiler's own cache does not see edits in imported files, so the folder is named by the sha256 of every source file
of the package: an edit anywhere begins a new one, and old folders are pruned.
"""

from __future__ import annotations

import contextlib
import functools
import getpass
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

KEPT = 4
"""How many older folders are kept (versions side by side, in several environments)."""

PACKAGE = Path(__file__).resolve().parents[1]
"""Folder of the package, with the data that come with it."""


@functools.cache
def source_hash() -> str:
    """sha256 over the names and texts of all modules of the package: the version of the model's rules."""
    digest = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*.py")):
        digest.update(str(file.relative_to(PACKAGE)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def cache_folder() -> Path:
    """The folder of this version; made, and old ones pruned, where there is none. Where the user's cache cannot be
    written, a folder of this user among temporary files. Raises OSError where both fail."""
    try:
        return _folder(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "creditsim")
    except (OSError, RuntimeError):
        return _folder(Path(tempfile.gettempdir()) / f"creditsim-{getpass.getuser()}")


def _folder(home: Path) -> Path:
    folder = home / source_hash()[:16]
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _prune(folder)
    return folder


def _prune(folder: Path) -> None:
    old = [path for path in folder.parent.glob("*") if path != folder and path.is_dir()]
    for path in sorted(old, key=lambda path: path.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)


def remembered(text: bytes, make: Callable[[], Any]) -> Any:
    """What `make` gets out of a text: plain lists, maps, numbers and words, kept as JSON under the text's sha256 and
    looked up the next time. Where the folder cannot be used, or holds something damaged, it is made again."""
    try:
        file = cache_folder() / f"{hashlib.sha256(text).hexdigest()}.json"
    except (OSError, RuntimeError):
        return make()
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError):
        return _kept(make(), file)


def _kept(value: Any, file: Path) -> Any:
    """Write a value, under another name first: no other process shall read half of it."""
    with contextlib.suppress(OSError), tempfile.TemporaryDirectory(dir=file.parent) as aside:
        whole = Path(aside) / file.name
        whole.write_text(json.dumps(value), encoding="utf-8")
        whole.replace(file)
    return value
