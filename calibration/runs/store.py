"""A folder of runs. The part files are the truth; the index is made of them whenever the folder is opened."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from calibration.runs.parts import PARTIAL, SUFFIX, Row, damaged, heads_of, read_part, write_part
from sim.errors import ResultError, UsageError

PARTS, DAMAGED, LOCK = "parts", "damaged", "lock"
"""Names in the folder: parts, parts that were set aside, and the file that is locked while somebody writes."""

PARTS_HELD = 4
"""Parts whose rows are kept in memory for the next question."""


class _Place(NamedTuple):
    file: Path
    row: int
    failed: bool


class Store:
    """Runs that are kept in a folder, which is made with the first of them.

    A part that is damaged is set aside into `damaged/` when the folder is opened, and its runs count as not done;
    `set_aside` names such files. In memory are the keys and the parts read last, never the whole.
    Raises ResultError where the folder cannot be read.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.set_aside: list[Path] = []
        self._places: dict[str, _Place] = {}
        self._rows_in = lru_cache(maxsize=PARTS_HELD)(read_part)
        try:
            for file in sorted((self.folder / PARTS).glob(f"*{SUFFIX}")):
                self._take(file)
        except OSError as problem:
            what = f"the runs kept here cannot be read ({problem.strerror})."
            raise ResultError(what, file=problem.filename, remedy="Ask their owner for access.") from None

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def failed(self, key: str) -> bool:
        """Whether the run of this key is kept as failed."""
        return key in self._places and self._places[key].failed

    def read(self, key: str) -> Row:
        """The row of a run. Raises KeyError where it is not kept and ResultError where its part was damaged since."""
        place = self._places[key]
        try:
            return self._rows_in(place.file)[place.row]
        except OSError:
            raise damaged(place.file) from None

    def rows(self, keys: Iterable[str]) -> Iterator[Row]:
        """Rows of runs, part by part: each part is read once. Those that are not kept are left out."""
        known = [key for key in keys if key in self._places]
        for key in sorted(known, key=lambda key: self._places[key][:2]):
            yield self.read(key)

    def put(self, rows: Sequence[Row]) -> None:
        """Keep runs, those of one form in one part; a run that failed before gives way. Raises OSError where the disk
        refuses."""
        forms: dict[tuple, list[Row]] = {}
        for row in rows:
            form = tuple((name, array.dtype.str, array.shape) for name, array in sorted(row.arrays.items()))
            forms.setdefault(form, []).append(row)
        (self.folder / PARTS).mkdir(parents=True, exist_ok=True)
        for alike in forms.values():
            self._index(write_part(self.folder / PARTS, alike), [(row.key, bool(row.reason)) for row in alike])

    def digest(self) -> str:
        """sha256 over all that is kept, in the order of keys: the same however the runs fell into parts."""
        each = sorted(row.key + _digest(row) for row in self.rows(list(self._places)))
        return hashlib.sha256("".join(each).encode()).hexdigest()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Write here alone: what others left half-written is removed. Raises UsageError where another program is at
        it; a program that was killed holds nothing."""
        (self.folder / PARTS).mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                what = f"another program is running studies in {self.folder}."
                raise UsageError(what, remedy="Wait for it, or choose another folder.") from None
            except OSError:  # a disk without locks: rows written twice are the same rows
                pass
            for half in (self.folder / PARTS).glob(f".*{PARTIAL}"):
                half.unlink(missing_ok=True)
            yield

    def _take(self, file: Path) -> None:
        try:
            self._index(file, heads_of(file))
        except ResultError:
            aside = self.folder / DAMAGED
            aside.mkdir(exist_ok=True)
            file.replace(aside / file.name)
            self.set_aside.append(aside / file.name)

    def _index(self, file: Path, heads: Sequence[tuple[str, bool]]) -> None:
        """A run that was done counts before one that failed."""
        for row, (key, failed) in enumerate(heads):
            if not failed or self._places.get(key, _FAILED).failed:
                self._places[key] = _Place(file, row, failed)


_FAILED = _Place(Path(), 0, failed=True)


def _digest(row: Row) -> str:
    whole = hashlib.sha256(f"{row.key}\0{row.settings}\0{row.reason}".encode())
    for name in sorted(row.arrays):
        array = np.ascontiguousarray(row.arrays[name])
        whole.update(f"\0{name}\0{array.dtype.str}\0{array.shape}\0".encode() + array.tobytes())
    return whole.hexdigest()
