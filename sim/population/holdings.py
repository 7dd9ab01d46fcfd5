"""Who holds which product at the start: chances by group, type, creditworthiness and default record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.traits import CARDS, LOANS
from sim.policy.vocabulary import PRODUCTS, QUINTILES, SEGMENTS, Product, Tenure
from sim.population.levels import clipped, crossing
from sim.population.marginals import Marginals
from sim.population.settled import CENTRAL, Settled
from sim.population.standing import Shift, Standing, in_fact, selection, shift, standing, standing_of

Array = NDArray[np.float64]
FIFTHS = tuple(str(q) for q in range(QUINTILES))
OWN = (Product.CONSUMER_LOAN, Product.PLATFORM_LOAN, Product.BNPL)
"""Products that households inclined to borrow hold, and few others; with the card's instalments. They alone revolve."""
_CARD_TYPES = np.array([0.88, 1.18])
"""Chance of a card of households that are not inclined to borrow, and of the others, over the mean (assumption)."""


def _with_record(hold: Array, holding: Array) -> Array:
    """Chances [product, g] of households in one state of `Standing`: of cards, instalments and OWN. holding [card |
    loan]."""
    found = hold.copy()
    for k in (Product.CARD, Product.CARD_INSTALMENT, *OWN):
        found[k] = np.minimum(hold[k] * holding[CARDS if k == Product.CARD else LOANS], 1)
    return found


def _chances(pattern: Array, weight: Array, target: float, by: Shift) -> Array:
    """Chances [g] in proportion to a pattern at which the weighted share that holds is the target."""

    def total(level: float) -> float:
        return float(weight @ in_fact(np.minimum(level * pattern, 0.97), by))

    return np.minimum(crossing(total, target, 0.0, 1e4) * pattern, 0.97)


def _cards(pattern: Array, weights: Array, target: float, tilt: float, state: Standing) -> tuple[Array, Array]:
    """Chances and shares [g, borrower] of cards, in proportion to a pattern, at which the weighted share is the
    target."""
    by = [shift(tilt, state, kind, CARDS) for kind in (0, 1)]

    def shares(level: float) -> tuple[Array, Array]:
        hold = np.minimum(level * pattern, 0.97)
        return hold, np.stack([in_fact(hold[:, kind], by[kind]) for kind in (0, 1)], axis=1)

    return shares(crossing(lambda level: float((weights * shares(level)[1]).sum()), target, 0.0, 1e4))


def _union(hold: Array, thin: Array, factor: Array, revolve: float) -> Array:
    """Share [g] of one type that owe a loan of OWN, revolve or pay by instalment. hold [product, g]. What is bought on
    pay-later or on the card and paid at the due date is no debt, here as in the results."""
    total = np.zeros(len(thin))
    for weight, f in ((1 - thin, np.ones(len(PRODUCTS))), (thin, factor)):
        none = np.prod([1 - hold[k] * f[k] for k in OWN if k != Product.BNPL], axis=0)
        card = hold[Product.CARD] * f[Product.CARD]
        instalment = hold[Product.CARD_INSTALMENT]
        total += weight * (1 - none * (1 - card * (1 - (1 - revolve) * (1 - instalment))))
    return total


class Held(NamedTuple):
    """Chances and shares that hold [product, g, borrower]; on_card [g, borrower]: share of all with a card; state:
    of records."""

    hold: Array
    fact: Array
    on_card: Array
    state: Standing


