"""Households with a default record and without one: how creditworthy they are, and what they hold at the start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.traits import LOANS
from sim.policy.vocabulary import PRODUCTS
from sim.population.levels import normal_nodes
from sim.population.marginals import Marginals
from sim.population.settled import CENTRAL, Settled

Array = NDArray[np.float64]
NODES, CHANCE = normal_nodes(9)


class Standing(NamedTuple):
    """Households with a default record, and the others. record [borrower]: share with one. holding: what the first and
    the others hold over the mean, [card | loan, state, borrower]. weight : by which records fall with
    creditworthiness. score: how likely each of `NODES` is in each state, [state, borrower, point]."""

    record: Array
    holding: Array
    weight: float
    score: Array

    @property
    def share(self) -> Array:
        """Share of each state, [state, borrower]."""
        return np.stack([self.record, 1 - self.record])


def standing_of(record: Array, holding: Array, weight: float) -> Standing:
    """States of which the scores are worked out."""
    frail = np.exp(-weight * (NODES + 0.5 * weight))
    others = CHANCE * np.maximum(1 - record[:, None] * frail, 0)
    recorded = np.broadcast_to(CHANCE * frail, others.shape)
    return Standing(record, holding, weight, np.stack([recorded, others / others.sum(axis=1, keepdims=True)]))


def frailties(m: Marginals, p: Mapping[str, float]) -> Array:
    """Weights of creditworthiness in default records and in arrears, [record | arrears]: records were made years ago,
    by bad luck too, and tell less of a household than what hits it this month."""
    found: Array = p["shock_score"] * m.vector("frailty_part", ("record", "arrears"))
    return found


def selection(m: Marginals, p: Mapping[str, float], opening: Settled = CENTRAL) -> Array:
    """Mean creditworthiness of holders over that of their fifth [product], log-odds: where holders are more frail than
    at the centre by a factor, it lies as much lower."""
    weight = max(p["shock_score"], 0.1)
    found: Array = m.vector("selection", PRODUCTS) - [np.log(opening("frailty", k)) / weight for k in PRODUCTS]
    return found


def standing(p: Mapping[str, float], inclined: float, m: Marginals, opening: Settled = CENTRAL) -> Standing:
    """States of a population of which a share is inclined to borrow."""
    held = m.vector("record_holding", ("card", "loan"))
    ratio = p["record_ratio"] * opening("record_ratio")
    recorded = p["default_record_share"] * opening("default_record_share")
    record = np.array([1.0, ratio]) * recorded / (1 + (ratio - 1) * inclined)
    holding = np.stack([np.stack([np.full(2, kept), (1 - kept * record) / (1 - record)]) for kept in held])
    return standing_of(record, holding, float(frailties(m, p)[0]))


class Shift(NamedTuple):
    """How creditworthiness and record shift the chances of one type to hold a product: a factor, and how likely it
    is, each for every state and point."""

    factor: Array
    chance: Array


def shift(tilt: float, state: Standing, borrower: int, of: int = LOANS) -> Shift:
    """The shift of a product whose holders are chosen with this tilt. of : CARDS or LOANS."""
    factor = state.holding[of, :, borrower, None] * np.exp(tilt * NODES - 0.5 * tilt**2)
    return Shift(factor.ravel(), (state.score[:, borrower] * state.share[:, borrower, None]).ravel())


def in_fact(hold: Array, by: Shift) -> Array:
    """Share [g] of one type that holds a product whose chances `hold` [g] are shifted, and are never above one."""
    found: Array = np.minimum(hold[:, None] * by.factor, 1) @ by.chance
    return found
