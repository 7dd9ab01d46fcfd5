"""Which months a comparison measures, and how they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.errors import UsageError

if TYPE_CHECKING:
    import xarray as xr

YEAR = 12


class Span(NamedTuple):
    """Months of a run as text, and the place of the month that is looked at.

    months : `2022-01` and so on.  at : place of the month looked at; the last month where the run ends before it.
    """

    months: tuple[str, ...]
    at: int

    @property
    def end(self) -> int:
        """Place of the last month."""
        return len(self.months) - 1

    def year_to(self, place: int) -> slice:
        """The twelve months that end in a month; empty where the run has fewer."""
        return slice(place - YEAR + 1, place + 1) if place >= YEAR - 1 else slice(0, 0)

    def words(self, place: int, *, months: int = 1) -> str:
        """A month, or so many months to it, as text; said so where the run has fewer."""
        if place - months + 1 < 0:
            return "the run is too short"
        return self.months[place] if months == 1 else f"{self.months[place - months + 1]}..{self.months[place]}"

    def cohort(self, age: int) -> int:
        """Last month of the twelve whose loans are followed to an age: the month looked at, earlier where the run ends
        too soon for it. -1 where twelve such months are not there."""
        place = min(self.at, self.end - age)
        return place if place >= YEAR - 1 else -1


def span_of(run: xr.Dataset, at: str) -> Span:
    """The months of a run. at : month looked at, `2026-12`. Raises UsageError where it lies before the run."""
    months = tuple(run["month"].to_numpy().astype("datetime64[M]").astype(str).tolist())
    try:
        wanted = str(np.datetime64(at, "M"))
    except ValueError:
        raise UsageError(f"'{at}' is no month.", remedy="Write a month as 2026-12.") from None
    if wanted < months[0]:
        raise UsageError(f"{at} lies before the first month, {months[0]}.", remedy="Look at a later month (--at).")
    return Span(months, min(months.index(wanted) if wanted in months else len(months) - 1, len(months) - 1))
