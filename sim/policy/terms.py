"""The policy surface: every number a lever may move, with unit, neutral value, combiner and axis.

Levers write terms, behaviours read them; neither knows the other. Adjustments are combined in order of lever id, so
the order of a file never matters, to the bit. Easing terms and guard terms are rows of their own: an easing lever can
never out-vote a guard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

from sim.policy.groups import Groups
from sim.policy.vocabulary import PRODUCTS, SECTORS

Array = NDArray[np.float32]


class Term(NamedTuple):
    """unit; neutral value (no lever); how adjustments combine; the items it is repeated over; what it means."""

    unit: str
    neutral: float
    combine: Callable[[Array, np.float32], Array]
    over: tuple[str, ...] | None
    meaning: str


_sum, _product, _least, _most = np.add, np.multiply, np.minimum, np.maximum


class Terms(NamedTuple):
    """Arrays float32 [month, group] or [month, group, item]. The first eight ease, the rest guard."""

    expected_growth: Annotated[Array, Term("1/year", 0.0, _sum, None, "shift of expected income growth")]
    buffer_factor: Annotated[Array, Term("factor", 1.0, _product, None, "liquid wealth households aim at")]
    reach: Annotated[Array, Term("factor", 1.0, _product, PRODUCTS, "exposure of households to offers")]
    price_cut: Annotated[Array, Term("fraction", 0.0, _sum, SECTORS, "discount paid by merchant or maker")]
    rate_discount: Annotated[Array, Term("1/year", 0.0, _sum, PRODUCTS, "discount on the rate, paid by the lender")]
    cutoff_shift: Annotated[Array, Term("log-odds", 0.0, _sum, PRODUCTS, "shift of the score a lender asks for")]
    limit_factor: Annotated[Array, Term("factor", 1.0, _product, PRODUCTS, "credit limits granted")]
    plate_free: Annotated[Array, Term("fraction", 0.0, _most, None, "buyers whose NEV needs no auctioned plate")]
    rate_cap: Annotated[Array, Term("1/year", np.inf, _least, PRODUCTS, "highest rate of a new contract")]
    rate_floor: Annotated[Array, Term("1/year", 0.0, _most, PRODUCTS, "lowest rate of a new contract")]
    ltv_limit: Annotated[Array, Term("fraction", 1.0, _least, SECTORS, "largest loan over the price of a car")]
    exposure_limit: Annotated[Array, Term("CNY", np.inf, _least, PRODUCTS, "largest balance per household")]
    term_limit: Annotated[Array, Term("month", 120.0, _least, PRODUCTS, "longest term of a new contract")]
    debt_service_guard: Annotated[Array, Term("fraction", np.inf, _least, None, "largest debt service over income")]


TERMS: dict[str, Term] = {
    name: hint.__metadata__[0] for name, hint in get_type_hints(Terms, include_extras=True).items()
}
"""Metadata of every term by name."""


class Adjustment(NamedTuple):
    """What a lever does to one term in one month. item: a product or sector, None = all of them."""

    term: str
    value: float
    item: str | None = None


class Change(NamedTuple):
    """An adjustment placed in time and among groups. owner: the lever's id."""

    owner: str
    month: int
    groups: NDArray[np.bool_]
    adjustment: Adjustment


def compile_terms(changes: Iterable[Change], months: int, groups: Groups) -> Terms:
    """All changes combined into arrays over (month, group[, item]). Raises ValueError for an unknown term or item."""
    arrays = {
        name: np.full((months, len(groups.segment), *((len(t.over),) if t.over else ())), t.neutral, np.float32)
        for name, t in TERMS.items()
    }
    for change in sorted(changes, key=lambda c: (c.owner, c.month, c.adjustment.term, c.adjustment.item or "")):
        term, array = TERMS[change.adjustment.term], arrays[change.adjustment.term]
        rows = np.flatnonzero(change.groups)
        if change.adjustment.item is None:
            where: Any = (change.month, rows)
        else:
            where = (change.month, rows, (term.over or ()).index(change.adjustment.item))
        array[where] = term.combine(array[where], np.float32(change.adjustment.value))
    return Terms(**arrays)
