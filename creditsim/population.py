"""`creditsim data population`: the synthetic population beside its marginals."""

from __future__ import annotations

from typing import Annotated

import typer

WIDE = 120
"""Columns of a terminal from which on sources are printed too."""


Households = Annotated[int, typer.Option(min=100, max=20_000_000, help="households of the sample")]
Seed = Annotated[int, typer.Option(min=0, max=2**64 - 1, help="luck")]


def population(households: Households = 100_000, seed: Seed = 1) -> None:
    """Make a population and print every marginal with what was achieved."""
    from rich.console import Console
    from rich.table import Table

    from sim.population.cells import load_cells
    from sim.population.report import population_table
    from sim.population.synthesis import make_blocks

    cells = load_cells()
    lines = population_table(make_blocks(households, cells, seed), cells)
    console = Console()
    table = Table(title=f"Population of {households:,} households, seed {seed}")
    table.add_column("marginal", overflow="fold")
    for heading in ("target", "achieved", "difference", "std. errors"):
        table.add_column(heading, justify="right")
    table.add_column("unit", overflow="fold")
    table.add_column("grade")
    wide = console.width >= WIDE
    if wide:
        table.add_column("source", overflow="ellipsis", no_wrap=True)
    for line in lines:
        errors = f"{line.difference / line.error:+.1f}" if line.error > 0 else ""
        numbers = (f"{line.target:,.4g}", f"{line.achieved:,.4g}", f"{line.difference:+,.2g}", errors)
        source = (line.source,) if wide else ()
        table.add_row(f"{line.marginal} {line.category}", *numbers, line.unit, line.grade, *source)
    console.print(table)
