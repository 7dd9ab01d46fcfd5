"""Types for life: drawn once, alike at the start and in every month; shares as the tables say."""

from typing import NamedTuple

import numpy as np

from sim.agents.traits import (
    borrows_by_bullet,
    drawn_types,
    inclined_to_borrow,
    revolves,
)
from sim.policy.vocabulary import PRODUCTS, Product

SEED, COUNT = np.array([7, 0], np.uint32), 20_000


class Credit(NamedTuple):
    """What types are drawn with: two groups, the second without borrowers."""

    borrower: np.ndarray
    revolve: np.float32
    bullet_share: np.float32


class Home(NamedTuple):
    """The column that the types are kept in."""

    traits: np.ndarray


def home(borrower=0.4, revolve=0.5, bullet_share=0.4, group=0, count=COUNT):
    credit = Credit(np.array([borrower, 0.0], np.float32), np.float32(revolve), np.float32(bullet_share))
    types = [drawn_types(SEED, household, credit, group) for household in range(count)]
    return Home(np.array(types, np.uint8))


def every(rule, block, *more):
    return np.array([rule(block, i, *more) for i in range(len(block.traits))])


def share_of(flags, expected):
    return abs(np.mean(flags) - expected) < 4 * (expected * (1 - expected) / COUNT) ** 0.5


def test_as_many_are_inclined_as_the_group_has_and_nobody_in_a_group_without_borrowers():
    assert share_of(every(inclined_to_borrow, home()), 0.4)
    assert not every(inclined_to_borrow, home(group=1, count=500)).any()


def test_a_larger_share_adds_households_and_takes_none_away():
    few, many = (every(inclined_to_borrow, home(borrower=share, count=3_000)) for share in (0.3, 0.5))
    assert many[few].all()
    assert many.sum() > few.sum()


def test_some_of_those_inclined_carry_card_balances_and_nobody_else():
    carries, inclined = every(revolves, home()), every(inclined_to_borrow, home())
    assert inclined[carries].all()
    assert share_of(carries, 0.2)


def test_bullet_loans_are_consumer_loans_of_banks():
    block = home()
    for product in range(len(PRODUCTS)):
        assert every(borrows_by_bullet, block, product).any() == (product == Product.CONSUMER_LOAN)
    assert share_of(every(borrows_by_bullet, block, int(Product.CONSUMER_LOAN)), 0.4)
