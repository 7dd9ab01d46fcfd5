"""The order of a month: lenders and merchants, government, households, settlement. Order lives only here.

`begin_month`, `households` and `end_month` are compiled; Mesa's step and the ensemble's loop call the same three.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.government import government_month, settle_claims
from sim.agents.household.month import household_month
from sim.agents.lender import Lender, lenders_month, market_shares
from sim.agents.merchant import Merchant, merchants_month
from sim.agents.world import Plan, turn_page
from sim.books.flows import Cash
from sim.books.tallies import add, clear, ledger_error
from sim.engine.blocks import pack
from sim.engine.kernel import kernel
from sim.policy.programmes import MOST_PROGRAMMES
from sim.policy.vocabulary import Sector


class Economy(NamedTuple):
    """A run's state: the blocks of households, the world, last month's book, last month's stocks."""

    homes: NDArray[Any]
    world: np.record
    """`World`, packed."""
    plan: Plan
    book: np.record
    """Sums of the last month: what lenders, merchants and government look at."""
    before: np.record
    """The book of the month before it, of which the ledger check reads the stocks."""


@kernel
def begin_month(world, plan, book, month):
    """Lenders and merchants look at last month's book and set prices, cut-offs and offers; government opens budgets."""
    turn_page(world, plan, month)
    lenders_month(world, book, month)
    merchants_month(world, book, month)
    government_month(world, book, plan.schedule, month)


@kernel
def households(homes, first, last, tile, book, world, month):
    """The month of the households of blocks first..last-1, independent of one another given the world."""
    for b in range(first, last):
        household_month(homes[b], tile, book, world, month)


@kernel
def end_month(world, book, before):
    """Spending reaches the sectors, programmes pay, the books are checked. Returns the ledger's error in fen."""
    divide_spending(world, book)
    settle_claims(world, book.claims)
    error = ledger_error(book, before)
    before.stock[:] = book.stock
    before.deposits[:] = book.deposits
    return error


@kernel
def divide_spending(world, book):
    """Ordinary spending of each group and class is divided over the sectors, once for the whole economy; what the
    division leaves over goes to the last sector of the class."""
    goods = world.goods
    sectors = goods.sector_class.shape[0]
    for group in range(book.classes.shape[1]):
        for kind in range(3):
            total = book.classes[kind, group]
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
    """What results report of lenders, programmes and prices, month by month."""

    apr: NDArray[np.float32]  # [product, lender]
    capital: NDArray[np.int64]  # [lender] fen
    profit: NDArray[np.int64]  # [lender] fen
    paid: NDArray[np.int64]  # [programme] fen
    plate_price: np.float32  # CNY
    plates_left: np.int64


@kernel
def keep_state(state, world):
    """Copy what results report at the end of a month."""
    state.apr[:] = world.lenders.apr
    state.capital[:] = world.lenders.capital
    state.profit[:] = world.lenders.profit
    for k in range(world.programme_count):
        state.paid[k] = world.programmes[k].paid
    state.plate_price = world.market.price[Sector.PLATE]
    state.plates_left = world.market.plates_left


def new_series(months: int, economy: Economy) -> tuple[NDArray[Any], NDArray[Any]]:
    """Empty books and states for so many months."""
    lenders = economy.world.lenders
    state = pack(
        State(
            apr=np.zeros_like(lenders.apr),
            capital=np.zeros_like(lenders.capital),
            profit=np.zeros_like(lenders.profit),
            paid=np.zeros(MOST_PROGRAMMES, np.int64),
            plate_price=np.float32(0),
            plates_left=np.int64(0),
        )
    )
    return np.zeros(months, economy.book.dtype), np.zeros(months, state.dtype)


class ThreadedHouseholds:
    """The month of all households on several threads: each takes a share of the blocks and has a book of its own."""

    def __init__(self, economy: Economy, tiles: list[NDArray[Any]], threads: int) -> None:
        self.economy, self.tiles = economy, tiles
        self.books = [np.zeros(1, economy.book.dtype)[0] for _ in tiles]
        self.pool = ThreadPoolExecutor(threads)
        count, parts = len(economy.homes), len(tiles)
        self.edges = [count * k // parts for k in range(parts + 1)]

    def __call__(self, month: int) -> None:
        """Run the month; the economy's book holds the sums afterwards."""
        economy = self.economy

        def part(k: int) -> None:
            clear(self.books[k])
            first, last = self.edges[k], self.edges[k + 1]
            households(economy.homes, first, last, self.tiles[k][0], self.books[k], economy.world, month)

        list(self.pool.map(part, range(len(self.tiles))))
        clear(economy.book)
        for book in self.books:
            add(economy.book, book)


class CreditEconomy(mesa.Model):
    """The economy as a Mesa model: lenders and merchants are agents, households a population of columns."""

    running: bool

    def __init__(
        self, economy: Economy, tile: NDArray[Any], names: tuple[list[str], list[str]], *, rng: int = 0
    ) -> None:
        super().__init__(rng=rng)
        self.economy, self.world, self.book, self.tile = economy, economy.world, economy.book, tile
        self.month = 0
        self.error = 0
        for row, name in enumerate(names[0]):
            Lender(self, row, name)
        for row, name in enumerate(names[1]):
            Merchant(self, row, name)

    def step(self) -> None:
        """One month, in the order of the module's title; nothing once the plan's last month is over (`running`)."""
        if not self.running:
            return
        turn_page(self.world, self.economy.plan, self.month)
        self.agents_by_type[Lender].do("step")
        market_shares(self.world, self.month)
        self.agents_by_type[Merchant].do("step")
        government_month(self.world, self.book, self.economy.plan.schedule, self.month)
        clear(self.book)
        homes = self.economy.homes
        households(homes, 0, len(homes), self.tile[0], self.book, self.world, self.month)
        self.error = end_month(self.world, self.book, self.economy.before)
        self.month += 1
        self.running = self.month < len(self.economy.plan.paths)

    def months(self, count: int) -> Iterator[int]:
        """Run so many months, yielding each month's number after it."""
        for _ in range(count):
            self.step()
            yield self.month - 1
