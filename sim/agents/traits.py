"""What a household is for life: types drawn once, when it arrives, and kept as bits of the column `traits`.

The draws do not depend on the month, so that a type is the same at the start of a run and for a row's later households.
"""

from __future__ import annotations

import numpy as np

from sim.engine.draws import ALWAYS, Decision, uniform
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp
from sim.policy.vocabulary import Product

_f4, _u1 = np.float32, np.uint8
THIN, INCLINED, REVOLVES, BULLET = _u1(1), _u1(2), _u1(4), _u1(8)
"""The bits: thin or no bureau file (until the first reported loan), and the types below."""


CARDS, LOANS = 0, 1
"""What a default record keeps from, as places: a card is kept by many whose default was on another debt, new loans are
not granted."""

USER_LINE, OTHER_LINE = 1.3, 0.7
"""Card lines of households inclined to borrow, and of the others, over the mean (assumption)."""


@formula
def drawn_inclined(seed, household, credit, group):
    """Is this household inclined to borrow? The draw behind the type."""
    return uniform(seed, household, ALWAYS, Decision.INCLINED) < credit.borrower[group]


@kernel
def drawn_types(seed, household, credit, group):
    """The types of a household, as bits. credit : tables of `sim.population.credit`.  group : of the population's
    tables, arms left out.

    Inclined to borrow: holds consumer debt as a matter of course; the others use cards as a means of payment, borrow
    for a car or schooling, and seldom otherwise (priors debt_aversion, reluctance). 56.5% of urban households have any
    debt, mortgages included (PBoC 2019, grade B); that it is a type for life is an assumption.
    Revolves: some of those carry card balances past the due date (prior s_rev). Bullet: the bank lends to it
    interest-only, the principal due at maturity (先息后本): common among consumer loans, no published share.
    """
    types = _u1(0)
    if drawn_inclined(seed, household, credit, group):
        types |= INCLINED
        if uniform(seed, household, ALWAYS, Decision.REVOLVE) < credit.revolve:
            types |= REVOLVES
    if uniform(seed, household, ALWAYS, Decision.BULLET) < credit.bullet_share:
        types |= BULLET
    return types


@formula
def frailty(score, weight):
    """How much more often than others a household meets what ends in default: e^(-w s - w^2 / 2), 1 in the mean over
    standard normal scores.  score : log-odds of not defaulting.  weight : 1 = one for one, 0 = all alike."""
    return exp(-weight * (score + _f4(0.5) * weight))


@formula
def unemployment_at_mean(unemployment, weight):
    """Unemployment of a household of mean frailty under which the mean over all is `unemployment`: those who lose jobs
    often are out of work already when they would lose the next, u (1 + u (e^(w^2) - 1)) to first order."""
    return unemployment * (_f4(1) + unemployment * (exp(weight * weight) - _f4(1)))


@formula
def inclined_to_borrow(home, i):
    """Does it hold consumer debt as a matter of course?"""
    return home.traits[i] & INCLINED != 0


@formula
def revolves(home, i):
    """Does it carry card balances past the due date?"""
    return home.traits[i] & REVOLVES != 0


@formula
def borrows_by_bullet(home, i, product):
    """Would this loan be interest-only until its maturity? Consumer loans of banks alone."""
    return product == Product.CONSUMER_LOAN and home.traits[i] & BULLET != 0
