"""Types for life: drawn once, alike at the start and in every month; shares as the tables say."""

from typing import NamedTuple

import numpy as np

from sim.agents.traits import borrows_by_bullet, inclined_to_borrow, revolves
from sim.policy.vocabulary import PRODUCTS, Product

SEED, COUNT = np.array([7, 0], np.uint32), 20_000
HOUSEHOLDS = np.arange(COUNT, dtype=np.uint32)


class Credit(NamedTuple):
    """What types are drawn with: two groups, the second without borrowers."""

    borrower: np.ndarray
    revolve: np.float32


def credit(borrower=0.4, revolve=0.5):
    return Credit(np.array([borrower, 0.0], np.float32), np.float32(revolve))


def share_of(flags, expected):
    return abs(np.mean(flags) - expected) < 4 * (expected * (1 - expected) / COUNT) ** 0.5


def test_as_many_are_inclined_as_the_group_has_and_nobody_in_a_group_without_borrowers():
    inclined = [inclined_to_borrow(SEED, household, credit(), 0) for household in HOUSEHOLDS]
    assert share_of(inclined, 0.4)
    assert not any(inclined_to_borrow(SEED, household, credit(), 1) for household in HOUSEHOLDS[:500])


def test_a_larger_share_adds_households_and_takes_none_away():
    few, many = (
        [inclined_to_borrow(SEED, household, credit(borrower=share), 0) for household in HOUSEHOLDS[:3_000]]
        for share in (0.3, 0.5)
    )
    assert all(later for first, later in zip(few, many, strict=True) if first)


def test_some_of_those_inclined_carry_card_balances_and_nobody_else():
    pairs = [
        (revolves(SEED, household, credit(), 0), inclined_to_borrow(SEED, household, credit(), 0))
        for household in HOUSEHOLDS
    ]
    assert all(inclined for carries, inclined in pairs if carries)
    assert share_of([carries for carries, _ in pairs], 0.2)


def test_bullet_loans_are_consumer_loans_of_banks():
    share = np.float32(0.4)
    for product in range(len(PRODUCTS)):
        flags = [borrows_by_bullet(SEED, household, product, share) for household in HOUSEHOLDS[:2_000]]
        assert any(flags) == (product == Product.CONSUMER_LOAN)
    flags = [borrows_by_bullet(SEED, household, int(Product.CONSUMER_LOAN), share) for household in HOUSEHOLDS]
    assert share_of(flags, 0.4)
