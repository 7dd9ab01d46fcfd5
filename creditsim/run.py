"""`creditsim run SCENARIO`: simulate, compare with what was published, draw, and keep it all in one folder."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from creditsim.folders import RECORD, refuse_foreign, write_folder

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="shanghai/actual, or a file that ends in .yaml")]
Households = Annotated[
    int, typer.Option("--households", "-n", min=100, max=20_000_000, help="households of the sample")
]
Full = Annotated[bool, typer.Option("--full", help="every household of the city, 1:1 (about 9.6 million)")]
Seed = Annotated[
    int, typer.Option(min=0, max=2**64 - 1, help="luck: the same seed gives the same luck in every scenario")
]
Draw = Annotated[
    int | None,
    typer.Option(min=0, max=2**20 - 1, help="parameter set: of the posterior, or of the priors; none = their centre"),
]
Draws = Annotated[
    int | None,
    typer.Option(min=4, max=10_000, help="project with fans: so many parameter sets, each with luck and latent paths"),
]
Threads = Annotated[
    int | None,
    typer.Option(
        "--threads",
        "-t",
        min=1,
        max=1024,
        help="threads; default 2 from 50,000 households on; results do not depend on them",
    ),
]
Panel = Annotated[int | None, typer.Option(min=1, help="add month-by-month records of so many households")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="folder of the result; default results/<scenario>-<n>-<seed>")
]


def run(
    scenario: Name,
    households: Households = 20_000,
    full: Full = False,
    seed: Seed = 1,
    draw: Draw = None,
    draws: Draws = None,
    threads: Threads = None,
    panel: Panel = None,
    output: Output = None,
) -> None:
    """Simulate a scenario, set it beside published figures, and write data, table and pictures into one folder."""
    from calibration.published import published_table
    from creditsim import show
    from creditsim.project import project
    from sim.build import BURN_IN
    from sim.errors import UsageError
    from sim.scenarios import load_scenario

    chosen = load_scenario(scenario)
    size = _city() if full else households
    if draws is not None:
        if full or draw is not None or panel is not None:
            raise UsageError("--draws goes with neither --draw, --full nor --panel.", remedy="Leave the others out.")
        place = output or Path("results") / f"projection-{_folder_name(chosen.name, size, seed, None)}-{draws}"
        project(chosen, size, seed, draws, threads, place)
        return
    folder = output or Path("results") / _folder_name(chosen.name, size, seed, draw)
    refuse_foreign(folder, "run")
    settings = {"households": size, "seed": seed, "draw": draw, "burn_in": BURN_IN, "panel": panel}
    result = show.simulated(chosen, settings, threads, _load_figures)
    published = published_table(result)
    files = write_result(folder, result, published)
    show.print_published(published)
    show.print_indicators(result)
    show.print_not_yet(chosen)
    show.print_notices([chosen])
    parameters = show.parameters_said(json.loads(result.attrs["run_record"])["parameters_from"], draw)
    summary = f"\n{chosen.title}: {size:,} households, seed {seed}; parameters: {parameters}."
    show.console().print(summary, soft_wrap=True)
    for file in files:
        show.console().print(f"  {folder / file}", soft_wrap=True)


def _load_figures() -> None:
    """Load what tables and pictures need."""
    import experiments.figures  # noqa: F401


def write_result(folder: Path, result: xr.Dataset, published: pd.DataFrame) -> list[str]:
    """Put run.nc, table.csv, figures and record.json into a folder, all or nothing. Returns their names. Raises
    UsageError where the disk refuses: an earlier result is then untouched."""
    return write_folder(folder, lambda aside: _write(aside, result, published))


def _write(folder: Path, result: xr.Dataset, published: pd.DataFrame) -> None:
    from experiments.figures import FIGURES, save_figure
    from sim.results import save_result

    save_result(result, folder / "run.nc")
    published.to_csv(folder / "table.csv", index=False)
    (folder / "figures").mkdir()
    for name, draw in FIGURES.items():
        save_figure(draw(result), folder / "figures" / f"{name}.png")
    record: dict[str, Any] = json.loads(result.attrs["run_record"])
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _folder_name(scenario: str, households: int, seed: int, draw: int | None) -> str:
    plain = re.sub(r"[^\w.-]+", "-", scenario)
    return f"{plain}-{households}-{seed}" + ("" if draw is None else f"-draw{draw}")


def _city() -> int:
    from sim.population.cells import load_cells

    return round(float(load_cells().people.city))
