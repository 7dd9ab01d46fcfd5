"""`creditsim backtest CONFIG`: what would have been said at past origins, scored beside rivals, one folder."""

from __future__ import annotations

import json
from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from creditsim.folders import RECORD, refuse_foreign, write_folder

if TYPE_CHECKING:
    import pandas as pd

    from calibration.skill.backtest import Outcome
    from calibration.skill.config import Backtest

Config = Annotated[str, typer.Argument(metavar="CONFIG", help="shanghai, or a file that ends in .yaml")]
Members = Annotated[int | None, typer.Option(min=4, max=1_000, help="members of each forecast; default as in CONFIG")]
Households = Annotated[
    int | None, typer.Option("--households", "-n", min=500, max=200_000, help="of each run; default as in CONFIG")
]
Threads = Annotated[
    int, typer.Option("--threads", "-t", min=1, max=1024, help="members at a time; results do not depend on it")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="folder of the result; default results/backtest-...")
]


def backtest(
    config: Config, members: Members = None, households: Households = None, threads: Threads = 2, output: Output = None
) -> None:
    """Forecast from past origins with what was known then, and score it beside no change, AR(1), ETS and ARIMA."""
    from calibration.skill.config import load_backtest
    from calibration.skill.table import in_words, skill_table
    from creditsim import show

    asked = {name: value for name, value in (("members", members), ("households", households)) if value is not None}
    chosen = load_backtest(config).model_copy(update=asked)
    folder = output or Path("results") / f"backtest-{Path(config).stem}-{chosen.members}-{chosen.households}"
    refuse_foreign(folder)
    outcome = _scored(chosen, threads)
    table = skill_table(outcome.scores)
    words = in_words(table, outcome.linear_error)
    files = write_folder(folder, lambda aside: _write(aside, chosen, outcome, table, words))
    _print_table(table)
    for line in words:
        show.console().print(line, soft_wrap=True)
    for file in files:
        show.console().print(f"  {folder / file}", soft_wrap=True)


def _scored(config: Backtest, threads: int) -> Outcome:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from calibration.skill.backtest import backtest as scored

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("Preparing (the first run of a version compiles for 90 seconds)", total=None)

        def progress(what: str, done: int, most: int) -> None:
            bar.update(task, description=what, completed=done, total=most)

        return scored(config, threads, progress)


def _write(folder: Path, config: Backtest, outcome: Outcome, table: pd.DataFrame, words: list[str]) -> None:
    from experiments.figures import save_figure
    from experiments.figures.skill import skill
    from sim.engine.cache import source_hash
    from sim.running import data_hash

    outcome.scores.to_csv(folder / "forecasts.csv", index=False, float_format="%.6g")
    table.to_csv(folder / "skill.csv", index=False, float_format="%.6g")
    (folder / "skill.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    save_figure(skill(outcome.scores.to_xarray()), folder / "skill.png")
    record = {"backtest": config.model_dump(mode="json"), "code": source_hash(), "data": data_hash()}
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _print_table(table: pd.DataFrame) -> None:
    from creditsim import show

    heads = (
        "series",
        "months ahead",
        "forecaster",
        "n",
        "eff. n",
        "RMSE",
        "CRPS",
        "cover (95%)",
        "bias",
        "PIT",
        "DM p",
    )
    show.print_rows("Skill, lower CRPS is better", heads, [_words(row) for row in table.to_dict("records")])


def _words(row: dict[Hashable, Any]) -> list[str]:
    band = f"{row['coverage']:.0%} ({row['coverage_low']:.0%}-{row['coverage_high']:.0%})"
    scores = [f"{row['effective_n']:.1f}", f"{row['rmse']:.4g}", f"{row['crps']:.4g}", band, f"{row['bias']:+.3g}"]
    tested = "" if row["p"] != row["p"] else f"{row['p']:.3f} "
    head = [row["series"], row["horizon"], row["forecaster"], str(row["n"])]
    return [*head, *scores, f"{row['pit']:.2f}", f"{tested}{row['verdict']}"]