def held(
    m: Marginals,
    p: Mapping[str, float],
    share: Array,
    by_group: NDArray[np.int64],
    thin: Array,
    cars: Array,
    borrower: Array,
    opening: Settled = CENTRAL,
) -> Held:
    """What each type holds, so that all participations come out. borrower [g]: share inclined to borrow."""
    segment, quintile = by_group[0], by_group[1]
    pattern = m.matrix("participation_segment", PRODUCTS, SEGMENTS)[:, segment]
    pattern = pattern * m.matrix("participation_quintile", PRODUCTS, FIFTHS)[:, quintile]
    target = m.vector("participation", PRODUCTS) * [opening("participation", k) for k in PRODUCTS]
    filed = 1 - thin + thin * m.vector("thin_factor", PRODUCTS)[:, None]
    reluctant = m.vector("reluctant_holders", PRODUCTS) * [opening("reluctant_holders", k) for k in PRODUCTS]
    reluctant, tilt = np.minimum(reluctant, 0.95), selection(m, p, opening)
    hold = np.zeros((len(PRODUCTS), len(share), 2))
    fact = np.zeros_like(hold)
    both = np.stack([1 - borrower, borrower], axis=1)
    state = standing(p, float(share @ borrower), m, opening)
    k = Product.CARD
    weights = share[:, None] * both * filed[k][:, None]
    tilted = pattern[k][:, None] * _CARD_TYPES * [1, opening("card_tilt")]
    hold[k], fact[k] = _cards(tilted, weights, target[k], tilt[k], state)
    on_card = weights * fact[k]
    with_card = standing_of(state.record * state.holding[CARDS, 0], state.holding, state.weight)
    for k in (Product.CARD_INSTALMENT, *OWN):
        able, among, chosen = share[:, None] * both * filed[k][:, None], state, tilt[k]
        if k == Product.CARD_INSTALMENT:
            able, among, chosen = on_card, with_card, tilt[k] - tilt[Product.CARD]
        for kind, part in enumerate((reluctant[k], 1 - reluctant[k])):
            by = shift(chosen, among, kind)
            hold[k, :, kind] = _chances(pattern[k], able[:, kind], target[k] * part, by)
            fact[k, :, kind] = in_fact(hold[k, :, kind], by)
    k = Product.AUTO_LOAN
    hold[k] = clipped(pattern[k], share * cars * filed[k], target[k])[:, None]
    fact[k] = hold[k]
    k = Product.EDUCATION_LOAN
    hold[k] = clipped(pattern[k], share * filed[k], target[k])[:, None]
    fact[k] = hold[k]
    return Held(hold, fact, on_card, state)


def holdings(
    m: Marginals,
    p: Mapping[str, float],
    share: Array,
    tenure: Array,
    by_group: NDArray[np.int64],
    thin: Array,
    cars: Array,
    opening: Settled = CENTRAL,
) -> tuple[Array, Array, Array, float]:
    """borrower [g], chances and shares that hold [product, g, borrower], and the revolving share at which all
    participations come out. Types are for life and come from statistics; what they hold is what the city keeps."""
    inclined = m.vector("borrower", SEGMENTS)[by_group[0]]
    target = m.vector("participation", PRODUCTS)
    factor = m.vector("thin_factor", PRODUCTS)
    filed = 1 - thin + thin * factor[:, None]
    borrower, revolve = inclined, 0.7
    for _ in range(12):
        hold, fact, on_card, state = held(m, p, share, by_group, thin, cars, borrower)
        instalment = fact[Product.CARD_INSTALMENT]
        wanted = p["revolver_share"] * target[Product.CARD] - (on_card * instalment).sum()
        revolve = float(np.clip(wanted / (on_card[:, 1] @ (1 - instalment[:, 1])), 0, 1))
        owed = np.zeros((2, len(share)))
        for kind, carries in enumerate((0.0, revolve)):
            for part, holding in zip(state.share[:, kind], state.holding[:, :, kind].T, strict=True):
                owed[kind] += part * _union(_with_record(hold[:, :, kind], holding), thin, factor, carries)
        others, owing = owed
        free = share * (1 - tenure[:, Tenure.MORTGAGED])
        for k in (Product.AUTO_LOAN, Product.EDUCATION_LOAN):
            free = free * (1 - hold[k, :, 1] * filed[k] * (cars if k == Product.AUTO_LOAN else 1))
        wanted = share.sum() - m.value("debt_participation")

        def indebted(level: float, free: Array = free, others: Array = others, owing: Array = owing) -> float:
            types = np.minimum(level * inclined, 0.97)
            return -float(free @ (1 - types * owing - (1 - types) * others))

        borrower = np.minimum(crossing(indebted, -wanted, 0.0, 10.0) * inclined, 0.97)
    if opening.factor:
        hold, fact, _, _ = held(m, p, share, by_group, thin, cars, borrower, opening)
    return borrower, hold, fact, revolve
