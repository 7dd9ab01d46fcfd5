"""Who defaults, and when: facts F25 to F27 and F29 to F31."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.facts.registry import experiment
from calibration.facts.table import Bound
from calibration.facts.worlds import FROM, Fork, World, over
from sim.agents.traits import THIN
from sim.books.flows import Count, Credit
from sim.policy.scores import score_noise
from sim.policy.vocabulary import BUCKETS, PRODUCTS, Product

YEAR = 12
DEFAULTED = 4
"""Instalments missed in a row: 91 days."""

TRIGGER, FALL = 6, 0.10
"""Months before a default in which a shock counts, and the fall of income that is one."""

DEARER = 10.0
BIGGER = 0.10
LOANS = (Product.CARD_INSTALMENT, Product.CONSUMER_LOAN, Product.PLATFORM_LOAN, Product.AUTO_LOAN)
AUC_GAIN = 0.05
"""Of scores of those who let lenders see public data: the example of the lever, a centre of the prior."""

F30_MONTHS = ("2024-12", "2025-06")


@experiment("F25", "defaults of new loans within a year, per +10 pp")
def selection_on_price(world: World) -> tuple[float, ...]:
    """Platform loans paid out in a year in which they cost 10 pp more, and without: balances that reach 91 days within
    twelve months of disbursement, over what was paid out."""
    trial = {"products": ["platform_loan"], "points": -DEARER, "from": FROM}
    found = [_lost_within(books, Product.PLATFORM_LOAN) for books in (world.tried(rate_trial=trial), world.untried)]
    return (found[0] - found[1],)


def _lost_within(books: NDArray[Any], product: int, ages: int = YEAR) -> float:
    """Balances that reach 91 days within so many months of disbursement over what was paid out in the first year."""
    lent = float(books["credit"][:YEAR, Credit.ORIGINATION, product].sum())
    lost = sum(float(books["vintages"][born + age, age, product]) for born in range(YEAR) for age in range(1, ages + 1))
    return over(lost, lent)


@experiment("F26", "new defaults after a shock")
def cash_flow_defaults(world: World) -> tuple[float, ...]:
    """Accounts that reach 91 days over two years. A shock: a job lost or a bill that could not wait in the six months
    before, an earner out of work, or earning power a tenth below that of six months before."""
    fork = world.fork()
    power = [_earning_power(fork)]
    bucket = _missed(fork)
    after_shock = new = 0
    for _ in range(2 * YEAR):
        fork.live(1)
        before, bucket = bucket, _missed(fork)
        power.append(_earning_power(fork))
        defaulted = (bucket == DEFAULTED) & (before == DEFAULTED - 1)
        out = _working(fork) < 1.0
        fallen = power[-1] < (1.0 - FALL) * power[-1 - min(TRIGGER, len(power) - 1)]
        shocked = (fork.read("shock") <= TRIGGER) | out | fallen
        new += int(defaulted.sum())
        after_shock += int((defaulted & shocked[:, None]).sum())
    return (over(float(after_shock), float(new)),)


def _missed(fork: Fork) -> NDArray[np.int64]:
    """Instalments missed in a row of accounts with a balance, [household, product]."""
    return np.where(fork.read("balance") > 0, fork.read("bucket"), 0).astype(np.int64)


def _working(fork: Fork) -> NDArray[np.float64]:
    """Part of earners at work."""
    bits, two = fork.read("employed"), fork.read("earners") >= 2
    return np.where(two, ((bits & 1) + (bits >> 1 & 1)) / 2.0, bits & 1).astype(np.float64)


def _earning_power(fork: Fork) -> NDArray[np.float64]:
    """Permanent income times the part of earners at work, CNY/month."""
    return np.asarray(fork.read("income") * _working(fork), np.float64)


@experiment("F27", "relative change of defaults")
def bigger_loans(world: World) -> tuple[float, ...]:
    """Loans outstanding and their instalments are a tenth larger, whoever owes them; defaults of a year. The money is
    not given out again, so that what is told is the burden alone."""
    fork = world.fork()
    _enlarge(fork, BIGGER)
    defaults = [
        float(books["counts"][:YEAR, Count.DEFAULTS, list(LOANS)].sum()) for books in (fork.live(YEAR), world.calm)
    ]
    return (over(*defaults) - 1.0,)


def _enlarge(fork: Fork, share: float) -> None:
    """Balances and instalments of loans grow; the books are told as if they had always been so."""
    homes, before = fork.economy.homes, fork.economy.before
    filled = np.arange(homes["household"].shape[1]) < homes["rows"][:, None]
    for product in LOANS:
        more = np.where(filled, np.floor(homes["balance"][:, product] * share), 0).astype(np.int64)
        homes["balance"][:, product] += more.astype(np.int32)
        homes["payment"][:, product] += (homes["payment"][:, product] * share).astype(np.int32)
        missed, lender = homes["bucket"][:, product], homes["lender"][:, product]
        place = np.where(missed <= 3, missed, np.where(missed <= 6, 4, 5))
        np.add.at(before["stock"][:, product], (place[filled], lender[filled]), more[filled])


@experiment(
    "F29", "bureau alone", "gain of thin files", "gain of thick files",
    also={"thin less thick": Bound(0.0, np.inf)},
)  # fmt: skip
def score_quality(world: World) -> tuple[float, ...]:
    """Borrowers of the calm city who default within two years, ranked by what lenders see of them now. Public data
    lower the error of thin files alone."""
    fork = world.fork()
    owes = (fork.read("balance") > 0).any(axis=1) & (_missed(fork) < DEFAULTED).all(axis=1)
    score, thin = fork.read("score").astype(np.float64), fork.read("traits") & THIN > 0
    lenders = fork.economy.world.lenders
    thick_sd, thin_sd = float(lenders.noise_thick.mean()), float(lenders.noise_thin.mean())
    error = np.random.default_rng(world.setting.seed).standard_normal(len(score))
    bad = np.zeros(len(score), bool)
    base = fork.read("base_income")
    for _ in range(2 * YEAR):
        fork.live(1)
        bad |= (_missed(fork) >= DEFAULTED).any(axis=1) & (fork.read("base_income") == base)
    seen = score + error * np.where(thin, thin_sd, thick_sd)
    shared = score + error * score_noise(_auc_of(thin_sd) + AUC_GAIN)
    whole = auc(seen[owes], bad[owes])
    some = owes & thin
    gain = auc(shared[some], bad[some]) - auc(seen[some], bad[some])
    return whole, gain, 0.0, gain


def _auc_of(noise: float) -> float:
    """The AUC that answers to an error: the inverse of `score_noise`."""
    from statistics import NormalDist

    return NormalDist().cdf(1.0 / np.sqrt(2.0 * (1.0 + noise * noise)))


def auc(score: NDArray[np.float64], bad: NDArray[np.bool_]) -> float:
    """Chance that a good borrower's score is above a bad one's (Mann-Whitney). NaN without both."""
    if not bad.any() or bad.all():
        return float("nan")
    from scipy.stats import mannwhitneyu

    return float(mannwhitneyu(score[~bad], score[bad]).statistic / (int((~bad).sum()) * int(bad.sum())))


@experiment("F30", "card", "platform", "auto finance")
def delinquency(world: World) -> tuple[float, ...]:
    """Balances 90 and more days overdue, mean of the ends of 2024 and of the first half of 2025, as published."""
    from calibration.operators import OPERATORS

    months = [np.datetime64(month, "M") for month in F30_MONTHS]
    names = ("card_90_plus", "platform_90_plus", "auto_finance_90_plus")
    return tuple(
        float(np.mean([OPERATORS[name].measure(world.actual, month, month) for month in months])) for name in names
    )


@experiment(
    "F31", "roll from 1-30 to 31-60", "61-90 over 31-60, car loans", "the same, consumer loans",
    "defaults of consumer loans within a year",
    also={"second roll less first": Bound(0.0, np.inf)},
)  # fmt: skip
def roll_rates(world: World) -> tuple[float, ...]:
    """Accounts a month later, over two years, and balances of two buckets, in the calm city."""
    fork = world.fork()
    missed = _missed(fork)
    held, rolled = np.zeros(2), np.zeros(2)
    stock = np.zeros((len(BUCKETS), len(PRODUCTS)))
    for _ in range(2 * YEAR):
        books = fork.live(1)[0]
        stock += books["stock"].sum(axis=2)
        before, missed = missed, _missed(fork)
        for k in (0, 1):
            held[k] += (before == k + 1).sum()
            rolled[k] += ((before == k + 1) & (missed == k + 2)).sum()
    first, second = (over(rolled[k], held[k]) for k in (0, 1))
    stocks = [over(stock[3, product], stock[2, product]) for product in (Product.AUTO_LOAN, Product.CONSUMER_LOAN)]
    return first, stocks[0], stocks[1], _lost_within(world.calm, Product.CONSUMER_LOAN), second - first
