"""`creditsim levers [KEY]`: the policy tools, their numbers and an example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from sim.levers import Lever

Key = Annotated[str | None, typer.Argument(metavar="KEY", help="one lever, such as voucher; none = list them")]


def levers(key: Key = None) -> None:
    """List the policy tools, or explain one: meaning, units, bounds, authority, basis, an example."""
    from rich.console import Console

    from sim.errors import UsageError, did_you_mean
    from sim.levers import LEVERS

    console = Console()
    if key is None:
        _listed(console, LEVERS)
    elif key in LEVERS:
        _explained(console, LEVERS[key])
    else:
        raise UsageError(f"there is no lever '{key}'.", remedy=did_you_mean(key, tuple(sorted(LEVERS))))


def _listed(console: Console, registry: dict[str, type[Lever]]) -> None:
    from rich.table import Table

    table = Table("key", "title", "", "clause", "authority", box=None, pad_edge=False)
    for name in sorted(registry):
        lever = registry[name]
        table.add_row(name, lever.title, lever.title_zh, "; ".join(lever.clause), lever.authority)
    console.print(table)


def _explained(console: Console, lever: type[Lever]) -> None:
    import inspect

    from rich.syntax import Syntax
    from rich.table import Table

    from sim.levers.legality import rules_of

    module = inspect.getmodule(lever)
    console.print(f"[bold]{lever.key}[/bold]  {lever.title}  {lever.title_zh}", highlight=False)
    console.print(inspect.getdoc(module) or "", highlight=False, markup=False, soft_wrap=True)
    console.print(f"Clause: {'; '.join(lever.clause)}. Who can enact it: {lever.authority}.", highlight=False)
    if lever.preset_of:
        console.print(f"A preset of {lever.preset_of}: the same terms under another name.", highlight=False)
    for rule in rules_of(lever):
        text = f"Rule '{rule.name}' binds it ({rule.severity}): {rule.title}. Source: {rule.source}."
        console.print(text, highlight=False, markup=False, soft_wrap=True)
    console.print()
    table = Table("number", "unit", "from", "to", "no effect at", "meaning", box=None, pad_edge=False)
    for name, number in lever.numbers().items():
        table.add_row(
            name, number.unit, f"{number.low:,.12g}", f"{number.high:,.12g}", f"{number.neutral:,.12g}", number.meaning
        )
    console.print(table)
    console.print(f"\n{inspect.getdoc(lever)}\n", highlight=False, markup=False)
    common = ("id", "basis", "announced", "from", "to", "segments", "quintiles", "residents", "stack", "budget")
    console.print(f"Every lever also takes {', '.join(common)}, payers, trial and instruments.", highlight=False)
    console.print("An example, as under 'levers:' in a scenario:\n", highlight=False)
    console.print(Syntax(_example(lever), "yaml", background_color="default"))


def _example(lever: type[Lever]) -> str:
    """The lever's example as it stands in a scenario file."""
    lines = [f"{name}: {_flow(value)}" for name, value in lever.example.items()]
    return "- " + "\n  ".join(lines) + "\n"


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(part)}" for name, part in value.items()) + "}"
    return f"[{', '.join(map(_flow, value))}]" if isinstance(value, list) else str(value)
