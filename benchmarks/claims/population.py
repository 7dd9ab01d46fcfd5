"""What goes in: shares that the synthetic population is made with. Listed as inputs, never as passes."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.claims.registry import INPUT, Row, Settings, claim, reported

INPUTS = ("unemployment", "hand_to_mouth")
HOUSEHOLDS = 100_000


@claim("inputs")
def opening_shares(settings: Settings) -> Iterator[Row]:
    """Shares that are set, not found: unemployment and hand-to-mouth households at the start."""
    from sim.population.cells import load_cells
    from sim.population.report import population_table
    from sim.population.synthesis import make_blocks

    cells = load_cells()
    for line in population_table(make_blocks(HOUSEHOLDS, cells, 1), cells):
        if line.marginal in INPUTS:
            name = f"{line.marginal.replace('_', '-')} {line.category}, opening population".replace(" all,", ",")
            figure = f"{line.achieved:.1%}, set to {line.target:.1%} (grade {line.grade})"
            yield reported(name, figure, status=INPUT)


@claim("inputs")
def unemployment_path(settings: Settings) -> Iterator[Row]:
    """Unemployment of the run beside the path it is given."""
    from benchmarks.runs import actual
    from sim.data.exogenous import load_exogenous

    run = actual()
    path = load_exogenous(0, len(run["month"]))["unemployment_rate"]
    rate = (run["unemployed"] / run["labour_force"]).to_numpy()
    for year in (2022, 2024):
        months = slice((year - 2022) * 12, (year - 2022) * 12 + 12)
        figure = f"{rate[months].mean():.1%}, path {path[months].mean():.1%}"
        yield reported(f"unemployment, mean of {year}", figure, status=INPUT)
