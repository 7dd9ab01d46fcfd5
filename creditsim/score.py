"""`creditsim score FILE --figures CSV`: a kept projection against the figures that came after it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[Path, typer.Argument(metavar="PROJECTION", help="projection.csv of `creditsim run --draws`")]
Figures = Annotated[
    Path, typer.Option("--figures", "-f", help="CSV id,period,value with the ids of sim/data/series_ids.csv")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="also write the scores to this CSV file")]


def score(file: File, figures: Figures, output: Output = None) -> None:
    """Score a projection that was kept: error, 80% interval, CRPS and PIT of every figure that has come since."""
    from calibration.projection.score import read_figures, read_projection, verdict
    from calibration.projection.score import score as scored
    from creditsim import show

    if output:
        _refuse_output(output, (file, figures))
    table = scored(read_projection(file), read_figures(figures))
    rows = [
        (str(row.id), str(row.period), f"{row.value:.2f}", f"{row.mean:.2f}", f"{row.q10:.2f} to {row.q90:.2f}",
         "yes" if row.inside else "no", f"{row.crps:.2f}", f"{row.pit:.2f}")
        for row in table.itertuples()
    ]  # fmt: skip
    heads = ("series", "period", "published", "projected", "80% interval", "inside", "CRPS", "PIT")
    show.print_rows("Projection against what was published since", heads, rows)
    show.console().print(verdict(table), soft_wrap=True)
    if output:
        table.to_csv(output, index=False)


def _refuse_output(output: Path, read: tuple[Path, ...]) -> None:
    """Raise UsageError where the scores would be written over what is read, or into no folder."""
    from sim.errors import UsageError

    remedy = "Give -o the name of another file."
    if output.resolve() in {file.resolve() for file in read}:
        raise UsageError(f"{output} is read for the scores, and is not overwritten.", remedy=remedy)
    if output.is_dir() or not output.absolute().parent.is_dir():
        raise UsageError(f"{output} is a folder, or lies in none that is there.", remedy=remedy)
