"""Promises that tests hold: each is a set of tests, run here, so that the table says when they last passed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.claims.registry import Row, Settings, claim, judged
from benchmarks.runs import ROOT, timed

SETS = {
    "same bits: threads, blocks, Mesa's door, restart, order of levers, plain Python": (
        "tests/properties/test_same_bits.py", "tests/conformance/test_oracle.py",
    ),
    "null levers are nothing, order of levers is nothing": ("tests/conformance/test_levers.py",),
    "budgets, plates and aid": ("tests/properties/test_public_money.py",),
    "ledger: random small worlds close, one broken leg shows": (
        "tests/books/test_ledger.py", "tests/properties/test_books_close.py",
    ),
    "bad scenario files get one clear message": ("tests/scenarios/test_bad_files.py",),
    "Mesa's collector and batch run": ("tests/conformance/test_mesa.py",),
    "the command line, verify included": ("tests/end_to_end/test_command_line.py",),
}  # fmt: skip
"""Promise -> the files of its tests."""

SUMMARY = re.compile(r"=* ?((?:\d+ \w+(?:, )?)+) in [\d.]+s")


def tested(*words: str) -> tuple[str, bool]:
    """Run pytest. Returns what it counted, and whether all passed and any ran."""
    done = timed(["-m", "pytest", "-q", "-p", "no:cacheprovider", *words])
    found = SUMMARY.search(done.output)
    return (found.group(1) if found else f"exit code {done.code}"), done.code == 0 and found is not None


@claim("tests")
def promises(settings: Settings) -> Iterator[Row]:
    """Tests of what every run must keep, the long ones included."""
    for what, files in SETS.items():
        there = [file for file in files if (ROOT / file).is_file()]
        counted, passed = tested("-m", "evidence or not evidence", *there)
        lost = len(files) - len(there)
        yield judged(what, counted + f", {lost} files missing" * (lost > 0), "all pass", met=passed and not lost)


@claim("tests")
def long_tests(settings: Settings) -> Iterator[Row]:
    """Every test marked `evidence`."""
    counted, passed = tested("-m", "evidence")
    yield judged("tests marked evidence", re.sub(r",? ?\d+ deselected", "", counted), "all pass", met=passed)
