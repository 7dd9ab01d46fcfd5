"""`creditsim scenarios`: list, show, check, compare; `schema` for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="shanghai/actual, or a file that ends in .yaml")]

app = typer.Typer(help="List, show, check and compare scenarios.", no_args_is_help=True)


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


@app.command("list")
def listed() -> None:
    """Scenarios that come with the model."""
    from rich.console import Console

    from sim.scenarios import load_scenario, scenario_names

    table = _table("Scenarios", "name", "title", "", "levers")
    for name in scenario_names():
        scenario = load_scenario(name)
        table.add_row(name, scenario.title, scenario.title_zh, str(len(scenario.levers)))
    Console(markup=False).print(table)


@app.command()
def show(name: Name) -> None:
    """Levers and dates, every number with its basis, and the instruments that no lever can say."""
    from rich.console import Console

    from creditsim.show import print_notices
    from sim.calendar import month_date
    from sim.scenarios import load_scenario, number_table

    scenario, console = load_scenario(name), Console(markup=False)
    console.print(f"{scenario.title}  {scenario.title_zh}", style="bold", highlight=False)
    console.print(f"{month_date(scenario.first_month)} to {month_date(scenario.last_month)}", highlight=False)
    if scenario.parents:
        console.print(f"extends {', '.join(scenario.parents)}", highlight=False)
    if scenario.takes_from:
        console.print(f"takes levers from {', '.join(scenario.takes_from)}", highlight=False)
    levers = _table("\nLevers", "id", "lever", "from", "to", "announced")
    for lever in scenario.levers:
        levers.add_row(lever.id, lever.key, str(lever.start), str(lever.end or ""), str(lever.announced or ""))
    console.print(levers)
    numbers = _table("\nNumbers and where they come from", "lever", "number", "value", "unit", "basis")
    for row in number_table(scenario):
        numbers.add_row(*row, style="yellow" if row.basis == "assumption" else None)
    console.print(numbers)
    overrides = _table("\nOverrides", "name", "value")
    for parameter, value in scenario.parameters.items():
        overrides.add_row(parameter, f"{value:g}")
    for path, changes in scenario.exogenous.items():
        overrides.add_row(path, "; ".join(str(change) for change in changes))
    if overrides.row_count:
        console.print(overrides)
    if scenario.not_yet:
        missing = _table("\nInstruments that no lever can say yet", "instrument", "reason")
        for instrument in scenario.not_yet:
            missing.add_row(instrument.id, instrument.reason)
        console.print(missing)
    print_notices([scenario])


@app.command()
def check(file: Name) -> None:
    """Read a scenario and say what is wrong with it, or that nothing is; then what the rules of the country warn of."""
    from rich.console import Console

    from creditsim.show import print_notices
    from sim.scenarios import load_scenario, number_table

    scenario = load_scenario(file)
    assumed = sum(row.basis == "assumption" for row in number_table(scenario))
    text = f"{file}: in order. {len(scenario.levers)} levers, {scenario.months} months, {assumed} numbers assumed."
    Console(markup=False).print(text, highlight=False, soft_wrap=True)
    print_notices([scenario])


@app.command()
def diff(before: Name, after: Name) -> None:
    """What changes from one scenario to another."""
    from rich.console import Console

    from sim.scenarios import diff_scenarios, load_scenario

    rows = diff_scenarios(load_scenario(before), load_scenario(after))
    table = _table(f"{before} -> {after}", "what", "entry", "before", "after")
    for row in rows:
        table.add_row(*row)
    Console(markup=False).print(table if rows else "No difference.")


@app.command()
def schema() -> None:
    """JSON schema of scenario files, for editors that complete and check while you type."""
    import json

    from sim.scenarios import scenario_schema

    typer.echo(json.dumps(scenario_schema(), ensure_ascii=False, indent=2))
