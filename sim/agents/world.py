"""The world that a month's stages read: parameters, tables of goods and products, paths, policy, lenders, merchants."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import kernel

Array = NDArray[np.float32]


class Goods(NamedTuple):
    """What is bought. Columns over durables, or over sectors where said. CNY, month, fractions."""

    interval: Array  # mean months between planned purchases
    life: Array  # months that one item is kept: what a subsidy shortens
    scale: Array  # Weibull scale of that interval, month
    shape: Array
    elasticity: Array  # of the price paid to income
    spread: Array  # sd of the log price between buyers
    upgrade: Array  # unplanned over planned purchases
    aware: Array  # households that are aware of and eligible for trade-in offers
    price: Array  # [sector] mean price of a ticket at 2021 wages, CNY (0 = no tickets)
    weight: Array  # [sector] share in ordinary spending at the mean
    class_weight: Array  # [necessities | goods | services]
    sector_class: NDArray[np.int64]  # [sector] class, -1 = bought as tickets only
    in_retail: Array  # [sector] part of resident spending that is retail sales of the city
    online: Array  # [sector] share bought online


class Products(NamedTuple):
    """Credit products. Columns over products. Rates 1/year, hazards 1/month."""

    miss_base: Array  # flow from current to 1-30 days
    inattentive: Array  # part of it by households that could have paid
    rate_reference: Array  # usual rate of new contracts at the start
    risk_spread: Array  # what one unit of log-odds adds to a contract's rate
    term: Array  # month, mean term of new contracts
    terms: Array  # [product, 4] month, usual terms
    term_share: Array  # [product, 4] cumulative shares of these among new contracts
    loss: Array  # loss given default
    limit_months: Array  # largest balance, months of income
    pass_through: Array  # monthly share of a cost change that reaches the rate
    cutoff: Array  # lowest score approved at the start, log-odds
    usual_size: Array  # fen, of an account
    merchant_fee: Array  # fraction of purchases, paid by merchants


class Paths(NamedTuple):
    """What comes from outside, by month of the run."""

    wage_index: Array  # nominal income per head over its 2021 mean
    wage_growth: Array  # of nominal income per head over a year, never negative
    unemployment: Array
    bonus: Array  # pay of the month over the mean month
    lpr: Array
    mortgage_rate: Array  # of existing mortgages
    mortgage_rate_factor: Array  # instalment of existing mortgages over the opening one
    outside_return: Array
    deposit_rate: Array
    deferral: Array  # part of borrowers whose instalment is put off
    stress: Array  # [month, product] shift of the miss-logit
    demand: Array  # ordinary spending over what plans say
    car_price: Array  # index
    nev_appeal: Array  # log-odds
    plate_price: Array  # CNY
    plate_quota: NDArray[np.int64]  # plates of the sample
    new_year: NDArray[np.uint8]  # 1 in January
    season: Array  # [month, sector]
    opening: Array  # [month, sector]


class World(NamedTuple):
    """Everything a household, lender or merchant can see in a month: packed into one record."""

    p: Any  # parameters, float32 fields
    scale: np.float32  # city households per household of the sample
    seed: NDArray[np.uint32]
    goods: Goods
    products: Products
    market: Any  # government.Market
    lenders: Any  # lender.Lenders
    merchants: Any  # merchant.Merchants
    cells: Any  # tables from which newcomers are drawn
    now: Any  # Paths of this month
    offers: NDArray[Any]  # [group] government.Offer
    quotes: NDArray[Any]  # [group] quotes.Quotes of this month
    terms: NDArray[Any]  # [group] Terms of this month
    programmes: NDArray[Any]  # [programme] programmes.Row
    open: Any  # programmes.OpenProgrammes of this month
    group_count: np.int64
    programme_count: np.int64


class Plan(NamedTuple):
    """What is laid down for every month of a run: arrays of records that `turn_page` copies into the world."""

    paths: NDArray[Any]  # [month] Paths
    terms: NDArray[Any]  # [month, group] Terms
    schedule: NDArray[Any]  # [month, programme] Schedule


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
def turn_page(world, plan, month):
    """The new month's outside paths and terms become what everybody sees."""
    world.now = plan.paths[month]
    for g in range(world.group_count):
        world.terms[g] = plan.terms[month, g]
