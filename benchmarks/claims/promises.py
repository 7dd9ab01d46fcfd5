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


PROCESSORS = ("generic", "x86-64-v3")
"""Processors to compile for beside the one at hand: without wide vectors, and with AVX2 but not AVX-512."""

ORACLE = ("tests/conformance/oracle.py", "shanghai/actual", "400", "6")


@claim("tests", run="slow")
def other_processors(settings: Settings) -> Iterator[Row]:
    """The same bits when compiled for processors with narrower vectors."""
    script = ("-W", "ignore", *ORACLE)
    here = timed(script)
    for processor in PROCESSORS:
        there = timed(script, {"NUMBA_CPU_NAME": processor, "NUMBA_CPU_FEATURES": ""})
        lines = len(here.output.splitlines())
        equal = here.code == there.code == 0 and here.output == there.output and lines > 100
        what = f"same bits compiled for {processor} and for the processor at hand, 400 households, 6 months"
        yield judged(what, f"{'equal' if equal else 'different'}, {lines} digests", "equal", met=equal)


@claim("tests")
def long_tests(settings: Settings) -> Iterator[Row]:
    """Every test marked `evidence`."""
    counted, passed = tested("-m", "evidence")
    yield judged("tests marked evidence", re.sub(r",? ?\d+ deselected", "", counted), "all pass", met=passed)
