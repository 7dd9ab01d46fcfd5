"""Every error a user can meet. Each message says where, what is wrong, and what to do.

CreditSimError
├── UsageError      the command line or a call was not understood
├── ScenarioError   a scenario, study or parameter file
├── DataError       a statistics, population or import file
├── ResultError     a result file
└── LedgerError     the books do not close: the run stops
"""

from __future__ import annotations

from pathlib import Path


class CreditSimError(Exception):
    """A problem described for the person who can mend it.

    what : one sentence.  file : where it stands.  place : line, column, row or key in that file.
    remedy : what to do about it.
    """

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
