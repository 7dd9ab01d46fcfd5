"""The sub-workload that all rivals run: income, consumption, one loan account and its arrears.

A month of a household: earners lose and find jobs, permanent income moves, pay arrives; the account's instalment falls
due and is paid, missed, cured or rolled on, written off after seven missed instalments; a household without a loan
takes one now and then; ordinary spending follows the buffer-stock rule. Nothing else of the model's month is in it: no
tickets, no cards, no housing, no lenders, no programmes. Luck is the model's own for all rivals, and the rivals get it
for next to nothing: it comes from compiled code.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.household.repayment import miss_hazard, roll_chance
from sim.engine.draws import Decision, four_uniforms
from sim.engine.kernel import formula
from sim.policy.vocabulary import SEGMENTS, Product

PRODUCT = int(Product.CONSUMER_LOAN)
SENIOR, STUDENT = SEGMENTS.index("senior"), SEGMENTS.index("student")
LOAN_MONTHS = 24
"""Instalments of a new loan."""
LOAN_INCOMES = np.float32(2)
"""A new loan in months of income."""
LOAN_CHANCE = np.float32(0.02)
"""Chance a month that a household without a loan takes one."""
LOAN_RATE = np.float32(0.09)
"""Rate of a new loan, 1/year."""
WRITTEN_OFF = 7
"""Instalments missed in a row with which an account is written off."""


class Measure(IntEnum):
    """What every rival adds up each month: fen, except the count of missed instalments."""

    INCOME = 0
    SPENDING = 1
    INTEREST = 2
    REPAID = 3
    LENT = 4
    WRITTEN_OFF = 5
    MISSED = 6
    BALANCE = 7
    LATE = 8
    DEPOSITS = 9


Sums = NDArray[np.int64]
"""[month, measure]"""


class Start(NamedTuple):
    """Where all rivals begin: blocks of households, the world they see, a scratch area that fits the blocks."""

    homes: NDArray[Any]
    world: Any
    tile: NDArray[Any]


def start(households: int, seed: int = 1) -> Start:
    """So many households of the model's own population with central parameters. Each rival takes a start of its own."""
    from sim.build import build, new_tile
    from sim.scenarios import load_scenario

    scenario = load_scenario("shanghai/no_policy").with_months(last="2022-01")
    economy = build(scenario, households, seed, None, burn_in=0, threads=1).economy
    return Start(economy.homes, economy.world, new_tile(economy))


def luck(world: Any, household: NDArray[Any], month: int) -> NDArray[np.float32]:
    """The eight uniforms of every household in a month: [jobs (2), income, its swing | miss, loan, -, -; household]."""
    words = np.empty((8, len(household)), np.float32)
    four_uniforms(words[:4], household, world.seed, month, int(Decision.JOB), len(household))
    four_uniforms(words[4:], household, world.seed, month, int(Decision.MISS), len(household))
    return words


@formula
def principal_due(balance, payment, interest, months_left):
    """Principal of this month's instalment, fen: the whole balance with the last one."""
    return balance if months_left <= 1 else min(balance, max(payment - interest, 0))


@formula
def misses(p, base, inattentive, able, short, missed, luck, out_of_work, service, score):
    """Is this month's instalment missed?  able : pays and keeps its subsistence.  short : has not got the money.
    missed : instalments missed before.  base, inattentive : hazards a month.  service : instalment over income."""
    if missed > 0:
        return luck < roll_chance(p, missed, True) if able else short
    if able:
        return luck < inattentive
    if short:
        return True
    return luck < miss_hazard(
        p, base, out_of_work, service, np.float32(0), np.float32(1), np.float32(0), np.float32(1), score, np.float32(0)
    )
