"""The economy as a Mesa model: a shell around the compiled month, whose rules it calls row by row in the same order.

Nothing else of the package imports Mesa, so that a run from the command line need not load it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.government import government_month
from sim.agents.lender import lender_month, market_shares, meet_policy
from sim.agents.merchant import merchant_month
from sim.agents.quotes import quote_loans
from sim.agents.world import turn_page
from sim.books.flows import Cash
from sim.books.tallies import Till, clear
from sim.build import BURN_IN, HOUSEHOLDS, SEED, build, new_tile
from sim.calendar import month_date
from sim.errors import LedgerError
from sim.month import end_month, households
from sim.paths import event_visitors, external_retail
from sim.policy.vocabulary import BUCKETS
from sim.scenarios import Scenario, load_scenario
from sim.tables import lender_names, merchant_names, moved_here

FEN_A_YUAN = 100


class Lender(mesa.Agent):
    """One row of the lenders' table as a Mesa agent: attributes are views, `step` is the row's rule."""

    def __init__(self, model: mesa.Model, row: int, name: str) -> None:
        super().__init__(model)
        self.row, self.name = row, name

    @property
    def apr(self) -> NDArray[np.float32]:
        """Rates offered, by product, 1/year."""
        return self.model.world.lenders.apr[:, self.row]

    @property
    def capital(self) -> float:
        """Own funds, CNY of the sample."""
        return float(self.model.world.lenders.capital[self.row]) / 100

    @property
    def balance(self) -> float:
        """Loans outstanding, CNY of the sample."""
        return float(self.model.book.stock[:, :, self.row].sum()) / 100

    def step(self) -> None:
        """This lender's month."""
        lender_month(self.model.world, self.model.book, self.model.month, self.row)


class Merchant(mesa.Agent):
    """One row of the merchants' table as a Mesa agent: attributes are views, `step` is the row's rule."""

    def __init__(self, model: mesa.Model, row: int, name: str) -> None:
        super().__init__(model)
        self.row, self.name = row, name

    @property
    def sales(self) -> float:
        """Sales of large tickets last month, CNY of the sample."""
        return float(self.model.world.merchants.sales[self.row]) / 100

    @property
    def price(self) -> float:
        """What it asks for a large ticket over the list price."""
        return float(self.model.world.merchants.price[self.row])

    @property
    def receivable(self) -> float:
        """Public aid that it fronted and waits for, CNY of the sample."""
        return float(self.model.world.merchants.receivable[self.row]) / 100

    @property
    def offers_free_instalments(self) -> bool:
        """Does it pay the fee of card instalments?"""
        return bool(self.model.world.merchants.free[self.row] > 0.5)

    def step(self) -> None:
        """This merchant's month."""
        merchant_month(self.model.world, self.model.book, self.model.month, self.row)


def retail_sales(model: CreditEconomy) -> float:
    """Retail sales of the last month, CNY of the city: of residents, and of buyers from outside."""
    sold = model.book.cash[Cash.SPENDING] + model.book.cash[Cash.TICKETS]
    local = model.book.merchants[Till.LOCAL].reshape(len(sold), -1).sum(axis=1)
    here = sold * model.world.goods.in_retail.astype(np.float64) + local * moved_here(model.built.parameters)
    residents = here.sum() * model.built.scale / FEN_A_YUAN
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
        kept = self.world.goods.in_retail.astype(np.float64)
        events, _ = event_visitors(self.economy.plan.terms["visitor_spending"][burn_in:], kept)
        self.outside_retail = outside.sum(axis=(1, 2)) + events.sum(axis=1)
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
        meet_policy(self.world, self.book)
        self.agents_by_type[Lender].do("step")
        market_shares(self.world, self.month)
        self.agents_by_type[Merchant].do("step")
        government_month(self.world, self.book, self.economy.plan.schedule, self.month)
        quote_loans(self.world)
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
