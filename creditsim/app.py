"""The command line. Heavy libraries are imported inside the command that needs them, so that help comes at once."""

from __future__ import annotations

import io
import signal
import sys
from typing import NoReturn

import typer

from creditsim import (
    backtest,
    calibrate,
    clauses,
    compare,
    data,
    discover,
    docs,
    facts,
    indicators,
    levers,
    mixes,
    parameters,
    population,
    report,
    run,
    scenarios,
    score,
    sensitivity,
    study,
    verify,
    warm,
)
from sim.engine.start import uncollected
from sim.errors import CreditSimError

BAD_INPUT = 2
"""Exit code for what a user can mend."""

INTERRUPTED, ENDED = 130, 143
"""Exit codes of a command that was stopped: by Ctrl-C, by the system."""

app = typer.Typer(
    name="creditsim",
    help="Agent-based policy simulator for consumer credit: households, merchants and lenders of a city.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(run.run)
app.command()(compare.compare)
app.command()(backtest.backtest)
app.command()(sensitivity.sensitivity)
app.command()(mixes.mixes)
app.command()(discover.discover)
app.add_typer(study.app, name="study")
app.command()(report.report)
app.command()(verify.verify)
app.command()(calibrate.calibrate)
app.command()(facts.facts)
app.command()(score.score)
app.add_typer(scenarios.app, name="scenarios")
app.command()(levers.levers)
app.command()(clauses.clauses)
app.command()(indicators.indicators)
app.command()(parameters.parameters)
app.add_typer(data.app, name="data")
data.app.command()(population.population)
app.command()(docs.docs)
app.command()(warm.warm)


def main() -> None:
    """Run the command line. Exit code 0 = done, 1 = a comparison differs, 2 = bad input, 130 = interrupted."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED))
    _escape_what_cannot_be_written()
    try:
        with uncollected():
            app()
    except CreditSimError as problem:
        refused(str(problem))
    except OSError as problem:
        where = f"{problem.filename}: " if problem.filename else ""
        refused(
            f"{where}{problem.strerror or problem}. Check that the file is there, may be used, and the disk has room."
        )
    except MemoryError:
        refused("the machine has too little memory. Choose fewer households (-n), or end other programs.")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        signal.signal(signal.SIGTERM, before)


def _escape_what_cannot_be_written() -> None:
    """Let characters that the encoding of a terminal or pipe lacks be written as escapes, and not end the
    command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def refused(text: str) -> NoReturn:
    """Say what is wrong, and end."""
    typer.echo(f"creditsim: {text}", err=True)
    sys.exit(BAD_INPUT)


if __name__ == "__main__":
    main()
