"""`creditsim sensitivity FILE`: which factors move the effect of a policy, and how much is luck."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditsim.folders import RECORD, refuse_foreign, write_folder

if TYPE_CHECKING:
    import xarray as xr

    from experiments.points import Evaluate, Factor
    from experiments.sensitivity import Study

File = Annotated[Path, typer.Argument(metavar="FILE", help="a study, such as experiments/studies/sensitivity.yaml")]
Threads = Annotated[
    int | None, typer.Option("--threads", "-t", min=1, max=1024, help="runs at a time; default all cores")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="folder of the result; default results/<file>")]

SCREENED: tuple[str, ...] = ("factor", "mean effect", "mean size", "95 % interval", "luck alone", "says")
INDICES: tuple[str, ...] = (
    "factor",
    "first",
    "95 % interval",
    "total",
    "95 % interval",
    "emulated total",
    "PAWN",
    "says",
)

MOST = 12
"""Factors that a table prints; all of them are in the files."""


def sensitivity(file: File, threads: Threads = None, output: Output = None) -> None:
    """Vary uncertainties and numbers of levers, and say which of them move the paired effect. What was run is kept."""
    from creditsim import show
    from creditsim.runs import kept_runs, with_bar
    from experiments.sensitivity import load_sensitivity
    from experiments.sensitivity import sensitivity as analyse

    study = load_sensitivity(file)
    folder = output or Path("results") / f"sensitivity-{file.stem}"
    refuse_foreign(folder, "sensitivity")

    def evaluate(chosen: Study, factors: tuple[Factor, ...]) -> Evaluate:
        written = chosen.written
        runs = (written.outcomes, chosen.months, written.at, written.households)
        return kept_runs(chosen.base, chosen.policy, factors, runs, folder, threads)

    with with_bar() as bar:
        found = analyse(study, evaluate, bar)
    files = write_folder(folder, lambda aside: _write(aside, found))
    for name, one in found.items():
        print_indices(name, one)
    for written in files:
        show.console().print(f"  {folder / written}", soft_wrap=True)


def _write(folder: Path, found: Mapping[str, xr.Dataset]) -> None:
    from experiments.figures import SENSITIVITY, save_figure
    from experiments.sensitivity import indices_table

    (folder / "figures").mkdir()
    for name, one in found.items():
        (folder / f"{name}.nc").write_bytes(one.to_netcdf(None, engine="h5netcdf"))
        indices_table(one).to_csv(folder / f"{name}.csv", index=False)
        for picture, draw in SENSITIVITY[one.attrs["method"]].items():
            save_figure(draw(one), folder / "figures" / f"{name}-{picture}.png")
    record = json.loads(next(iter(found.values())).attrs["run_record"])
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def print_indices(name: str, found: xr.Dataset) -> None:
    """The factors that matter most for the paired effect on each headline output."""
    from creditsim import show

    effect = found.sel(quantity="effect")
    for output in map(str, found.attrs["headline"]):
        one = effect.sel(output=output)
        if found.attrs["method"] == "morris":
            rows, heads = _screened(one), SCREENED
        else:
            rows, heads = _indices(one), INDICES
        share = float(one["noise_share"]) if "noise_share" in one else math.nan
        luck = f"; luck makes {share:.0%} of what varies" if math.isfinite(share) else ""
        show.print_rows(f"\nEffect on {output}, {name.replace('_', ', ')}{luck}", heads, rows[:MOST])
        if "q2" in one and math.isfinite(float(one["q2"])):
            show.console().print(
                f"Emulator: Q2 = {float(one['q2']):.2f} on answers it had not seen (1 = met, 0 = mean)."
            )


def _screened(one: xr.Dataset) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for factor in map(str, one.sortby("size", ascending=False)["factor"].to_numpy()):
        mean, size, low, high, floor = (
            float(one[part].sel(factor=factor)) for part in ("mean", "size", "low", "high", "floor")
        )
        says = "not told" if not math.isfinite(floor) else "matters" if low > floor else "may be luck"
        rows.append((factor, f"{mean:+.3g}", f"{size:.3g}", f"{low:.3g}..{high:.3g}", f"{floor:.3g}", says))
    return rows


def _indices(one: xr.Dataset) -> list[tuple[str, ...]]:
    key = "total" if "total" in one else "pawn"
    if not bool(one[key].notnull().any()):
        return [("luck explains all that varies", *("-",) * 7)]
    rows: list[tuple[str, ...]] = []
    for factor in map(str, one.sortby(key, ascending=False)["factor"].to_numpy()):
        at = one.sel(factor=factor)
        cells = [factor]
        for name in ("first", "total"):
            if name not in one:
                cells += ["-", "-"]
                continue
            value, low, high = (float(at[f"{name}{end}"]) for end in ("", "_low", "_high"))
            cells += [f"{value:.2f}", f"{low:.2f}..{high:.2f}" if math.isfinite(low) else "not told"]
        told = float(at["emulated_total"]) if "emulated_total" in one else math.nan
        cells.append(f"{told:.2f}" if math.isfinite(told) else "-")
        shift, chance = float(at["pawn"]), float(one["pawn_chance"])
        cells += [f"{shift:.2f}", "moves it" if shift > chance else f"below chance ({chance:.2f})"]
        rows.append(tuple(cells))
    return rows
