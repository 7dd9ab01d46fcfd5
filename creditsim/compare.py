"""`creditsim compare BASE SCENARIO ...`: same households and luck in all, differences with intervals, one folder."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditsim.folders import RECORD, refuse_foreign, write_folder

if TYPE_CHECKING:
    import xarray as xr

    from experiments.comparison.foreseen import Foreseen
    from sim.scenarios import Scenario

Base = Annotated[str, typer.Argument(metavar="BASE", help="what the others are compared with, as shanghai/actual")]
Others = Annotated[list[str], typer.Argument(metavar="SCENARIO...", help="one or more, or files that end in .yaml")]
Households = Annotated[
    int, typer.Option("--households", "-n", min=100, max=20_000_000, help="households of the sample")
]
Seeds = Annotated[
    int,
    typer.Option(
        min=1,
        max=100_000,
        help="pairs of runs, 2 at least for an interval; with --draws pairs of each draw, 1 at least",
    ),
]
Draws = Annotated[
    int, typer.Option(min=1, max=2**20 - 1, help="parameter sets of the posterior, or of the priors; 1 = their centre")
]
Precision = Annotated[
    float | None,
    typer.Option(
        help="stop once half-widths are this part of the effects, or below a floor; 4 pairs at least, --seeds at most"
    ),
]
Limits = Annotated[
    bool, typer.Option("--limits", help="also run both ends of the response to rates; no order where they disagree")
]
Last = Annotated[str, typer.Option(metavar="MONTH", help="month to which base and scenarios are run")]
At = Annotated[
    str, typer.Option(metavar="MONTH", help="month that is looked at; the last one where the run ends before")
]
Split = Annotated[
    bool | None,
    typer.Option(
        "--split/--no-split",
        help="share effects out over clauses by 32 orders in which they join (Shapley values, 4 seeds); "
        "unasked: by two opposite orders and 3 seeds, up to 24 clauses",
    ),
]
Threads = Annotated[
    int | None,
    typer.Option(
        "--threads", "-t", min=1, max=1024, help="pairs at a time; default all cores; results do not depend on it"
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="folder of the result; default results/compare-...")
]


def compare(
    base: Base,
    scenarios: Others,
    households: Households = 20_000,
    seeds: Seeds = 16,
    draws: Draws = 1,
    precision: Precision = None,
    limits: Limits = False,
    split: Split = None,
    last: Last = "2028-12",
    at: At = "2026-12",
    threads: Threads = None,
    output: Output = None,
) -> None:
    """Compare scenarios with a base pair by pair: effects with intervals, risk, cost, who gains."""
    from creditsim import show
    from creditsim.compare_tables import print_comparison
    from sim.scenarios import load_scenario

    first, others = load_scenario(base), [load_scenario(name) for name in scenarios]
    folder = output or Path("results") / _folder_name([first, *others], households, seeds, draws)
    refuse_foreign(folder, "comparison")
    settings = {
        "households": households, "seeds": seeds, "draws": draws, "precision": precision, "limits": limits,
        "last": last, "at": at, "threads": threads, "orders": 2 if split is None else 32 * split,
    }  # fmt: skip
    effects = compared(first, others, settings)
    files = write_comparison(folder, effects)
    print_comparison(effects)
    show.print_notices([first, *others])
    for file in files:
        show.console().print(f"  {folder / file}", soft_wrap=True)


def compared(base: Scenario, others: Sequence[Scenario] | Mapping[str, Scenario], settings: dict) -> xr.Dataset:
    """Run a comparison with a bar on standard error, and a line before on what a full split takes. others, settings :
    as `experiments.compare` takes them."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from experiments import compare as compare_scenarios
    from experiments.comparison.split import QUICK

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[pair]}"), TimeRemainingColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("Preparing (the first run of a version compiles for 90 seconds)", total=None, pair="")

        def progress(done: int, most: int, what: str) -> None:
            doing = "Comparing" if what == "pair" else "Sharing out"
            bar.update(task, description=doing, completed=done, total=most, pair=f"{what} {done} of {most}")

        def foreseen(told: Foreseen) -> None:
            screen.print(
                f"Sharing out: {told.mixes:,} mixes of clauses after {told.pairs:,} pairs of runs, about "
                f"{told.minutes:.1f} minutes, reckoned from {told.timed} runs.",
                highlight=False, soft_wrap=True,
            )  # fmt: skip

        before = foreseen if settings["orders"] > QUICK else None
        return compare_scenarios(base, others, **settings, progress=progress, foreseen=before)


def write_comparison(folder: Path, effects: xr.Dataset) -> list[str]:
    """Put effects.nc, effects.csv, figures and record.json into a folder, all or nothing. Returns their names. Raises
    UsageError where the disk refuses."""
    return write_folder(folder, lambda aside: _write(aside, effects))


def _write(folder: Path, effects: xr.Dataset) -> None:
    from experiments.comparison import save_effects
    from experiments.figures import COMPARED, save_figure, waterfalls

    save_effects(effects, folder)
    (folder / "figures").mkdir()
    for name, draw in COMPARED.items():
        save_figure(draw(effects), folder / "figures" / f"{name}.png")
    for name, figure in waterfalls(effects).items():
        plain = re.sub(r"[^\w.-]+", "-", name)
        save_figure(figure, folder / "figures" / f"effect_by_clause-{plain}.png")
    record = json.loads(effects.attrs["run_record"])
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _folder_name(scenarios: list[Scenario], households: int, seeds: int, draws: int) -> str:
    names = "-".join(scenario.name for scenario in scenarios[:4]) + ("-more" if len(scenarios) > 4 else "")
    plain = re.sub(r"[^\w.-]+", "-", names)[:120]
    return f"compare-{plain}-{households}-{seeds}" + (f"-draws{draws}" if draws > 1 else "")
