"""What a household is for life: types drawn once, the same at the start of a run and in every month of it."""

from __future__ import annotations

from sim.engine.draws import ALWAYS, Decision, uniform
from sim.engine.kernel import kernel
from sim.policy.vocabulary import Product

_CONSUMER_LOAN = int(Product.CONSUMER_LOAN)


@kernel
def inclined_to_borrow(seed, household, credit, group):
    """Does this household hold consumer debt as a matter of course? The others use cards as a means of payment, borrow
    for a car or schooling, and seldom otherwise (priors debt_aversion, reluctance). group : of the population's
    tables, arms left out. Share by group: 56.5% of urban households have any debt, mortgages included (PBoC 2019,
    grade B); that it is a type for life is an assumption."""
    return uniform(seed, household, ALWAYS, Decision.INCLINED) < credit.borrower[group]


@kernel
def revolves(seed, household, credit, group):
    """Does it carry card balances past the due date? Some of those inclined to borrow. Source: prior s_rev."""
    if uniform(seed, household, ALWAYS, Decision.REVOLVE) >= credit.revolve:
        return False
    return inclined_to_borrow(seed, household, credit, group)


@kernel
def borrows_by_bullet(seed, household, product, share):
    """Does its bank lend to it interest-only, the principal due at maturity (先息后本)? Consumer loans of banks alone.
    share : of such contracts. Assumption: common among bank consumer loans, no published share."""
    return product == _CONSUMER_LOAN and uniform(seed, household, ALWAYS, Decision.BULLET) < share
