"""`creditsim docs`: the pages that are made from the code, written or checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditsim.clause_page import clause_page
from creditsim.legality_page import legality_page
from creditsim.markdown import page, table
from creditsim.readme import refresh, replace_file
from sim.errors import UsageError

GENERATED = Path(__file__).resolve().parents[1] / "docs" / "generated"

Check = Annotated[bool, typer.Option("--check", help="write nothing; exit code 1 where a page is stale")]
Readme = Annotated[
    Path | None, typer.Option("--readme", metavar="RESULT", help="put table and picture of a result into the README")
]
Folder = Annotated[Path | None, typer.Option(help="another folder than docs/generated", show_default=False)]


def docs(check: Check = False, readme: Readme = None, folder: Folder = None) -> None:
    """Write the pages made from the code (levers, legality, clauses, parameters, indicators, columns, results), or
    check them."""
    if readme is not None:
        refresh(readme)
        return
    place = folder or GENERATED
    if not place.parent.is_dir():
        raise UsageError(f"there is no folder {place.parent}.", remedy="Give --folder where the pages should be.")
    made = pages()
    if place.exists() and not place.is_dir():
        raise UsageError(f"{place} is a file.", remedy="Give --folder where the pages should be.")
    if check:
        stale = [
            name
            for name, text in made.items()
            if not (place / name).is_file() or (place / name).read_text(encoding="utf-8") != text
        ]
        if stale:
            typer.echo(f"Stale: {', '.join(stale)}. Run `creditsim docs`.", err=True)
            raise typer.Exit(1)
        typer.echo(f"{len(made)} pages are as the code has them.")
        return
    try:
        place.mkdir(exist_ok=True)
        for name, text in made.items():
            replace_file(place / name, text.encode())
            typer.echo(str(place / name))
    except OSError as problem:
        what = f"{place} cannot be written ({problem.strerror or problem})."
        raise UsageError(what, remedy="Give --folder where the pages should be.") from None


def pages() -> dict[str, str]:
    """Text of every generated page by file name."""
    return {
        "levers.md": _levers(),
        "legality.md": legality_page(),
        "clauses.md": clause_page(),
        "parameters.md": _parameters(),
        "indicators.md": _indicators(),
        "columns.md": _columns(),
        "results.md": _results(),
    }


def _levers() -> str:
    from sim.levers import LEVERS
    from sim.levers.legality import rules_of

    parts = [
        "# Levers",
        "The policy tools, and the numbers that a scenario may set. An example: `creditsim levers KEY`.",
        "The rules of the country that bind them stand in [legality.md](legality.md).",
    ]
    for key in sorted(LEVERS):
        lever = LEVERS[key]
        rows = [
            (
                name,
                number.unit,
                f"{number.low:,.12g}",
                f"{number.high:,.12g}",
                f"{number.neutral:,.12g}",
                number.meaning,
            )
            for name, number in lever.numbers().items()
        ]
        clause = "; ".join(lever.clause)
        rules = rules_of(lever)
        parts += [
            f"## `{key}`: {lever.title} {lever.title_zh}",
            f"Clause: {clause}. Who can enact it: {lever.authority}."
            + (f" A preset of `{lever.preset_of}`: the same terms under another name." if lever.preset_of else "")
            + (f" Bound by: {', '.join(f'`{rule.name}`' for rule in rules)}." if rules else ""),
            table(("number", "unit", "from", "to", "no effect at", "meaning"), rows),
        ]
    return page(parts)


def _parameters() -> str:
    from sim.parameters import parameters

    rows = [
        (
            p.name,
            f"{p.value:.6g}",
            f"{p.low:.6g}..{p.high:.6g}",
            p.distribution,
            p.unit,
            p.evidence,
            p.meaning,
            p.source,
        )
        for p in parameters().values()
    ]
    heads = ("parameter", "central", "range", "prior", "unit", "evidence", "meaning", "source")
    text = (
        "Numbers of the behaviours that no lever moves. Evidence: SEEN = source read; DERIVED = computed from sources; "
        "MEMORY = recalled, not looked up; ASSUMED = no source. A scenario overrides them under `parameters:`."
    )
    return page(["# Parameters", text, table(heads, rows)])


def _indicators() -> str:
    from sim.indicators import INDICATORS

    rows = [
        (name, known.unit, known.meaning, known.meaning_zh, ", ".join(known.needs))
        for name, known in INDICATORS.items()
    ]
    text = "Measures of a run by month: `sim.indicators.indicator(name, run)`, `creditsim indicators RESULT`."
    return page(["# Indicators", text, table(("name", "unit", "meaning", "", "variables"), rows)])


def _columns() -> str:
    from sim.agents.household.columns import COLUMNS

    rows = [(c.name, c.dtype, c.unit, c.meaning, ", ".join(c.each)) for c in COLUMNS]
    text = "What is kept of every household."
    return page(["# Columns of a household", text, table(("column", "type", "unit", "meaning", "one for each"), rows)])


def _results() -> str:
    from sim.panel import PANEL
    from sim.variables import VARIABLES

    rows = [(name, unit, kind, text, zh) for name, (unit, kind, text, zh) in VARIABLES.items()]
    single = [(name, *kept[:4]) for name, kept in PANEL.items()]
    heads = ("variable", "unit", "kind", "meaning", "")
    text = (
        "Variables of `run.nc`; money in CNY of the whole city. Flows are of the month, stocks of its end. Where a "
        "scenario has a trial, what is counted by group is counted by `arm` too."
    )
    panel = "Single households, where a run was asked for them (`--panel`, `panel=`): CNY of the household."
    return page(["# Results", text, table(heads, rows), "## Panel", panel, table(heads, single)])
