"""`make bench`: speed and memory beside the goals and the rivals, in one run. `make evidence` keeps the figures.

python -m benchmarks [--full]: --full adds the whole city. Exit code 1 where a goal is missed or cannot be measured.
"""

from __future__ import annotations

import sys

from benchmarks.claims import CLAIMS, NO, Settings
from benchmarks.evidence import rows_of
from benchmarks.table import show

THEMES = ("speed", "start")


def main(words: list[str]) -> int:
    """Measure and print. Returns the exit code."""
    if unknown := set(words) - {"--full", "--slow"}:
        sys.stderr.write(f"bench: there is no option {', '.join(sorted(unknown))}; there are --full and --slow.\n")
        return 2
    asked = {"always", *(word.removeprefix("--") for word in words)}
    rows = []
    for claim in CLAIMS.values():
        if claim.theme in THEMES and claim.run in asked:
            rows += rows_of(claim, Settings())[0]
    show(rows, "\nGoals")
    return int(any(row.met == NO for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
