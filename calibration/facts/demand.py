"""What price, term, free instalments and reporting do to borrowing: facts F18, F19, F21, F36, F38."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.facts.registry import experiment
from calibration.facts.table import Bound
from calibration.facts.worlds import FROM, World, over
from sim.agents.merchant import SIZES
from sim.books.flows import Count, Credit
from sim.books.tallies import Till
from sim.calendar import month_index
from sim.policy.vocabulary import SECTORS, Product, Sector
from sim.running import run

YEAR = 12
NOTHING: dict[str, Any] = {}

TAKE_UP = 0.65
"""Of offers in the experiment: the model's change is relative and is read at this level."""

DEARER = 14.5
"""pp, above the usual rate."""

CASH_LOANS = (Product.CONSUMER_LOAN, Product.PLATFORM_LOAN, Product.AUTO_LOAN)
LONGEST, CHEAPER = 24, 0.25
"""Month: longest term in the trial of terms; part of the usual rate taken off in that of rates."""

USUAL_RATE = {Product.CONSUMER_LOAN: 4.0, Product.PLATFORM_LOAN: 16.0, Product.AUTO_LOAN: 5.0}
"""pp, about: only the size of the step follows from it, what is compared are the rates of contracts."""

GRID, BESIDE, NARROW = 500.0, 75.0, 5.0
"""CNY: step of round instalments, how far beside them the smooth density is read, and how near counts as round."""

CARS = (Sector.NEV, Sector.ICE, Sector.USED_CAR)

AMORTISED = (Product.CONSUMER_LOAN, Product.PLATFORM_LOAN, Product.AUTO_LOAN)


@experiment("F18", "change of take-up, of offers")
def dearer_offers(world: World) -> tuple[float, ...]:
    """Applications for platform loans in a year in which they cost 14.5 pp more than without."""
    trial = {"products": ["platform_loan"], "points": -DEARER, "from": FROM}
    dear = world.tried(rate_trial=trial)[:YEAR]
    asked = [
        float(_counted(books, Product.PLATFORM_LOAN, Count.APPLICATIONS)) for books in (dear, world.untried[:YEAR])
    ]
    return (TAKE_UP * (over(*asked) - 1.0),)


@experiment("F19", "elasticity of loan size to term over that to rate")
def term_against_rate(world: World) -> tuple[float, ...]:
    """Mean elasticities of the size of an approved loan over bank, platform and car loans, in a year with a longest
    term of two years, and in one with rates a quarter lower; with three times the sample: the second is small."""
    size, last = 3 * world.households, "2024-06"
    products = ["consumer_loan", "platform_loan", "auto_loan"]
    short = world.tried(last, size, maturity_trial={"products": products, "longest": LONGEST, "from": FROM})
    steps = [
        {"id": f"cut_{k}", "products": [name], "points": CHEAPER * USUAL_RATE[product], "from": FROM}
        for k, (name, product) in enumerate(zip(products, CASH_LOANS, strict=True))
    ]
    cheap = world.tried(last, size, rate_trial=steps)
    usual = world.tried(last, size)
    by_term = [_elasticity(short, usual, product, weight=1) for product in CASH_LOANS]
    by_rate = [_elasticity(cheap, usual, product, weight=0) for product in CASH_LOANS]
    return (over(abs(float(np.mean(by_term))), abs(float(np.mean(by_rate)))),)


def _counted(books: NDArray[Any], product: int, count: int) -> int:
    return int(books["counts"][:, count, product].sum())


def _elasticity(books: NDArray[Any], usual: NDArray[Any], product: int, weight: int) -> float:
    """d ln(size of an approved loan) / d ln(term or rate). weight : 0 = rate, 1 = term of new contracts."""
    logs = []
    for one in (books, usual):
        lent = float(one["credit"][:, Credit.ORIGINATION, product].sum())
        size = over(lent, _counted(one, product, Count.APPROVALS))
        logs.append((np.log(size), np.log(over(float(one["weights"][:, product, weight].sum()), lent))))
    (size, driver), (size_before, driver_before) = logs
    return over(float(size - size_before), float(driver - driver_before))


@experiment("F21", "instalments at multiples of 500 CNY over those beside, less 1")
def round_payments(world: World) -> tuple[float, ...]:
    """Instalments of loans outstanding above 500 CNY a month. Beside: within 75 CNY of a multiple, the nearest 5 left
    out."""
    fork = world.fork()
    payment = fork.read("payment")[:, AMORTISED] / 100.0
    open_ = (fork.read("balance")[:, AMORTISED] > 0) & (payment > GRID - BESIDE)
    off = np.abs((payment[open_] + GRID / 2) % GRID - GRID / 2)
    density = over(float(((off > NARROW) & (off < BESIDE)).sum()), BESIDE - NARROW)
    return (over(float((off <= NARROW).sum()), density * NARROW) - 1.0,)


@experiment("F36", "sales on free instalments over sales where they were offered")
def free_instalments(world: World) -> tuple[float, ...]:
    """Large tickets other than cars of merchants that pay the fee, over a year, by value; the offer is one to those who
    hold a card in good standing."""
    fork = world.fork()
    sector = np.repeat(np.arange(len(SECTORS)), SIZES)
    taken = offered = 0.0
    for _ in range(YEAR):
        holders = (fork.read("card_limit") > 0) & (fork.read("exclusion") == 0)
        books = fork.live(1)[0]
        free = (np.asarray(fork.economy.world.merchants.free) > 0.5) & ~np.isin(sector, CARS)
        taken += float(books["merchants"][Till.CO_FUNDED][free].sum())
        offered += float(books["merchants"][Till.SALES][free].sum() * holders.mean())
    return (over(taken, offered),)


@experiment("F38", "pay-later use", also={"defaulters' use less that of all": Bound(-np.inf, 0.0)})
def reporting(world: World) -> tuple[float, ...]:
    """Platforms report to the bureau: pay-later purchases of the second year over those without, and what households
    with a charged-off debt or a default record owe on pay-later at its end."""
    trial: dict[str, Any] = {"lenders": ["platform"], "coverage": 1.0, "from": FROM}
    use, held = [], []
    for levers in ({"reporting_trial": trial}, NOTHING):
        built = world.trial("2025-06", **levers)
        start = built.burn_in + month_index(FROM) - built.first_month
        series = run(built, 1, last=start)[:2]
        homes = built.economy.homes
        marked = (homes["exclusion"] > 0) | (homes["claim"] > 0)
        books = run(built, 1, first=start, series=series)[0][start + YEAR :]
        use.append(float(books["credit"][:, Credit.CHARGE, Product.BNPL].sum()))
        held.append(float(homes["balance"][:, Product.BNPL][marked].sum()))
    change = over(*use) - 1.0
    return change, over(*held) - 1.0 - change
