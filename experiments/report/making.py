"""How a result was made: settings, versions and hashes of its run record, for the table at the end of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.report.reading import Result
    from experiments.report.words import Words

Rows = tuple[tuple[str, str], ...]


def made(result: Result, words: Words, *settings: tuple[str, object]) -> Rows:
    """Settings first, then code, data, libraries and the mark of the result's files; what a record does not hold is
    said to be missing."""
    record = result.record
    code, data = now()
    rows = [(words(name), str(value)) for name, value in settings if value is not None]
    for name, then, today in (("code", record.get("code"), code), ("data", record.get("data"), data)):
        same = words("the version that wrote this page" if then == today else "another version than wrote this page")
        rows.append((f"{words(name)} (sha256)", f"{then} ({same})" if then else words("not recorded")))
    versions = record.get("versions")
    said = ", ".join(f"{name} {one}" for name, one in sorted(versions.items())) if isinstance(versions, dict) else ""
    rows += [(words("versions"), said or words("not recorded")), (words("files of the result (sha256)"), result.mark)]
    return tuple(rows)


def comparison_made(result: Result, words: Words) -> Rows:
    """How a comparison was made."""
    record = result.record
    return made(
        result,
        words,
        ("households", f"{record['households']:,}"),
        ("pairs of runs", len(result.data["pair"])),
        ("seeds", record.get("seeds")),
        ("draws of the parameters", record.get("draws")),
        ("parameters from", _origin(record, words)),
        ("run to", record.get("last")),
        ("month looked at", record.get("at")),
    )


def run_made(result: Result, words: Words) -> Rows:
    """How a run was made."""
    record = result.record
    draw = record.get("draw")
    return made(
        result,
        words,
        ("households", f"{record['households']:,}"),
        ("seed", record["seed"]),
        ("draw of the parameters", words("none: their centre") if draw is None else draw),
        ("parameters from", _origin(record, words)),
        ("months of burn-in", record.get("burn_in")),
    )


def _origin(record: Mapping[str, Any], words: Words) -> str | None:
    origin = record.get("parameters_from")
    return None if origin is None else words({"posterior": "the posterior", "prior": "the priors"}.get(origin, origin))


def now() -> tuple[str, str]:
    """Hashes of the code and of the data of this version."""
    from sim.engine.cache import source_hash
    from sim.running import data_hash

    return source_hash(), data_hash()
