"""Liquid wealth over income in a run with constant paths, and the drift that its flows imply."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.books.flows import CASH_SIGN, TO_DEPOSITS, Cash, Group

if TYPE_CHECKING:
    from benchmarks.runs import Constant


class Drift(NamedTuple):
    """Liquid wealth over yearly income.  early, late : means of two years.  observed, saved, brought, left, committed :
    a year between the middles of these years: change of wealth, saving of those who stay, wealth of newcomers, estates,
    committed saving."""

    early: float
    late: float
    observed: float
    saved: float
    brought: float
    left: float
    committed: float

    @property
    def drift(self) -> float:
        """What the flows imply: s + n - e."""
        return self.saved + self.brought - self.left


def drift(run: Constant, early: int, late: int) -> Drift:
    """Drift from the year that begins with month `early` to the one that begins with `late`.

    Everything is over the mean yearly income of the months between, so that change and flows add up exactly.
    """
    books = run.books
    groups, cash, credit = books["groups"], books["cash"].sum(axis=2), books["credit"].sum(axis=(2, 3))
    wealth = groups[:, Group.DEPOSITS].sum(axis=1).astype(np.float64)
    income = groups[:, Group.INCOME].sum(axis=1).astype(np.float64)
    yearly = 12 * income[early : late + 12].mean()
    first, last = wealth[early : early + 12].mean(), wealth[late : late + 12].mean()
    net = cash @ np.array(CASH_SIGN) + credit @ np.array(TO_DEPOSITS)

    def a_year(flow: np.ndarray) -> float:
        """Part of the change between the mean levels of the two years that this flow makes, a year."""
        level = np.cumsum(flow.astype(np.float64))
        change = level[late : late + 12].mean() - level[early : early + 12].mean()
        return float(change / yearly / ((late - early) / 12))

    brought, left = a_year(cash[:, Cash.ENDOWMENT]), a_year(cash[:, Cash.ESTATE])
    observed = (last - first) / yearly / ((late - early) / 12)
    saved = a_year(net) - brought + left
    return Drift(first / yearly, last / yearly, observed, saved, brought, left, a_year(cash[:, Cash.SAVING]))
