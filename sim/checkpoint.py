"""A run put aside after a month: the state that it goes on from and what it has reported so far, in one .npz file.

Tables are kept as the bytes that they are, so that what goes on is what was put aside; nothing in the file is executed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from sim.build import Built
from sim.errors import ResultError, UsageError
from sim.month import new_series

SETTINGS = ("households", "seed", "draw", "burn_in", "block")
"""What a run is built from beside its scenario."""

NEEDED = (*SETTINGS, "code", "data", "scenario_document")


class Checkpoint(NamedTuple):
    """What a file holds.  record : of the run record what is needed, and `block`, its rows a block.  done : months
    lived, the burn-in included.  tables : the bytes of each table."""

    record: dict[str, Any]
    done: int
    tables: dict[str, NDArray[np.uint8]]


def save_checkpoint(
    file: Path, built: Built, series: tuple[NDArray[Any], NDArray[Any]], done: int, record: Mapping[str, Any]
) -> None:
    """Write a run's state after so many months: to a name of its own first, then in place, whole. series : books and
    states by month. Raises UsageError where the disk refuses."""
    economy, (books, states) = built.economy, series
    record = {**record, "block": economy.homes["household"].shape[1], "done": done}
    scalars = {"world": economy.world, "book": economy.book, "before": economy.before}
    tables = {
        "record": np.frombuffer(json.dumps(record, ensure_ascii=False).encode(), np.uint8),
        "homes": economy.homes.view(np.uint8),
        **{name: np.frombuffer(place.tobytes(), np.uint8) for name, place in scalars.items()},
        "books": books[:done].view(np.uint8),
        "states": states[:done].view(np.uint8),
    }
    temporary = file.with_name(f".{file.name}.partial")
    try:
        with temporary.open("wb") as stream:
            np.savez(stream, **tables)  # type: ignore[arg-type]
        temporary.replace(file)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise UsageError(f"{file} cannot be written ({problem.strerror}).", remedy="Name another file.") from None


def load_checkpoint(file: Path) -> Checkpoint:
    """Read what `save_checkpoint` wrote. Raises ResultError."""
    if not file.is_file():
        raise ResultError("there is no run put aside here.", file=file, remedy="Check the spelling.")
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
            tables = {name: kept[name] for name in kept.files}
        record = json.loads(tables.pop("record").tobytes())
        return Checkpoint({name: record[name] for name in NEEDED}, int(record["done"]), tables)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile):
        raise ResultError("this is no run put aside, or it is damaged.", file=file, remedy=_AGAIN) from None


def refuse_other_run(kept: Checkpoint, record: Mapping[str, Any], file: Path) -> None:
    """Raise ResultError where code, data or scenario are not those that a run was put aside with. record : of now."""
    for name in ("code", "data"):
        if kept.record[name] != record[name]:
            what = f"the run was put aside with another version of the {name}, and would not go on as it began."
            raise ResultError(what, file=file, remedy=_AGAIN)
    before, now = kept.record["scenario_document"], json.loads(json.dumps(record["scenario_document"]))
    moved = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    if moved:
        what = f"the run was put aside under another scenario: {', '.join(moved)} differ."
        raise ResultError(what, file=file, remedy="Resume it with the scenario that it began with.")


def restore(kept: Checkpoint, built: Built, file: Path) -> tuple[Built, tuple[NDArray[Any], NDArray[Any]]]:
    """The run as it was put aside, and its books and states by month. built : the same run at its start, for what the
    file need not hold. Raises ResultError where a table does not fit."""
    economy = built.economy
    books, states = new_series(built.burn_in + built.months, economy)
    wanted = {
        "homes": (economy.homes.dtype, len(economy.homes)),
        **{name: (getattr(economy, name).dtype, 1) for name in ("world", "book", "before")},
        "books": (books.dtype, kept.done),
        "states": (states.dtype, kept.done),
    }
    found = {}
    for name, (kind, count) in wanted.items():
        held = kept.tables.get(name)
        if held is None or held.size != kind.itemsize * count or kept.done > len(books):
            raise ResultError(f"its table '{name}' does not fit the run.", file=file, remedy=_AGAIN)
        found[name] = held.view(kind)
    books[: kept.done], states[: kept.done] = found["books"], found["states"]
    scalars = {name: found[name][0] for name in ("world", "book", "before")}
    return built._replace(economy=economy._replace(homes=found["homes"], **scalars)), (books, states)


_AGAIN = "Run it from the start."
