"""`creditsim indicators [RESULT]`: what a run is measured by."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditsim.records import kept_run

Result = Annotated[
    Path | None, typer.Argument(metavar="RESULT", help="folder or run.nc of a run; none = list the indicators")
]
Csv = Annotated[bool, typer.Option("--csv", help="every month, as CSV on standard output")]


def indicators(result: Result = None, csv: Csv = False) -> None:
    """List the indicators, or print those of a result: by year-end, or every month as CSV."""
    from creditsim import show
    from sim.indicators import INDICATORS

    if result is None:
        rows = [(name, known.unit, known.meaning, known.meaning_zh) for name, known in INDICATORS.items()]
        show.print_rows("Indicators", ("name", "unit", "meaning", ""), rows)
    elif csv:
        typer.echo(show.indicator_table(kept_run(result)).to_csv(), nl=False)
    else:
        show.print_indicators(kept_run(result))
