"""The order of a month: lenders and merchants, government, households, settlement. Order lives only here.

`begin_month`, `households` and `end_month` are compiled; Mesa's step and the ensemble's loop call the same rules.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.government import funded_share, government_month, settle_claims
from sim.agents.household.month import household_month
from sim.agents.lender import lenders_month, meet_policy
from sim.agents.merchant import front_aid, merchants_month
from sim.agents.merchant_loans import claim_interest
from sim.agents.quotes import quote_loans
from sim.agents.sharing import cover_paid
from sim.agents.world import Economy, turn_page
from sim.books.flows import Cash
from sim.books.tallies import add, clear, ledger_error
from sim.engine.blocks import pack
from sim.engine.kernel import kernel
from sim.panel import Panel
from sim.policy.programmes import MOST_PROGRAMMES
from sim.policy.vocabulary import Sector


@kernel
def begin_month(world, plan, book, month):
    """Lenders and merchants look at last month's book and set prices, cut-offs and offers; government opens budgets."""
    turn_page(world, plan, month)
    meet_policy(world, book)
    lenders_month(world, book, month)
    merchants_month(world, book, month)
    government_month(world, book, plan.schedule, month)
    quote_loans(world)


@kernel
def households(homes, first, last, tile, book, world, month):
    """The month of the households of blocks first..last-1, independent of one another given the world."""
    for b in range(first, last):
        household_month(homes[b], tile, book, world, month)


@kernel
def end_month(world, book, before):
    """Spending reaches the sectors, programmes pay, merchants wait for what they fronted, the books are checked.
    Returns the ledger's error in fen."""
    divide_spending(world, book)
    claim_interest(world, book)
    settle_claims(world, book.claims)
    front_aid(world, book, funded_share(world))
    world.market.cover_paid = cover_paid(world)
    error = ledger_error(book, before)
    before.stock[:] = book.stock
    before.deposits[:] = book.deposits
    return error


@kernel
def first_alike(world, group, arms):
    """The first arm of a group's arms whose ordinary spending has the same shares of sectors."""
    for arm in range(group // arms * arms, group):
        if (world.offers[arm].sector_share == world.offers[group].sector_share).all():
            return arm
    return group


@kernel
def divide_spending(world, book):
    """Ordinary spending of each group and class is divided over the sectors, once for the whole economy; what the
    division leaves over goes to the last sector of the class. Arms of a trial that buy alike are divided together, so
    that the rounding is that of a run without the trial."""
    goods = world.goods
    sectors = goods.sector_class.shape[0]
    arms = world.cells.arms
    for group in range(book.classes.shape[1]):
        if first_alike(world, group, arms) != group:
            continue
        for kind in range(3):
            total = np.int64(0)
            for arm in range(group, group // arms * arms + arms):
                total += book.classes[kind, arm] if first_alike(world, arm, arms) == group else 0
            left = total
            last = 0
            for sector in range(sectors):
                if goods.sector_class[sector] == kind:
                    share = np.float64(world.offers[group].sector_share[sector])
                    amount = min(left, np.int64(np.float64(total) * share))
                    book.cash[Cash.SPENDING, sector] += amount
                    left -= amount
                    last = sector
            book.cash[Cash.SPENDING, last] += left


@kernel
def run_months(homes, tile, book, before, world, plan, first, last, books, states):
    """Months first..last-1 in one call. books, states : [month], filled. Returns 0, or 1 + the month whose ledger did
    not close."""
    for month in range(first, last):
        begin_month(world, plan, book, month)
        clear(book)
        households(homes, 0, homes.shape[0], tile, book, world, month)
        if end_month(world, book, before) != 0:
            return month + 1
        books[month] = book
        keep_state(states[month], world)
    return 0


class State(NamedTuple):
    """What results report of lenders, merchants, programmes and prices, month by month."""

    apr: NDArray[np.float32]  # [product, lender]
    capital: NDArray[np.int64]  # [lender] fen
    profit: NDArray[np.int64]  # [lender] fen
    price: NDArray[np.float32]  # [merchant] asked over the list price
    receivable: NDArray[np.int64]  # [merchant] fen
    paid: NDArray[np.int64]  # [programme] fen
    plate_price: np.float32  # CNY
    plates_left: np.int64


@kernel
def keep_state(state, world):
    """Copy what results report at the end of a month."""
    state.apr[:] = world.lenders.apr
    state.capital[:] = world.lenders.capital
    state.profit[:] = world.lenders.profit
    state.price[:] = world.merchants.price
    state.receivable[:] = world.merchants.receivable
    for k in range(world.programme_count):
        state.paid[k] = world.programmes[k].paid
    state.plate_price = world.market.price[Sector.PLATE]
    state.plates_left = world.market.plates_left


def new_series(months: int, economy: Economy) -> tuple[NDArray[Any], NDArray[Any]]:
    """Empty books and states for so many months."""
    lenders, merchants = economy.world.lenders, economy.world.merchants
    state = pack(
        State(
            apr=np.zeros_like(lenders.apr),
            capital=np.zeros_like(lenders.capital),
            profit=np.zeros_like(lenders.profit),
            price=np.zeros_like(merchants.price),
            receivable=np.zeros_like(merchants.receivable),
            paid=np.zeros(MOST_PROGRAMMES, np.int64),
            plate_price=np.float32(0),
            plates_left=np.int64(0),
        )
    )
    return np.zeros(months, economy.book.dtype), np.zeros(months, state.dtype)


class ThreadedHouseholds:
    """The month of all households on several threads: each takes a share of the blocks and has a book of its own.
    panel : writes down the households that it follows."""

    def __init__(self, economy: Economy, tiles: list[NDArray[Any]], threads: int, panel: Panel | None = None) -> None:
        self.economy, self.tiles, self.panel = economy, tiles, panel
        self.books = [np.zeros(1, economy.book.dtype)[0] for _ in tiles]
        self.pool = ThreadPoolExecutor(threads)
        count, parts = len(economy.homes), len(tiles)
        edges = [(count * k // parts, count * (k + 1) // parts) for k in range(parts)]
        self.spans = [panel.spans(*edge) if panel else [edge] for edge in edges]

    def __call__(self, month: int) -> None:
        """Run the month; the economy's book holds the sums afterwards."""
        economy = self.economy

        def part(k: int) -> None:
            tile = self.tiles[k][0]
            clear(self.books[k])
            for first, last in self.spans[k]:
                households(economy.homes, first, last, tile, self.books[k], economy.world, month)
                if self.panel:
                    self.panel.keep(economy.homes, last - 1, tile, month)

        list(self.pool.map(part, range(len(self.tiles))))
        clear(economy.book)
        for book in self.books:
            add(economy.book, book)
