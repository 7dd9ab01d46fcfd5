"""The policy surface: every number a lever may move, with unit, neutral value, combiner and axis.

Levers write terms, behaviours read them; neither knows the other. Adjustments are combined in order of lever id, so
the order of a file never matters, to the bit. Easing terms and guard terms are rows of their own: an easing lever can
never out-vote a guard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Annotated, NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

from sim.policy.groups import Groups
from sim.policy.vocabulary import LENDER_TYPES, PRODUCTS, SECTORS

Array = NDArray[np.float32]


class Term(NamedTuple):
    """unit; neutral value (no lever); how adjustments combine; the items that it is repeated over, axis by axis; what
    it means."""

    unit: str
    neutral: float
    combine: Callable[[Array, Array], Array]
    over: tuple[tuple[str, ...], ...]
    meaning: str


_sum, _product, _least, _most = np.add, np.multiply, np.minimum, np.maximum
_ONE, _SECTOR, _LOAN, _TYPE = (), (SECTORS,), (PRODUCTS,), (LENDER_TYPES,)
_OFFER = (PRODUCTS, LENDER_TYPES)


class Terms(NamedTuple):
    """Arrays float32 [month, group, ...]: a number for all, or one for each sector, product, or product and type of
    lender. First what eases or merely changes, then guards."""

    expected_growth: Annotated[Array, Term("1/year", 0.0, _sum, _ONE, "shift of expected income growth")]
    buffer_factor: Annotated[Array, Term("factor", 1.0, _product, _ONE, "liquid wealth households aim at")]
    literacy_shift: Annotated[Array, Term("fraction", 0.0, _sum, _ONE, "share of the true cost of credit perceived")]
    awareness: Annotated[Array, Term("factor", 1.0, _product, _SECTOR, "households aware of trade-in offers")]
    adoption: Annotated[Array, Term("factor", 1.0, _product, _ONE, "pace at which merchants adopt, of all alike")]
    reach: Annotated[Array, Term("factor", 1.0, _product, _LOAN, "exposure of households to offers")]
    card_use: Annotated[Array, Term("factor", 1.0, _product, _ONE, "share of spending that is put on the card")]
    price_cut: Annotated[Array, Term("fraction", 0.0, _sum, _SECTOR, "discount paid by merchant or maker")]
    campaign: Annotated[Array, Term("fraction", 0.0, _sum, _SECTOR, "discount that is known to be over in weeks")]
    scene_offer: Annotated[Array, Term("fraction", 0.0, _most, _SECTOR, "purchases that can be paid by instalments")]
    scene_price: Annotated[Array, Term("CNY", 0.0, _most, _SECTOR, "price of such a purchase")]
    scene_away: Annotated[Array, Term("fraction", 0.0, _most, _SECTOR, "part of the extra spending outside the city")]
    visitor_spending: Annotated[
        Array, Term("CNY/month", 0.0, _sum, _SECTOR, "spent in the city by people from outside")
    ]
    free_instalment: Annotated[Array, Term("fraction", 0.0, _most, _SECTOR, "tickets with a free plan paid by lenders")]
    embedded: Annotated[Array, Term("fraction", 0.0, _most, _SECTOR, "tills at which a lender's offer stands")]
    rate_discount: Annotated[Array, Term("1/year", 0.0, _sum, _LOAN, "discount on the rate, paid by the lender")]
    risk_pricing: Annotated[Array, Term("factor", 1.0, _product, _LOAN, "what the borrower's score adds to the rate")]
    cutoff_shift: Annotated[Array, Term("log-odds", 0.0, _sum, _LOAN, "shift of the score a lender asks for")]
    limit_factor: Annotated[Array, Term("factor", 1.0, _product, _LOAN, "credit limits granted")]
    line_rise: Annotated[Array, Term("1/year", 0.0, _sum, _ONE, "growth of card lines of good payers")]
    line_cut: Annotated[Array, Term("1/year", 0.0, _sum, _ONE, "fall of card lines that are nearly used up")]
    score_noise: Annotated[Array, Term("factor", 1.0, _product, _ONE, "error of the score lenders see")]
    consent: Annotated[Array, Term("fraction", 0.0, _most, _ONE, "thin files whose public data lenders may see")]
    shared_noise: Annotated[Array, Term("factor", 1.0, _product, _ONE, "error of the score of these files")]
    records_open: Annotated[Array, Term("fraction", 1.0, _least, _ONE, "public records that lenders can see already")]
    plate_free: Annotated[Array, Term("fraction", 0.0, _most, _ONE, "buyers whose NEV needs no auctioned plate")]
    plate_credit: Annotated[Array, Term("fraction", 0.0, _most, _ONE, "part of the price of a plate that is lent")]
    battery_share: Annotated[Array, Term("fraction", 0.0, _most, _ONE, "part of an NEV's price that its battery is")]
    battery_offers: Annotated[Array, Term("fraction", 0.0, _most, _ONE, "NEV buyers who may rent the battery")]
    battery_months: Annotated[Array, Term("month", 0.0, _most, _ONE, "months for which a battery is rented")]
    used_trust: Annotated[Array, Term("factor", 1.0, _product, _ONE, "buyers who consider a used car")]
    used_loss: Annotated[Array, Term("factor", 1.0, _product, _ONE, "loss in default on loans for used cars")]
    loan_gift: Annotated[Array, Term("fraction", 0.0, _sum, _SECTOR, "gift of the lender, part of a car loan")]
    ticket_term: Annotated[Array, Term("month", 0.0, _most, _SECTOR, "term of bank loans for a ticket, if longer")]
    ticket_limit: Annotated[Array, Term("factor", 1.0, _product, _SECTOR, "limit of bank loans for a ticket")]
    ticket_discount: Annotated[Array, Term("1/year", 0.0, _sum, _SECTOR, "rate cut of bank loans for a ticket")]
    cost_shift: Annotated[Array, Term("1/year", 0.0, _sum, _OFFER, "cost of lending, of all customers alike")]
    co_funded: Annotated[Array, Term("fraction", 0.0, _most, _OFFER, "part of a new loan that banks fund")]
    learning: Annotated[Array, Term("factor", 1.0, _product, _ONE, "pace at which lenders learn, of all alike")]
    reporting: Annotated[Array, Term("fraction", 0.0, _most, _TYPE, "accounts reported by lenders that did not")]
    record_length: Annotated[Array, Term("factor", 1.0, _product, _ONE, "months of a new default record")]
    disposal: Annotated[Array, Term("factor", 1.0, _product, _ONE, "pace at which bad debt is written off or sold")]
    fraud: Annotated[Array, Term("factor", 1.0, _product, _ONE, "borrowers who could pay and will not")]
    diversion: Annotated[Array, Term("factor", 1.0, _product, _ONE, "loans taken to invest the money")]
    early_warning: Annotated[Array, Term("factor", 1.0, _product, _ONE, "accounts up to 60 days late that roll on")]
    collection: Annotated[Array, Term("factor", 1.0, _product, _ONE, "what collection of late debt achieves")]
    rate_cap: Annotated[Array, Term("1/year", np.inf, _least, _OFFER, "highest rate of a new contract")]
    rate_floor: Annotated[Array, Term("1/year", 0.0, _most, _OFFER, "lowest rate of a new contract")]
    rebate_limit: Annotated[
        Array, Term("fraction", np.inf, _least, _ONE, "most of a car loan that its dealer receives")
    ]
    ltv_limit: Annotated[Array, Term("fraction", 1.0, _least, _SECTOR, "largest loan over the price of a car")]
    exposure_limit: Annotated[Array, Term("CNY", np.inf, _least, _LOAN, "largest balance per household")]
    term_limit: Annotated[Array, Term("month", 120.0, _least, _LOAN, "longest term of a new contract")]
    debt_service_guard: Annotated[Array, Term("fraction", np.inf, _least, _ONE, "largest debt service over income")]
    reach_limit: Annotated[Array, Term("factor", np.inf, _least, _LOAN, "most exposure of households to offers")]


TERMS: dict[str, Term] = {
    name: hint.__metadata__[0] for name, hint in get_type_hints(Terms, include_extras=True).items()
}
"""Metadata of every term by name."""


class Adjustment(NamedTuple):
    """What a lever does to one term in one month. item: a product or sector, None = all of them.  lender: a type of
    lender, for terms that tell them apart, None = all of them."""

    term: str
    value: float
    item: str | None = None
    lender: str | None = None


class Change(NamedTuple):
    """An adjustment placed in time and among groups. owner: the lever's id."""

    owner: str
    month: int
    groups: NDArray[np.bool_]
    adjustment: Adjustment


