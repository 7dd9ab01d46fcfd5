"""Folders of results: written aside, then put in place whole, so that an earlier result is there or the new one is."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from sim.errors import UsageError

RECORD = "record.json"
"""The file by which a folder is known to hold a result."""

HERE, EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux's `renameat2`."""

OTHER = "Give -o another folder."

KINDS = {
    "run.nc": "run", "projection.csv": "projection", "effects.nc": "comparison", "mixes.nc": "mixes",
    "boxes.csv": "discovery", "uncertainties.nc": "sensitivity", "levers.nc": "sensitivity", "study.nc": "study",
}  # fmt: skip
"""What a folder holds, by a file of it; the same as in `experiments.report.reading`, which loads slowly."""


def refuse_foreign(folder: Path, kind: str | None = None) -> None:
    """Raise UsageError where a folder is no place for a result: it holds other things or a result of another kind, or
    cannot be written. Makes nothing. kind : of the result, one of `KINDS`; None = none of them."""
    try:
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file.", remedy=OTHER)
        held = folder.is_dir() and any(folder.iterdir())
    except OSError as problem:
        raise UsageError(f"{folder} cannot be read ({problem.strerror}).", remedy=OTHER) from None
    if held and not (folder / RECORD).is_file():
        raise UsageError(f"{folder} holds other files, and nothing is overwritten.", remedy=OTHER)
    for name, other in KINDS.items():
        if other != kind and (folder / name).is_file():
            raise UsageError(f"{folder} holds a result of another kind ({name}).", remedy=OTHER)
    if folder.is_dir() and Path.cwd().is_relative_to(folder.resolve()):
        raise UsageError(f"{folder} is the folder you stand in.", remedy="Go to the folder above, or give -o another.")
    above = folder.absolute().parent
    while not above.exists():
        above = above.parent
    if not above.is_dir():
        raise UsageError(f"{folder} lies in {above}, which is a file.", remedy=OTHER)
    try:
        tempfile.TemporaryFile(dir=above).close()
    except OSError as problem:
        raise UsageError(f"{folder} cannot be written ({problem.strerror}).", remedy=OTHER) from None


def write_folder(folder: Path, write: Callable[[Path], None]) -> list[str]:
    """Let `write` fill a folder aside, then put it in place, and return the names of its files.

    Files of the folder that are not written again, a reader's notes say, are kept. Raises UsageError where the disk
    refuses: the folder is then as it was.
    """
    place = folder.resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    except OSError as problem:
        raise _unwritable(folder, problem) from None
    try:
        new = aside / "new"
        new.mkdir()
        write(new)
        names = sorted(file.relative_to(new).as_posix() for file in new.rglob("*") if file.is_file())
        _put(new, place, aside / "old")
    except OSError as problem:
        raise _unwritable(folder, problem) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return names


def _put(new: Path, place: Path, old: Path) -> None:
    """Put a folder in another's place, in one step where the system can; what only the other holds goes along."""
    if not place.exists():
        new.rename(place)
        return
    for path in sorted(place.rglob("*")):
        beside = new / path.relative_to(place)
        if path.is_dir():
            beside.mkdir(exist_ok=True)
        elif not beside.exists():
            _linked(path, beside)
    if _exchanged(new, place):
        return
    place.rename(old)
    try:
        new.rename(place)
    except BaseException:
        old.rename(place)
        raise


def _exchanged(one: Path, other: Path) -> bool:
    """Swap two folders in one step (Linux); False where the system cannot."""
    try:
        swap = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(swap(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0)


def _linked(file: Path, beside: Path) -> None:
    """A second name for a file; a copy where the disk has no second names."""
    try:
        os.link(file, beside)
    except OSError:
        shutil.copy2(file, beside)


def _unwritable(folder: Path, problem: OSError) -> UsageError:
    what = f"{folder} cannot be written ({problem.strerror or problem}); it is as it was."
    return UsageError(what, remedy="Make room, or give -o another folder.")
