"""The order of a month: lenders and merchants, government, households, settlement. Order lives only here.

`begin_month`, `households` and `end_month` are compiled; Mesa's step and the ensemble's loop call the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.government import funded_share, government_month, settle_claims
from sim.agents.household.month import household_month
from sim.agents.lender import Lender, lenders_month, market_shares
from sim.agents.merchant import Merchant, front_aid, merchants_month
from sim.agents.world import Economy, turn_page
from sim.books.flows import Cash
from sim.books.tallies import add, clear, ledger_error
from sim.build import BURN_IN, HOUSEHOLDS, SEED, build, new_tile
from sim.calendar import month_date
from sim.engine.blocks import pack
from sim.engine.kernel import kernel
from sim.errors import LedgerError
from sim.panel import Panel
from sim.paths import external_retail
from sim.policy.programmes import MOST_PROGRAMMES
from sim.policy.vocabulary import BUCKETS, Sector
from sim.scenarios import Scenario, load_scenario
from sim.tables import lender_names, merchant_names

FEN_A_YUAN = 100


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
    """Spending reaches the sectors, programmes pay, merchants wait for what they fronted, the books are checked.
    Returns the ledger's error in fen."""
    divide_spending(world, book)
    settle_claims(world, book.claims)
    front_aid(world, book, funded_share(world))
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


def retail_sales(model: CreditEconomy) -> float:
    """Retail sales of the last month, CNY of the city: of residents, and of buyers from outside."""
    sold = model.book.cash[Cash.SPENDING] + model.book.cash[Cash.TICKETS]
    residents = (sold * model.world.goods.in_retail.astype(np.float64)).sum() * model.built.scale / FEN_A_YUAN
    return float(residents + model.outside_retail[model.month - 1 - model.built.burn_in])


def credit_balance(model: CreditEconomy) -> float:
    """Consumption credit excluding mortgages at the end of the last month, CNY of the city."""
    return float(model.book.stock.sum()) * model.built.scale / FEN_A_YUAN


def ratio_90_plus(model: CreditEconomy) -> float:
    """Part of that balance that is 91 and more days overdue."""
    stock = model.book.stock.sum(axis=(1, 2))
    return float(stock[BUCKETS.index("91-180") :].sum() / stock.sum())


def month_lived(model: CreditEconomy) -> str:
    """The last month, as 2025-03."""
    return str(month_date(model.built.first_month - model.built.burn_in + model.month - 1))


HEADLINES = {"month": month_lived, "retail_sales": retail_sales, "credit_balance": credit_balance,
             "ratio_90_plus": ratio_90_plus}  # fmt: skip
"""What the model's own data collector keeps of every month. Functions, not names: a model goes to other processes."""


class CreditEconomy(mesa.Model):
    """The economy as a Mesa model: lenders and merchants are agents, households a population of columns. A step is a
    month; the burn-in is lived at construction, and `running` ends with the scenario's last month.

    scenario : a name, a file that ends in .yaml, or a scenario.  households : size of the sample.  draw : of the
    priors, None = central.  rng : the seed, 0 to 2^64 - 1; luck is a function of it, Mesa's generators are not used.
    Raises UsageError and ScenarioError, and LedgerError in the month in which the books do not close.
    """

    running: bool

    def __init__(
        self,
        scenario: Scenario | Path | str = "shanghai/actual",
        *,
        households: int = HOUSEHOLDS,
        draw: int | None = None,
        rng: int = SEED,
        burn_in: int = BURN_IN,
        block: int | None = None,
    ) -> None:
        chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        built = build(chosen, households, int(rng), draw, burn_in=burn_in, block=block)
        super().__init__(rng=rng)
        self.built = built
        self.economy = self.built.economy
        self.world, self.book, self.tile = self.economy.world, self.economy.book, new_tile(self.economy)
        outside = external_retail(self.built.parameters, self.built.raw, self.built.first_month, self.built.months)
        self.outside_retail = outside.sum(axis=(1, 2))
        self.month = 0
        for row, name in enumerate(lender_names()):
            Lender(self, row, name)
        for row, name in enumerate(merchant_names()):
            Merchant(self, row, name)
        self.datacollector = mesa.DataCollector(model_reporters=HEADLINES)
        for _ in range(burn_in):
            self.live_month()

    def step(self) -> None:
        """One month and its headlines; nothing once the scenario's last month is over (`running`)."""
        if self.running:
            self.live_month()
            self.datacollector.collect(self)
            self.running = self.month < len(self.economy.plan.paths)

    def live_month(self) -> None:
        """One month, in the order of the module's title."""
        turn_page(self.world, self.economy.plan, self.month)
        self.agents_by_type[Lender].do("step")
        market_shares(self.world, self.month)
        self.agents_by_type[Merchant].do("step")
        government_month(self.world, self.book, self.economy.plan.schedule, self.month)
        clear(self.book)
        homes = self.economy.homes
        households(homes, 0, len(homes), self.tile[0], self.book, self.world, self.month)
        error = end_month(self.world, self.book, self.economy.before)
        if error:
            raise LedgerError(f"the books do not close in month {self.month} of the run: {error} fen are missing.")
        self.month += 1

    def months(self, count: int) -> Iterator[int]:
        """Run so many months, yielding each month's number of the run, burn-in first, after it."""
        for _ in range(count):
            self.step()
            yield self.month - 1
