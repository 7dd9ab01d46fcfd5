"""What households make of a windfall, beside the published propensities to consume (facts F01 to F03)."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.claims.registry import Row, Settings, claim, judged
from benchmarks.runs import SAMPLE

TOLD = {
    "F02": "of a windfall of 2,000 CNY, spent within a year (F02)",
    "F01": "the same, lowest over highest fifth by liquid wealth (F01)",
    "F03": "one month of income over six months of income (F03)",
}


@claim("levels", must_hold=False)
def windfalls(settings: Settings) -> Iterator[Row]:
    """Propensity to consume out of a windfall: its mean, its fall with liquid wealth and with size."""
    from calibration.facts import Setting, read_facts
    from calibration.facts.trial import figures
    from calibration.facts.worlds import World

    del settings
    found = figures(World(Setting("centre", None, "prior", 1), SAMPLE), list(TOLD))
    for name, what in TOLD.items():
        bound, value = read_facts()[name].bounds[0], found[name][0]
        yield judged(what, f"{value:.2f}", str(bound), met=bound.holds(value))


@claim("steady", must_hold=False)
def long_horizon(settings: Settings) -> Iterator[Row]:
    """Ten years without shocks and policy stay inside stated bands, at the centre and at random parameter sets."""
    from calibration.facts.settings import settings as parameter_sets
    from calibration.gate import BANDS, gate

    found = gate(parameter_sets(settings.draws), SAMPLE)
    for name, bound in BANDS.items():
        ends = [one.years[name][-1] for one in found]
        figure = f"centre {ends[0]:.4f}, all {min(ends):.4f} to {max(ends):.4f} in year ten"
        met = not any(word.startswith(name) for one in found for word in one.leaves)
        what = f"ten years without shocks and policy, {SAMPLE:,} households, {len(found)} sets: {name}"
        yield judged(what, figure, f"{bound} in every year, no drift", met=met)
