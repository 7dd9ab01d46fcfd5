"""What commands print: tables of a run, and the bar that shows how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from rich.console import Console

    from sim.scenarios import Scenario

WIDE = 180
"""Columns of what is no terminal, such as a file or a pipe."""

ROOM = 150
"""Columns from which on scope and source are printed too; on less they are in table.csv."""

MOST_ROWS = ("Retail sales",)
"""Statistics of many windows a year: left to table.csv, their years are shown."""


def console() -> Console:
    """Standard output: plain text, wide where it is no terminal."""
    import os

    from rich.console import Console

    plain = Console(markup=False, highlight=False)
    if plain.is_terminal or "COLUMNS" in os.environ:
        return plain
    return Console(markup=False, highlight=False, width=WIDE)


def parameters_said(origin: str, draw: int | None) -> str:
    """Which parameters a run had. origin : "posterior" or "prior"."""
    if origin == "posterior":
        return "the medoid of the posterior" if draw is None else f"set {draw} of the posterior"
    return "the centre of their priors, not calibrated" if draw is None else f"draw {draw} of their priors"


def print_rows(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table of text."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for k, head in enumerate(heads):
        table.add_column(head, overflow="fold", no_wrap=k == 0)
    for row in rows:
        table.add_row(*row)
    console().print(table)


def simulated(
    scenario: Scenario, record: Mapping[str, Any], threads: int | None, aside: Callable[[], object] | None = None
) -> xr.Dataset:
    """Run a scenario as its record says, with a bar on standard error where that is a terminal. aside : as in
    `simulate`."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from sim.running import simulate

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[month]}"), TimeRemainingColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("Preparing (the first run of a version compiles for 90 seconds)", total=None, month="")

        def progress(done: int, total: int) -> None:
            text = f"month {done} of {total}"
            bar.update(task, description="Simulating", completed=done, total=total, month=text)

        settings = {name: record[name] for name in ("households", "seed", "draw", "burn_in")}
        shown = progress if screen.is_terminal else None
        return simulate(scenario, **settings, threads=threads, panel=record.get("panel"), progress=shown, aside=aside)


def print_published(published: pd.DataFrame) -> None:
    """Model beside published figures, year by year, with grade, scope and source."""
    from rich.table import Table

    output = console()
    if published.empty:
        output.print("No published figure falls into these months.")
        return
    wide = output.width >= ROOM
    table = Table(title="Model and published figures", title_justify="left", box=None, pad_edge=False)
    table.add_column("period", no_wrap=True)
    table.add_column("statistic", overflow="fold")
    for head in ("model", "published", "difference"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("grade")
    if wide:
        table.add_column("scope", no_wrap=True)
        table.add_column("source", no_wrap=True, overflow="ellipsis", max_width=output.width - ROOM + 24)
    shown = published[~published["statistic"].isin(MOST_ROWS)]
    for _, rows in shown.groupby(shown["period"].str.slice(0, 4), sort=True):
        for row in rows.sort_values("period", kind="stable").to_dict("records"):
            numbers = (in_words(row[name], row["unit"]) for name in ("model", "published"))
            difference = in_words(row["difference"], row["unit"], sign="+")
            texts = [row[name] for name in ("grade", "scope", "source")]
            table.add_row(row["period"], row["statistic"], *numbers, difference, *texts[: 3 if wide else 1])
        table.add_section()
    output.print(table)
    output.print(
        f"Grade A: official text seen; B: press or mirror quoting it; C: estimate. {len(published) - len(shown)} more "
        "figures, retail sales within years, are in table.csv, as are all sources and remarks.",
        soft_wrap=True,
    )


def in_words(number: float, unit: str, sign: str = "") -> str:
    """A number for people: bn CNY, per cent (differences in percentage points), thousands."""
    if number != number:  # noqa: PLR0124
        return "-"
    if unit in {"fraction", "1/year"}:
        return f"{number * 100:{sign}.1f}{' pp' if sign else ' %'}"
    if unit == "CNY":
        return f"{number / 1e9:{sign},.0f} bn CNY"
    return f"{number / 1e3:{sign},.0f} k" if unit == "vehicles" else f"{number:{sign},.1f}"


def indicator_table(run: xr.Dataset) -> pd.DataFrame:
    """Indicators by month: one column an indicator; those that the run cannot give are left out."""
    import pandas as pd

    from sim.errors import ResultError
    from sim.indicators import INDICATORS, indicator

    columns = {}
    for name in INDICATORS:
        try:
            columns[name] = indicator(name, run).to_numpy()
        except ResultError:
            continue
    months = pd.Index(run["month"].to_numpy().astype("datetime64[M]").astype(str), name="month")
    return pd.DataFrame(columns, index=months)


def print_indicators(run: xr.Dataset) -> None:
    """Indicators at the end of each year, and at the last month where the run ends within a year."""
    from sim.indicators import INDICATORS

    table = indicator_table(run)
    ends = [month for month in table.index if month.endswith("-12") or month == table.index[-1]]
    rows = [
        (name, *(in_words(table.loc[month, name], INDICATORS[name].unit) for month in ends), _unit(name))
        for name in table.columns
    ]
    print_rows("\nIndicators at year-end", ("indicator", *ends, "unit"), rows)


def _unit(name: str) -> str:
    from sim.indicators import INDICATORS

    unit = INDICATORS[name].unit
    return {"fraction": "", "1/year": "a year"}.get(unit, unit + "s")


def print_not_yet(scenario: Scenario) -> None:
    """Instruments in force that no lever can say."""
    if scenario.not_yet:
        rows = [(instrument.id, instrument.reason) for instrument in scenario.not_yet]
        print_rows("\nIn force, but not in this run: no lever can say them", ("instrument", "reason"), rows)


def print_notices(scenarios: Sequence[Scenario]) -> None:
    """What the rules of the country warn of in scenarios; each said once, with the scenarios that it is said of."""
    from sim.scenarios.legality import legal_notices

    said: dict[str, list[str]] = {}
    for scenario in scenarios:
        for notice in legal_notices(scenario):
            said.setdefault(str(notice), []).append(scenario.name)
    for text, names in said.items():
        about = f" in {', '.join(names)}" if len(scenarios) > 1 else ""
        console().print(f"Warning{about}: {text}", style="yellow", soft_wrap=True)
