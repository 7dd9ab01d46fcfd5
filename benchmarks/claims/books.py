"""What the books and the household's record promise."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.claims.registry import Row, Settings, claim, judged

BYTES_BAR = 224


@claim("books")
def ledger(settings: Settings) -> Iterator[Row]:
    """The ledger closes in every month."""
    from benchmarks.runs import SAMPLE, actual

    error = abs(actual()["ledger_error"]).sum().item()
    what = f"ledger closes, shanghai/actual, {SAMPLE:,} households, every month"
    yield judged(what, f"{error} fen", "0 fen", met=error == 0)


@claim("books")
def household_bytes(settings: Settings) -> Iterator[Row]:
    """Bytes a household takes."""
    from sim.agents.household.columns import BYTES

    yield judged("bytes a household, columns", str(BYTES), f"<= {BYTES_BAR}", met=BYTES <= BYTES_BAR)
