"""Part files: rows of runs in one .npz, named by the sha256 of its bytes, there whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np

from calibration.runs.reducers import Arrays
from sim.errors import ResultError

SUFFIX, PARTIAL = ".npz", ".partial"

ROWS, KEPT = "rows", "kept/"
"""Member that holds keys, settings and reasons as JSON, and what stands before the name of an array."""


class Row(NamedTuple):
    """What is kept of a job.  key : of the job.  settings : what it asked for, as JSON.  arrays : by name; empty where
    the run failed.  reason : why it failed, empty where it did not."""

    key: str
    settings: str
    arrays: Arrays
    reason: str = ""

    @property
    def bytes(self) -> int:
        """Size in memory."""
        return sum(array.nbytes for array in self.arrays.values()) + len(self.settings) + len(self.key)


def write_part(folder: Path, rows: Sequence[Row]) -> Path:
    """Write rows whose arrays have the same names, types and shapes: to a name of its own first, onto the disk, then in
    place. Returns the file. Raises OSError where the disk refuses; nothing is left behind then."""
    heads = [{"key": row.key, "settings": row.settings, "reason": row.reason} for row in rows]
    members = {KEPT + name: np.stack([row.arrays[name] for row in rows]) for name in sorted(rows[0].arrays)}
    members[ROWS] = np.frombuffer(json.dumps(heads, ensure_ascii=False).encode(), np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, **members)  # type: ignore[arg-type]
    content = stream.getbuffer()
    file = folder / (hashlib.sha256(content).hexdigest() + SUFFIX)
    temporary = folder / f".{file.stem}.{os.getpid()}{PARTIAL}"
    try:
        with temporary.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _onto_disk(folder)
    return file


def _onto_disk(folder: Path) -> None:
    """The folder's list of names reaches the disk, where the system has such a call."""
    with contextlib.suppress(OSError):
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)


def read_part(file: Path) -> list[Row]:
    """The rows of a part. Raises ResultError where it is damaged, and OSError where it cannot be read."""
    content = _whole(file)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as held:
            heads = json.loads(held[ROWS].tobytes())
            kept = {name.removeprefix(KEPT): held[name] for name in held.files if name.startswith(KEPT)}
        return [
            Row(head["key"], head["settings"], {name: kept[name][k].copy() for name in kept}, head["reason"])
            for k, head in enumerate(heads)
        ]
    except (ValueError, KeyError, TypeError, IndexError, EOFError, BadZipFile):
        raise damaged(file) from None


def heads_of(file: Path) -> list[tuple[str, bool]]:
    """Key of each row, and whether it failed; the whole file is held against its name. Raises ResultError, OSError."""
    content = _whole(file)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as held:
            return [(head["key"], bool(head["reason"])) for head in json.loads(held[ROWS].tobytes())]
    except (ValueError, KeyError, TypeError, EOFError, BadZipFile):
        raise damaged(file) from None


def damaged(file: Path) -> ResultError:
    """The error of a part that does not hold what it was written with."""
    return ResultError("the file is damaged or gone.", file=file, remedy="Resume: its runs are done again.")


def _whole(file: Path) -> bytes:
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != file.stem:
        raise damaged(file)
    return content
