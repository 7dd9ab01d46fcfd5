"""`creditsim discover STUDY`: in which futures does a mix fail, in plain words."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditsim.folders import RECORD, refuse_foreign, write_folder

if TYPE_CHECKING:
    import xarray as xr

    from experiments.discovery import Discovery, Futures

Study = Annotated[Path, typer.Argument(metavar="STUDY", help="folder that `creditsim mixes` or `sensitivity` wrote")]
Fails = Annotated[
    str,
    typer.Option(
        help="what counts as failing: 'limits' (budget or a guard broken), 'growth_gap_distance > 0.02', "
        "'level credit_growth < 0', 'effect vintage_12 > 0.001'"
    ),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="folder of the result; default <STUDY>-discovery")]


def discover(study: Study, fails: Fails = "growth_gap_distance > 0.02", output: Output = None) -> None:
    """Look for the futures in which a mix fails: boxes of few uncertainties, and a tree beside them."""
    from creditsim import show
    from experiments.discovery import discover as look

    found, futures = loaded(study)
    folder = output or study.absolute().parent / f"{study.absolute().name}-discovery"
    refuse_foreign(folder, "discovery")
    told = look(futures, fails)
    files = write_folder(folder, lambda aside: _write(aside, found, futures, told, fails))
    print_discovery(futures, told, fails, str(found.attrs.get("studied", "the scenario")))
    for file in files:
        show.console().print(f"  {folder / file}", soft_wrap=True)


def loaded(study: Path) -> tuple[xr.Dataset, Futures]:
    """The result in a folder, and its futures. Raises ResultError where there is none or it is damaged."""
    import xarray as xr

    from creditsim.mixes import FILE
    from experiments.discovery import futures_of_mixes, futures_of_sensitivity
    from sim.errors import ResultError

    for name, futures in ((FILE, futures_of_mixes), ("uncertainties.nc", futures_of_sensitivity)):
        file = study / name
        if not file.is_file():
            continue
        try:
            with xr.open_dataset(file, engine="h5netcdf") as opened:
                found = opened.load()
            return found, futures(found)
        except (OSError, ValueError, LookupError, RuntimeError, TypeError, AttributeError):
            remedy = "Run the study again: its runs are kept."
            raise ResultError("the file is damaged, or it is no study.", file=file, remedy=remedy) from None
    what = "there is no result of `creditsim mixes` or `creditsim sensitivity` here."
    raise ResultError(what, file=study, remedy="Give the folder that one of the two wrote.")


def _write(folder: Path, found: xr.Dataset, futures: Futures, told: Discovery, fails: str) -> None:
    import pandas as pd

    from experiments.discovery.words import condition
    from experiments.figures import save_figure
    from experiments.figures.discovery import Failures, failure_boxes

    table = pd.DataFrame(futures.values, columns=list(futures.names))
    table["fails"] = told.fails
    table.to_csv(folder / "futures.csv", index=False)
    rows = [
        {
            "condition": condition(one.box, futures.names, futures.units, futures.choices),
            **dict(zip(("density", "coverage", "mass"), one.box[2:], strict=True)),
            **dict(zip(("unseen", "unseen_failed", "low", "high"), one[1:], strict=True)),
        }
        for one in told.boxes
    ]
    columns = ("condition", "density", "coverage", "mass", "unseen", "unseen_failed", "low", "high")
    pd.DataFrame(rows, columns=list(columns)).to_csv(folder / "boxes.csv", index=False)
    (folder / "figures").mkdir()
    save_figure(failure_boxes(Failures(futures, told, fails)), folder / "figures" / "failures.png")
    record = json.loads(found.attrs["run_record"]) | {"fails": fails, "studied": found.attrs.get("studied", "")}
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def print_discovery(futures: Futures, told: Discovery, fails: str, mix: str) -> None:
    """Where it fails, in sentences."""
    from creditsim import show

    for line in sentences(futures, told, fails, mix):
        show.console().print(line, soft_wrap=True)


def sentences(futures: Futures, told: Discovery, fails: str, mix: str) -> list[str]:
    """What was found, a sentence each."""
    from experiments.discovery.run import share_interval
    from experiments.discovery.words import condition

    count, failed = len(told.fails), int(told.fails.sum())
    low, high = share_interval(failed, count)
    head = (
        f"{mix} fails ({fails}) in {told.share:.0%} of {count} futures ({low:.0%} to {high:.0%}). "
        "Each future has luck of its own, which no condition can tell."
    )
    lines = [head]
    if not told.boxes:
        return [*lines, "No condition on the uncertainties tells where: what was found could be chance."]
    for one in told.boxes:
        where = condition(one.box, futures.names, futures.units, futures.choices)
        sure = (
            f"of {one.held} futures not used to find this, {one.failed} fail ({one.low:.0%} to {one.high:.0%})"
            if one.held and math.isfinite(one.low)
            else "no future that was not used to find this lies there"
        )
        lines.append(
            f"It fails in {one.box.density:.0%} of futures with {where}: {one.box.coverage:.0%} of all failures, "
            f"{one.box.mass:.0%} of futures; {sure}."
        )
    if told.tree is not None:
        better = "better than" if told.tree.right > told.tree.plain + 0.02 else "no better than"
        lines.append(
            f"A tree of three questions tells {told.tree.right:.0%} of unseen futures rightly, {better} the "
            f"{told.tree.plain:.0%} of always saying the more frequent."
        )
    return lines
