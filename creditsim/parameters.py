"""`creditsim parameters [WORD]`: numbers of the behaviours, their priors and where they come from."""

from __future__ import annotations

from typing import Annotated

import typer

Word = Annotated[str, typer.Argument(metavar="WORD", help="only those with this word in name, theme or meaning")]


def parameters(word: Word = "") -> None:
    """List the parameters: central value, range of the prior, unit, evidence, meaning and source."""
    from creditsim import show
    from sim import parameters as numbers
    from sim.errors import UsageError

    asked = word.lower()
    known = numbers.parameters().values()
    found = [p for p in known if asked in f"{p.name} {p.theme} {p.meaning}".lower()]
    if not found:
        raise UsageError(f"no parameter has '{word}' in its name, theme or meaning.", remedy="Try a shorter word.")
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
        for p in found
    ]
    heads = ("parameter", "central", "range", "prior", "unit", "evidence", "meaning", "source")
    show.print_rows(f"{len(rows)} parameters", heads, rows)
