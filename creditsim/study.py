"""`creditsim study`: scenarios x draws x seeds, planned, run, looked at, gone on with and extended."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from calibration.runs import Store, Tally
    from experiments.study import Study
    from sim.scenarios import Scenario

File = Annotated[Path, typer.Argument(metavar="FILE", help="a study, such as experiments/studies/levels.yaml")]
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="folder that `study run` made")]
Threads = Annotated[
    int | None, typer.Option("--threads", "-t", min=1, max=1024, help="runs at a time; default all cores")
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="a Dask cluster that is there, as tcp://host:8786; none = this machine"),
]
Again = Annotated[bool, typer.Option("--again", help="also do those runs again that failed")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="folder of the study; default results/study-<file>")
]

NAME = "study.nc"

app = typer.Typer(help="Run scenarios under many draws and seeds; stop, go on, extend.", no_args_is_help=True)


@app.command()
def plan(file: File, threads: Threads = None, output: Output = None) -> None:
    """Runs, minutes, disk and memory, told by one run that is timed."""
    from creditsim import show
    from experiments.study import estimated, kept_runs, load_study

    study = load_study(file)
    found = estimated(study, kept_runs(output or _folder(file)), threads)
    scenarios, draws, seeds = study.shape
    timed = "" if found.timed == study.households else f", extrapolated from one of {found.timed:,} households"
    rows = [
        (
            "runs",
            f"{found.runs:,} ({scenarios} scenarios x {draws} draws x {seeds} seeds), {found.kept:,} kept already",
        ),
        ("a run", f"{found.seconds:.2f} s on one thread{timed}"),
        ("time", f"about {found.minutes:.1f} minutes"),
        ("disk", f"at most {found.disk / 2**20:.1f} MiB"),
        ("memory", f"about {found.memory / 2**20:,.0f} MiB"),
    ]
    show.print_rows(study.title, ("", ""), rows)


@app.command()
def run(file: File, threads: Threads = None, scheduler: Scheduler = None, output: Output = None) -> None:
    """Begin a study, or go on with it, and publish it in its folder as study.nc."""
    from experiments.study import begun_study, keep_study, load_study
    from experiments.study.folder import STUDY
    from sim.errors import UsageError

    study, folder = load_study(file), output or _folder(file)
    if (folder / STUDY).is_file() and begun_study(folder).document() != study.document():
        remedy = "Use `study extend` for more of the same, or give -o another folder."
        raise UsageError(f"{folder} holds another study than {file} now says.", remedy=remedy)
    keep_study(study, folder)
    _go(study, folder, threads, scheduler)


@app.command()
def resume(folder: Folder, threads: Threads = None, scheduler: Scheduler = None, again: Again = False) -> None:
    """Go on with a study that was stopped; what is kept is not done again."""
    from experiments.study import begun_study

    _go(begun_study(folder), folder, threads, scheduler, again=again)


@app.command()
def extend(
    folder: Folder,
    seeds: Annotated[int | None, typer.Option(min=1, max=100_000, help="seeds in all")] = None,
    draws: Annotated[int | None, typer.Option(min=1, max=2**20, help="draws in all")] = None,
    scenario: Annotated[list[str] | None, typer.Option(help="a scenario more; may be given several times")] = None,
    threads: Threads = None,
    scheduler: Scheduler = None,
) -> None:
    """Add seeds, draws or scenarios to a study, and run what is missing."""
    from experiments.study import begun_study, keep_study
    from sim.errors import UsageError

    if seeds is None and draws is None and not scenario:
        raise UsageError("nothing is added to the study.", remedy="Give --seeds, --draws or --scenario.")
    study = begun_study(folder)
    more = {name: _like(study, name) for name in scenario or ()}
    wider = study.extended(seeds, draws, more)
    keep_study(wider, folder)
    _go(wider, folder, threads, scheduler)


@app.command()
def status(folder: Folder) -> None:
    """How many runs of a study are kept, how many failed and why."""
    from creditsim import show
    from experiments.study import begun_study, kept_runs

    study, store = begun_study(folder), kept_runs(folder)
    keys = [job.key for job in study.jobs()]
    kept = [key for key in keys if key in store]
    failed = [key for key in kept if store.failed(key)]
    show.console().print(
        f"{study.title}: {len(kept):,} of {len(keys):,} runs are kept, {len(failed):,} of them failed."
    )
    _print_failures(store, failed)
    _print_damage(store)


def _go(study: Study, folder: Path, threads: int | None, scheduler: str | None, *, again: bool = False) -> None:
    from creditsim import show
    from experiments.study import kept_runs, published
    from experiments.study.publish import save_published

    store = kept_runs(folder)
    _print_damage(store)
    tally = _lived(study, store, threads, scheduler, again=again)
    save_published(published(study, store), folder / NAME)
    text = f"{study.title}: {tally.asked:,} runs, {tally.done:,} done now, {tally.kept:,} kept before"
    show.console().print(f"{text}, {tally.failed:,} failed.", soft_wrap=True)
    _print_failures(store, [job.key for job in study.jobs() if store.failed(job.key)])
    show.console().print(f"  {folder / NAME}", soft_wrap=True)


def _lived(study: Study, store: Store, threads: int | None, scheduler: str | None, *, again: bool) -> Tally:
    from calibration.runs import run_jobs
    from creditsim.runs import with_bar

    with with_bar() as bar:
        return run_jobs(
            study.in_turn(), store, threads, lambda done, most: bar(done, most, "Running"), scheduler, again=again
        )


def _like(study: Study, name: str) -> Scenario:
    """A scenario run to the last month of a study. Raises UsageError where it begins in another month."""
    from sim.calendar import month_date
    from sim.errors import UsageError
    from sim.scenarios import load_scenario

    first = next(iter(study.scenarios.values()))
    found = replace(load_scenario(name).with_months(last=str(month_date(first.last_month))[:7]), name=name)
    if found.first_month != first.first_month:
        begins = str(month_date(first.first_month))[:7]
        raise UsageError(f"the study begins in {begins}, '{name}' does not.", remedy="Give it the same first month.")
    return found


def _print_failures(store: Store, failed: list[str], most: int = 5) -> None:
    from creditsim import show

    for row in store.rows(failed[:most]):
        asked = json.loads(row.settings)
        which = f"{asked['scenario']}, draw {asked['draw']}, seed {asked['seed']}"
        show.console().print(f"  failed: {which}: {row.reason}", soft_wrap=True)
    if len(failed) > most:
        show.console().print(f"  and {len(failed) - most:,} more.")


def _print_damage(store: Store) -> None:
    from creditsim import show

    for file in store.set_aside:
        show.console().print(f"  damaged, set aside, its runs are done again: {file}", soft_wrap=True)


def _folder(file: Path) -> Path:
    return Path("results") / f"study-{file.stem}"
