"""`creditsim calibrate NAME`: fit the parameters to what was published, and say what that is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from creditsim.folders import refuse_foreign, write_folder

if TYPE_CHECKING:
    import pandas as pd

    from calibration.calibrate import Calibrated

Name = Annotated[str, typer.Argument(metavar="CALIBRATION", help="name of a shipped one, or a file that ends in .yaml")]
Threads = Annotated[int | None, typer.Option("--threads", "-t", min=1, max=1024, help="runs at a time")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="folder; default results/calibration-<name>")]
Scheduler = Annotated[str | None, typer.Option(help="address of a Dask scheduler whose workers do the runs")]
Adopt = Annotated[bool, typer.Option("--adopt", help="let runs take their parameters from this posterior from now on")]


def calibrate(
    name: Name = "shanghai-2025-07",
    threads: Threads = None,
    scheduler: Scheduler = None,
    output: Output = None,
    adopt: Adopt = False,
) -> None:
    """Fit parameters to published figures. A calibration that was stopped goes on where it was: answers of its runs are
    kept beside the folder, in <folder>-runs."""
    from calibration.calibrate import calibrate as run
    from calibration.calibrate import save_calibrated
    from calibration.config import load_calibration
    from creditsim import show
    from sim.parameters import POSTERIOR

    config = load_calibration(name)
    folder = output or Path("results") / f"calibration-{Path(name).stem}"
    refuse_foreign(folder)
    with Stages() as stages:
        bank = folder.with_name(f"{folder.name}-runs")
        result = run(config, bank, threads=threads, scheduler=scheduler, shown=stages.shown)

    def write(aside: Path) -> None:
        save_calibrated(result, aside)
        _pictures(result, aside)

    files = write_folder(folder, write)
    _print(result, config.title)
    for file in files:
        show.console().print(f"  {folder / file}", soft_wrap=True)
    if adopt:
        _replace(POSTERIOR, (folder / "posterior.csv").read_bytes())
        show.console().print(f"Runs now take their parameters from {POSTERIOR.name}.", soft_wrap=True)


class Stages:
    """A bar a stage, on standard error where that is a terminal."""

    def __enter__(self) -> Self:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        screen = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bars = Progress(*columns, console=screen, disable=not screen.is_terminal)
        self._bars.start()
        self._known: dict[str, Any] = {}
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def shown(self, stage: str, done: int, number: int) -> None:
        """A stage is so far."""
        if stage not in self._known:
            self._known[stage] = self._bars.add_task(stage, total=number)
        self._bars.update(self._known[stage], completed=done, total=number)


def _print(result: Calibrated, title: str) -> None:
    from creditsim import show

    moved = result.tables["parameters"]
    moved = moved[moved["says"] == "posterior"]
    rows = [
        (str(row.parameter), _range(row, "prior_"), _range(row, ""), f"{row.contraction:.0%}",
         f"{row.rejection_contraction:.0%}", str(row.unit))
        for row in moved.itertuples()
    ]  # fmt: skip
    show.print_rows(
        f"{title}: what the figures moved (median, 80% interval)",
        ("parameter", "prior", "posterior", "contraction", "by rejection", "unit"), rows,
    )  # fmt: skip
    rest = len(result.tables["parameters"]) - len(moved)
    show.console().print(f"{rest} other parameters: prior. The figures contract them by less than 20%.\n")
    groups = [
        (str(row.group), str(row.n), f"{row.chi2_over_n:.2f}", str(row.flag))
        for row in result.tables["groups"].itertuples()
    ]
    show.print_rows("Fit by group of figures", ("group", "n", "chi2/n", ""), groups)
    held = result.tables["held_out"]
    if len(held):
        inside = ((held["published"] >= held["q10"]) & (held["published"] <= held["q90"])).sum()
        show.console().print(f"Held out: {inside} of {len(held)} figures lie inside the 80% interval of the runs.")
    again = result.tables["recovery"]
    if len(again):
        first, says = again.iloc[0], again["inside"].sum()
        show.console().print(
            f"{first['cities']} synthetic cities of known parameters, calibrated likewise ({first['thin']} too thin): "
            f"the truth lies inside the 80% interval as often as it should ({first['band_low']:.0%} to "
            f"{first['band_high']:.0%}) for {says} of {len(again)} parameters; contraction there "
            f"{again['contraction'].min():.0%} to {again['contraction'].max():.0%}.",
            soft_wrap=True,
        )
    found = result.fit
    show.console().print(
        f"{len(found.points)} parameter sets, {found.dropped} left out for figures that they lack; not ruled out: "
        + ", ".join(f"{share:.1%}" for share in found.plausible)
        + f" of the prior after each wave. Sampler: acceptance {found.sample.acceptance:.2f}, "
        f"{found.sample.steps} steps, autocorrelation {found.sample.autocorrelation:.0f}.",
        soft_wrap=True,
    )


def _range(row: Any, kind: str) -> str:
    low, middle, high = (getattr(row, f"{kind}{name}") for name in ("q10", "q50", "q90"))
    return f"{middle:.3g} ({low:.3g} to {high:.3g})"


def _pictures(result: Calibrated, folder: Path) -> None:
    from experiments.figures import save_figure
    from experiments.figures.posterior import figure_fit, parameter_intervals

    (folder / "figures").mkdir()
    tables: dict[str, pd.DataFrame] = result.tables
    save_figure(parameter_intervals(tables["parameters"]), folder / "figures" / "parameters.png")
    save_figure(figure_fit(tables["figures"]), folder / "figures" / "figures.png")


def _replace(file: Path, content: bytes) -> None:
    aside = file.with_suffix(".new")
    aside.write_bytes(content)
    aside.replace(file)