def compile_terms(changes: Iterable[Change], months: int, groups: Groups) -> Terms:
    """All changes combined into arrays over (month, group[, item[, lender type]]). Raises KeyError for an unknown term
    and ValueError for an item or type of lender that it does not know."""
    arrays = {
        name: np.full((months, len(groups.segment), *map(len, t.over)), t.neutral, np.float32)
        for name, t in TERMS.items()
    }
    for same in _alike(changes):
        adjustment = same[0].adjustment
        term, array = TERMS[adjustment.term], arrays[adjustment.term]
        values = np.array([change.adjustment.value for change in same], np.float32)
        places = _places(term, adjustment)
        months_in = np.array([change.month for change in same])
        where = np.ix_(months_in, np.flatnonzero(same[0].groups), *places)
        array[where] = term.combine(array[where], values.reshape(-1, 1, *(1 for _ in places)))
    return Terms(**arrays)


def _alike(changes: Iterable[Change]) -> list[list[Change]]:
    """Changes of one lever to one place of one term, in all their months: in order of lever, then of place, then as
    they came. No list holds a month twice."""
    found: dict[tuple[str, str, str, str, int], dict[int, list[Change]]] = {}
    times: Counter[tuple[str, str, str, str, int]] = Counter()
    for change in changes:
        term, _, item, lender = change.adjustment
        place = (change.owner, term, item or "", lender or "")
        turn = times[(*place, change.month)]
        times[(*place, change.month)] += 1
        found.setdefault((*place, turn), {}).setdefault(id(change.groups), []).append(change)
    return [same for key in sorted(found) for same in found[key].values()]


def _places(term: Term, adjustment: Adjustment) -> list[NDArray[np.int64]]:
    """Positions that an adjustment speaks of, axis by axis."""
    named = (adjustment.item, adjustment.lender)
    if any(name is not None for name in named[len(term.over) :]):
        raise ValueError(f"the term {adjustment.term!r} does not tell {named[len(term.over)]!r} apart")
    axes = zip(term.over, named, strict=False)
    return [np.arange(len(axis)) if name is None else np.array([axis.index(name)]) for axis, name in axes]
