"""`creditsim mixes FILE`: which mixes of levers cannot be told from the best, and how they stand beside plain rules."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditsim.compare_words import amount, interval
from creditsim.folders import RECORD, refuse_foreign, write_folder

if TYPE_CHECKING:
    import xarray as xr

FILE = "mixes.nc"

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="a search, such as experiments/studies/growth_match_2026.yaml")
]
Threads = Annotated[
    int | None, typer.Option("--threads", "-t", min=1, max=1024, help="runs at a time; default all cores")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="folder of the result; default results/<file>")]


def mixes(file: File, threads: Threads = None, output: Output = None) -> None:
    """Search for mixes of levers within a budget, then race the best and plain rules on fresh luck. What was run is
    kept."""
    from creditsim import show
    from creditsim.runs import kept_runs, with_bar
    from experiments.mixes import load_mixes
    from experiments.mixes import mixes as search

    study = load_mixes(file)
    folder = output or Path("results") / f"mixes-{file.stem}"
    refuse_foreign(folder, "mixes")
    runs = (study.outcomes, study.months, study.written.at, study.written.households)
    evaluate = kept_runs(study.base, study.policy, (*study.levers, *study.uncertain), runs, folder, threads)
    with with_bar() as bar:
        found = search(study, evaluate, bar)
    files = write_folder(folder, lambda aside: _write(aside, found))
    print_mixes(found)
    show.print_notices([study.base, study.policy])
    for written in files:
        show.console().print(f"  {folder / written}", soft_wrap=True)


def _write(folder: Path, found: xr.Dataset) -> None:
    from experiments.figures import MIXES, save_figure
    from experiments.mixes.table import mixes_table

    (folder / "figures").mkdir()
    (folder / FILE).write_bytes(found.to_netcdf(None, engine="h5netcdf"))
    mixes_table(found).to_csv(folder / "mixes.csv", index=False)
    for name, draw in MIXES.items():
        save_figure(draw(found), folder / "figures" / f"{name}.png")
    record = json.loads(found.attrs["run_record"])
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def print_mixes(found: xr.Dataset) -> None:
    """The set, what its mixes are made of, how they do, and which one to look at first."""
    from creditsim import show

    objectives = [str(name) for name in found["objective"].to_numpy()]
    units = [str(unit) for unit in found["objective_unit"].to_numpy()]
    rows = []
    for name in map(str, found["mix"].to_numpy()):
        one = found.sel(mix=name)
        says = "in the set" if bool(one["kept"]) else str(one["dropped_for"].item())
        cells = [name, says, _chance(one)]
        for objective, unit in zip(objectives, units, strict=True):
            mean, low, high = (float(one[part].sel(objective=objective)) for part in ("mean", "low", "high"))
            cells.append(_shown(mean, low, high, unit))
        rows.append(tuple(cells))
    heads = ("mix", "race", "keeps its limits", *(f"{name.replace('_', ' ')}, 95 % interval" for name in objectives))
    show.print_rows(f"\nMixes on fresh luck, {found.sizes['pair']} pairs", heads, rows)
    kept = found.isel(mix=(found["kept"] | found["baseline"]).to_numpy())
    table = [
        (str(lever), str(unit), *(f"{value:,.4g}" for value in kept["lever_value"].sel(lever=lever).to_numpy()))
        for lever, unit in zip(kept["lever"].to_numpy(), kept["lever_unit"].to_numpy(), strict=True)
    ]
    show.print_rows("\nWhat they are made of", ("lever", "unit", *map(str, kept["mix"].to_numpy())), table)
    for line in words(found):
        show.console().print(line, soft_wrap=True)


def _shown(mean: float, low: float, high: float, unit: str) -> str:
    if not math.isfinite(mean):
        return "-"
    if unit == "CNY/CNY":
        return f"{mean:+.2f} ({low:+.2f} to {high:+.2f}) CNY per CNY"
    return f"{amount(mean, unit)} ({interval(low, high, unit)})"


def _chance(one: xr.Dataset) -> str:
    value, low, high = (float(one[name]) for name in ("keeps", "keeps_low", "keeps_high"))
    return f"{value:.0%} ({low:.0%}..{high:.0%})" if math.isfinite(value) else "-"


def words(found: xr.Dataset) -> list[str]:
    """What the race says, in sentences."""
    sure, pairs = f"{1 - found.attrs['error']:.0%}", found.sizes["pair"]
    set_of = (
        f"With a chance of at least {sure} the set holds every mix raced that keeps its limits and that no other beats "
        f"in all objectives: {_listed(found, found['kept'])}."
    )
    lines = ["", set_of]
    for objective in map(str, found["objective"].to_numpy()):
        like = _listed(found, found["like_best"].sel(objective=objective))
        lines.append(f"Not told from the best of the set in {_plain(objective)} by {pairs} pairs: {like}.")
    advised = found.attrs["advised"]
    if not advised:
        remedy = "Raise the budget, loosen the guards, or ask for less."
        lines.append(f"None of them keeps its limits in {found.attrs['chance']:.0%} of futures. {remedy}")
        return lines
    lines.append(
        f"To look at first: {advised}, by the mean of {_plain(str(found['objective'].to_numpy()[0]))} among those that "
        f"keep their limits in at least {found.attrs['chance']:.0%} of futures. Among equals that order is luck."
    )
    one = found.sel(mix=advised)
    for objective, unit in zip(found["objective"].to_numpy(), found["objective_unit"].to_numpy(), strict=True):
        at = one.sel(objective=objective)
        mean, low, high = (float(at[f"against_split_{part}"]) for part in ("mean", "low", "high"))
        says = "no difference can be told" if low <= 0 <= high or not math.isfinite(mean) else "it differs"
        shown = _shown(mean, low, high, str(unit))
        lines.append(f"Against the equal split, {_plain(str(objective))}: {shown}: {says}.")
    return lines


def _listed(found: xr.Dataset, chosen: xr.DataArray) -> str:
    return ", ".join(map(str, found["mix"].to_numpy()[chosen.to_numpy()])) or "none"


def _plain(name: str) -> str:
    return name.replace("_", " ")
