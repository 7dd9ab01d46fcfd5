"""What households make of a windfall, beside the published propensities to consume (facts F01 to F03)."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.claims.registry import Row, Settings, claim, judged
from benchmarks.runs import SAMPLE

MEAN, RATIO, SIZE = (0.25, 0.60), (1.8, 5.0), (1.3, 2.5)
"""Target ranges of F02, F01 and F03 in sim/data/evidence/facts.csv."""


@claim("levels", must_hold=False)
def windfalls(settings: Settings) -> Iterator[Row]:
    """Propensity to consume out of a windfall: its mean, its fall with liquid wealth and with size."""
    from benchmarks.windfalls import response

    del settings
    small = response(SAMPLE, 2_000.0)
    month, half_year = (response(SAMPLE, months, of_income=True).whole for months in (1.0, 6.0))
    fall = small.fifths[0] / small.fifths[4]
    for what, value, (low, high) in (
        ("of a windfall of 2,000 CNY, spent within a year (F02)", small.whole, MEAN),
        ("the same, lowest over highest fifth by liquid wealth (F01)", fall, RATIO),
        ("one month of income over six months of income (F03)", month / half_year, SIZE),
    ):
        yield judged(what, f"{value:.2f}", f"{low:g} to {high:g}", met=low <= value <= high)
