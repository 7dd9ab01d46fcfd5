"""What households make of money that falls to them: facts F01 to F04, F06."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.facts.registry import experiment
from calibration.facts.worlds import FROM, Fork, World, fifths, over
from sim.agents.lines import ALL_NEW
from sim.books.flows import Cash
from sim.calendar import month_index
from sim.policy.vocabulary import Product, Tenure

SMALL = 2_000.0
"""CNY, of a small windfall."""

YEAR = 12
PAID, AHEAD, AFTER = "2023-09", 2, 8
"""Month of a transfer that is announced so many months ahead, and months in which its response ends."""


def spending(books: NDArray[Any]) -> NDArray[np.float64]:
    """All spending of residents by month, fen: ordinary, durables, away. books : [month]."""
    cash: NDArray[np.float64] = books["cash"].sum(axis=2).astype(np.float64)
    return cash[:, Cash.SPENDING] + cash[:, Cash.TICKETS] + cash[:, Cash.AWAY]


def windfall(world: World, *, months_of_income: float = 0.0, fifth: int | None = None) -> float:
    """Propensity to consume within twelve months out of a windfall, durables included.

    months_of_income : its size; 0 = `SMALL`.  fifth : only those of this fifth by liquid wealth over income get it.
    """
    fork = world.fork()
    income = fork.read("income").astype(np.float64)
    money = 100.0 * (months_of_income * income if months_of_income else np.full(len(income), SMALL))
    if fifth is not None:
        wealth = fork.read("deposits") / income
        money[fifths(wealth, np.ones(len(income), bool)) != fifth] = 0.0
    fork.give(money)
    extra = spending(fork.live(YEAR)) - spending(world.calm[:YEAR])
    return over(float(extra.sum()), float(np.floor(money).sum()))


@experiment("F01", "lowest fifth over highest, by liquid wealth over income")
def by_liquidity(world: World) -> tuple[float, ...]:
    """The windfall goes to one fifth at a time."""
    return (over(windfall(world, fifth=0), windfall(world, fifth=4)),)


@experiment("F02", "spent within 12 months")
def mean_response(world: World) -> tuple[float, ...]:
    """Everybody finds `SMALL`."""
    return (windfall(world),)


@experiment("F03", "one month of income over six")
def by_size(world: World) -> tuple[float, ...]:
    """Everybody finds one month of own income, or six."""
    return (over(windfall(world, months_of_income=1.0), windfall(world, months_of_income=6.0)),)


@experiment("F04", "poor hand-to-mouth", "wealthy hand-to-mouth", "hand-to-mouth")
def hand_to_mouth(world: World) -> tuple[float, ...]:
    """Net liquid wealth under half a month of income, as results count it; wealthy where a home is worth more than is
    owed on it."""
    fork = world.fork()
    held = fork.read("deposits") - (fork.read("balance")[:, Product.CARD] - fork.read("revolving"))
    short = held / 100.0 < 0.5 * fork.read("income")
    owns = (fork.read("tenure") <= Tenure.MORTGAGED) & (fork.read("house_value") > fork.read("mortgage"))
    return float((short & ~owns).mean()), float((short & owns).mean()), float(short.mean())


@experiment("F06", "before payment, of the response of ten months")
def announcement(world: World) -> tuple[float, ...]:
    """A transfer to everybody, announced two months ahead. All spending, not cards alone."""
    told = {"announced": "2023-07", "from": PAID, "to": PAID, "amount": SMALL}
    extra = spending(world.tried(transfer=told)) - spending(world.untried)
    paid = month_index(PAID) - month_index(FROM)
    return (over(float(extra[paid - AHEAD : paid].sum()), float(extra[paid - AHEAD : paid + AFTER].sum())),)


def receive_line(fork: Fork, who: NDArray[np.bool_], rise: float) -> float:
    """Card lines of some households grow by a part of themselves, which is news. Returns the rise of all lines, fen."""
    line = fork.read("card_limit").astype(np.int64)
    more = np.where(who, np.floor(line * rise), 0).astype(np.int64)
    known = fork.read("line_news").astype(np.float64)
    news = np.where(more > 0, (known + ALL_NEW * rise) / (1 + rise), known)
    fork.write("card_limit", (line + more).astype(np.int32))
    fork.write("line_news", news.astype(np.int8))
    return float(more.sum())
