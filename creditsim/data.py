"""`creditsim data`: what published figures are in the store, and whether every row of it is in order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(help="Published statistics: what is there, and is it in order?", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Option(help="Another folder of statistics tables.", show_default=False)]
Vintage = Annotated[
    str | None,
    typer.Option(help="what was known by the end of a month (2024-12) or day; none = all", show_default=False),
]
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

    from calibration.breaks import BREAKS
    from calibration.declared import TARGETS, read_targets
    from calibration.observation import OBSERVATION
    from creditsim.kinds import check_files, files_in
    from sim.data.exogenous import CITY, FIRST, LAST, anchor_list, load_exogenous
    from sim.data.releases import RULES
    from sim.parameters import FOLDER, parameters
    from sim.population.marginals import FILE

    check_files([*files_in(CITY), *files_in(FOLDER), FILE, TARGETS, OBSERVATION, BREAKS, RULES])
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
    series: Annotated[str, typer.Option(help="Only this series, figure by figure.")] = "",
    vintage: Vintage = None,
    folder: Folder = None,
) -> None:
    """List the series with span, number of figures, unit and grades; or the figures of one, with days of release."""
    from creditsim.figures import show_figures, show_series

    figures = _figures(folder, vintage)
    if series:
        show_figures(figures, series, vintage)
    else:
        show_series(figures[figures["series"].str.contains(word, case=False, regex=False)], vintage)


@app.command(name="targets")
def list_targets(
    vintage: Vintage = None,
    split: Annotated[str | None, typer.Option(help="fit, hold_out or shown; none = all")] = None,
) -> None:
    """List the targets of a vintage: what is fitted, what is held out, with their errors and days of release."""
    from creditsim.figures import show_targets

    show_targets(vintage, split)


@app.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a CSV or SDMX-ML file, or a private table")],
    output: Annotated[Path, typer.Option("--output", "-o", help="the table to write; it must not exist")],
    mapping: Annotated[Path | None, typer.Option(help="page that says where the file has each column")] = None,
    private: Annotated[bool, typer.Option("--private", help="check a table of private targets and mark it")] = False,
) -> None:
    """Turn a file into a table of statistics, or check and mark a private table. Nothing is written unless all is in
    order."""
    from rich.console import Console

    from sim.errors import UsageError

    if private == (mapping is not None):
        raise UsageError("an import needs either --mapping or --private.", remedy="See `creditsim data import --help`.")
    if mapping is not None:
        from calibration.imports.tidy import import_figures

        count = import_figures(file, mapping, output)
        Console().print(f"{count} figures written to {output}.", soft_wrap=True)
        return
    from calibration.private import keep_private

    count = keep_private(file, output)
    Console().print(f"{count} private targets written to {output}: keep it out of what you pass on.", soft_wrap=True)


def _figures(folder: Path | None, vintage: str | None = None) -> pd.DataFrame:
    from sim.data.statistics import FOLDER, load_statistics

    return load_statistics(folder or FOLDER, vintage)
