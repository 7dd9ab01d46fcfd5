"""Every error a user can meet. Each message says where, what is wrong, and what to do.

CreditSimError
├── UsageError      the command line or a call was not understood
├── ScenarioError   a scenario, study or parameter file
├── DataError       a statistics, population or import file
├── ResultError     a result file
└── LedgerError     the books do not close: the run stops
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple, TypeVar


class Mistake(NamedTuple):
    """One mistake in a file. place : line and column, or line and key, empty for the file as a whole; what : one
    sentence; remedy : what to do about it."""

    file: str | Path
    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file} {self.place}" if self.place else str(self.file)
        return f"{where}: {self.what} {self.remedy}"


class CreditSimError(Exception):
    """A problem described for the person who can mend it.

    what : one sentence.  file : where it stands.  place : line, column, row or key in that file.
    remedy : what to do about it.  mistakes : each of them, where the error tells of several.
    """

    mistakes: tuple[Mistake, ...] = ()

    def __init__(
        self, what: str, *, file: str | Path | None = None, place: str | None = None, remedy: str | None = None
    ) -> None:
        self.what, self.file, self.place, self.remedy = what, file, place, remedy
        where = " ".join(str(part) for part in (file, place) if part)
        super().__init__(f"{where}: {what}" if where else what)

    def __str__(self) -> str:
        text = super().__str__()
        return f"{text} {self.remedy}" if self.remedy else text


class UsageError(CreditSimError):
    """The command line or a call was not understood."""


class ScenarioError(CreditSimError):
    """A scenario, study or parameter file cannot be used."""


class DataError(CreditSimError):
    """A statistics, population or import file cannot be used."""


class ResultError(CreditSimError):
    """A result file cannot be used."""


class LedgerError(CreditSimError):
    """Money appeared or vanished: a defect of the model, never of the input."""


Kind = TypeVar("Kind", bound=CreditSimError)


def refusal_of(kind: type[Kind], mistakes: Sequence[Mistake]) -> Kind:
    """The error of one or more mistakes; several stand one on a line."""
    first, *others = mistakes
    if others:
        files = len({str(mistake.file) for mistake in mistakes})
        head = f"{len(mistakes)} mistakes" + (f" in {files} files:" if files > 1 else ":")
        error = kind("\n".join([head, *map(str, mistakes)]))
    else:
        error = kind(first.what, file=first.file, place=first.place or None, remedy=first.remedy)
    error.mistakes = tuple(mistakes)
    return error


def did_you_mean(word: object, names: Iterable[str]) -> str:
    """`Did you mean 'x'?` where a name is near, else the list to choose from."""
    known = tuple(names)
    near = get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else f"Choose from {', '.join(known)}."
