"""`creditsim data`: what published figures are in the store, and whether every row of it is in order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(help="Published statistics: what is there, and is it in order?", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Option(help="Another folder of statistics tables.", show_default=False)]
Where = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="a table, a file of parameters, or a folder; none = what is shipped"),
]


@app.command()
def check(where: Where = None) -> None:
    """Read every cell and name every bad one at once; count what is in order."""
    from creditsim import show
    from creditsim.kinds import check_files, files_in
    from sim.errors import DataError

    if where is None:
        _check_shipped()
        return
    if not where.exists():
        raise DataError("there is no such file or folder.", file=where, remedy="Check the spelling.")
    checked = check_files(files_in(where) if where.is_dir() else [where])
    rows = [(str(file), kind, str(count)) for file, kind, count in checked]
    show.print_rows("In order", ("file", "what it is", "entries"), rows)


def _check_shipped() -> None:
    from rich.console import Console
    from rich.table import Table

    from calibration.declared import TARGETS, read_targets
    from calibration.observation import OBSERVATION
    from creditsim.kinds import check_files, files_in
    from sim.data.exogenous import CITY, FIRST, LAST, anchor_list, load_exogenous
    from sim.data.releases import RULES
    from sim.parameters import FOLDER, parameters
    from sim.population.marginals import FILE

    check_files([*files_in(CITY), *files_in(FOLDER), FILE, TARGETS, OBSERVATION, RULES])
    figures = _figures(None)
    shown = Table("file", "rows", "A", "B", "C", "derived", "stand-in", title="Statistics")
    for name, rows in figures.groupby("file"):
        grades = [str((rows["grade"] == grade).sum()) for grade in "ABC"]
        shown.add_row(str(name), str(len(rows)), *grades, str(rows["derived"].sum()), str(rows["proxy"].sum()))
    console = Console()
    console.print(shown)
    load_exogenous(FIRST, LAST - FIRST + 1)
    assumed = sum(anchor.basis == "assumption" for anchor in anchor_list())
    console.print(f"{len(anchor_list())} anchors of monthly paths, {assumed} of them assumptions.")
    console.print(f"{len(read_targets(figures))} declared targets, each with a figure of grade A or B.")
    console.print(f"{len(parameters())} parameters, each with unit, prior and source.")
    console.print(f"{len(figures)} figures: all in order.")


@app.command(name="list")
def list_series(
    word: Annotated[str, typer.Argument(help="Only series whose name contains this word.")] = "",
    folder: Folder = None,
) -> None:
    """List the series: region, span, number of figures, unit and grades."""
    from rich.console import Console
    from rich.table import Table

    figures = _figures(folder)
    figures = figures[figures["series"].str.contains(word, case=False, regex=False)]
    shown = Table("series", "region", "from", "to", "figures", "unit", "grades", title="Published series")
    for (series, region), rows in figures.groupby(["series", "region"]):
        grades = " ".join(f"{grade}:{count}" for grade, count in rows["grade"].value_counts().sort_index().items())
        span = [_month(rows["start"].min()), _month(rows["end"].max())]
        shown.add_row(str(series), str(region), *span, str(len(rows)), " ".join(rows["unit"].unique()), grades)
    Console().print(shown)


def _figures(folder: Path | None) -> pd.DataFrame:
    from sim.data.statistics import load_statistics

    return load_statistics() if folder is None else load_statistics(folder)


def _month(day: Any) -> str:
    """Year and month, or nothing where open or undated."""
    import pandas as pd

    return "" if pd.isna(day) else f"{day:%Y-%m}"
