"""`make evidence`: measure what the model is said to show, and keep it in benchmarks/evidence.csv.

python -m benchmarks.evidence [NAME...] [--slow] [--full]: every claim, or those named (claims or themes), but slow and
full ones only when asked for or named. Each is written as soon as it is measured; rows of claims not run stay.
Exit code 0: all that was run and must hold holds; 1: something does not, or could not be measured; 2: no such claim.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from benchmarks.claims import CLAIMS, NO, Claim, Row, Settings
from benchmarks.table import COMMAND, FILE, read, screen, show, write


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit code."""
    options = _parser().parse_args(words)
    settings = Settings(**{name: getattr(options, name) for name in Settings._fields})
    if options.list:
        _list()
        return 0
    chosen = choose(options.names, slow=options.slow, full=options.full)
    if not chosen:
        return 2
    return measure(chosen, settings, options.output)


def choose(names: Sequence[str], *, slow: bool = False, full: bool = False) -> list[Claim]:
    """Claims by name, or by theme, in the order of the table; no names: all themes. Slow and full ones of a theme only
    when asked for. Prints what is wrong and returns nothing where a name is unknown."""
    asked = {"always": True, "slow": slow, "full": full}
    if not names:
        return [claim for claim in CLAIMS.values() if asked[claim.run]]
    themes = {claim.theme for claim in CLAIMS.values()}
    for name in names:
        if name not in CLAIMS and name not in themes:
            near = get_close_matches(name, [*CLAIMS, *themes], 1)
            hint = f"Did you mean '{near[0]}'?" if near else "--list shows them."
            sys.stderr.write(f"evidence: there is no claim '{name}'. {hint}\n")
            return []
    of_theme = [claim.name for claim in CLAIMS.values() if claim.theme in names and asked[claim.run]]
    return [claim for claim in CLAIMS.values() if claim.name in names or claim.name in of_theme]


def measure(claims: Sequence[Claim], settings: Settings, file: Path = FILE) -> int:
    """Measure claims one by one, each written at once, and print the table. Returns the exit code."""
    failed, shown = False, []
    for claim in claims:
        screen().print(f"{claim.name} ...", end=" ")
        before = time.perf_counter()
        rows, broken = rows_of(claim, settings)
        screen().print(f"{time.perf_counter() - before:.0f} s")
        failed |= broken or (claim.must_hold and any(row.met == NO for row in rows))
        # read anew each time: another process may have measured other claims meanwhile
        write({**read(file), claim.name: (command_of(claim, settings), rows)}, CLAIMS, file)
        shown += rows
    show(shown, f"\nEvidence, kept in {file}")
    kept = read(file)
    never = [name for name in CLAIMS if name not in kept]
    if never:
        screen().print(f"Not measured yet: {', '.join(never)}.")
    return int(failed)


def rows_of(claim: Claim, settings: Settings) -> tuple[list[Row], bool]:
    """Rows of a claim, and whether it could not be measured: then a row says why."""
    try:
        return list(claim.measure(settings)), False
    except Exception as problem:  # noqa: BLE001  one broken claim must not hide the others
        what = (claim.measure.__doc__ or claim.name).splitlines()[0].rstrip(".")
        return [Row(what, f"not measured: {type(problem).__name__}: {problem}", "", NO)], True


def command_of(claim: Claim, settings: Settings) -> str:
    """The command that measures a claim again, with the sizes that are not the usual ones."""
    usual = Settings()
    sizes = [f"--{name} {value}" for name, value in settings._asdict().items() if value != getattr(usual, name)]
    return " ".join([COMMAND, claim.name, *sizes])


def _list() -> None:
    for claim in CLAIMS.values():
        option = "" if claim.run == "always" else f" (--{claim.run})"
        first = (claim.measure.__doc__ or "").splitlines()[0]
        screen().print(f"{claim.theme:12} {claim.name:24} {first}{option}", soft_wrap=True)


def _parser() -> argparse.ArgumentParser:
    usual = Settings()
    parser = argparse.ArgumentParser(prog=COMMAND, description="Measure claims and keep them in a table.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="claims or themes; none = all but slow and full")
    parser.add_argument("--list", action="store_true", help="print names and leave")
    parser.add_argument("--slow", action="store_true", help="also the demo, all tests, the compilation (minutes)")
    parser.add_argument("--full", action="store_true", help="also the whole city, every household")
    parser.add_argument("--large", type=int, default=usual.large, help="households of the large sample")
    parser.add_argument("--seeds", type=int, default=usual.seeds, help="runs of 20,000 for standard errors")
    parser.add_argument("--draws", type=int, default=usual.draws, help="random parameter sets")
    parser.add_argument("--ensemble", type=int, default=usual.ensemble, help="runs from which 1,000 are extrapolated")
    parser.add_argument("-o", "--output", type=Path, default=FILE, help="the table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
