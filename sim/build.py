"""From a scenario, a sample size and a seed to an economy ready to run."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from sim.agents.government import Market, Offer
from sim.agents.household.record import recount
from sim.agents.household.scratch import scratch_dtype
from sim.agents.quotes import Quotes
from sim.agents.world import Economy, Plan, World
from sim.books.tallies import new_book
from sim.engine.blocks import pack, stack
from sim.engine.kernel import kernel
from sim.errors import UsageError
from sim.parameters import draw_values, parameter_record
from sim.paths import build_paths
from sim.policy.groups import MOST_GROUPS, group_table
from sim.policy.programmes import MOST_PROGRAMMES, Programme, compile_programmes, none_open
from sim.policy.vocabulary import DURABLES, LENDER_TYPES, PRODUCTS, SECTORS
from sim.population.cells import Cells, load_cells
from sim.population.synthesis import make_blocks, seed_words
from sim.scenarios import Scenario
from sim.scenarios.compile import compile_policy
from sim.tables import goods_table, lenders_table, market_share, merchants_table, opening_capital, products_table

HOUSEHOLDS, SEED = 20_000, 1
"""Size of the sample and luck of a run that asks for nothing else."""

BURN_IN = 24
"""Months of constant terms before history begins; not in results."""


AHEAD = 36
"""Months after the last for which programmes are laid out: a run does not depend on where it is cut off."""


class Built(NamedTuple):
    """An economy with what results need to know about it."""

    economy: Economy
    rows: list[Programme]
    scale: float
    first_month: int
    months: int
    burn_in: int
    raw: dict[str, np.ndarray]
    """Outside paths in the months of the run, with the scenario's changes."""
    raw_before: dict[str, np.ndarray]
    """The same without them."""
    parameters: np.record
    trials: tuple[tuple[str, float], ...]


@kernel
def _count_stocks(homes, book):
    listed = np.empty(homes[0].household.shape[0], np.int64)
    for b in range(homes.shape[0]):
        recount(homes[b], book, listed)


def build(
    scenario: Scenario,
    households: int,
    seed: int,
    draw: int | None,
    *,
    burn_in: int = BURN_IN,
    threads: int = 2,
    block: int | None = None,
    homes: np.ndarray[Any, Any] | None = None,
    part: tuple[int, int] = (0, 1),
) -> Built:
    """Everything of a run before its first month.

    households : size of the sample.  seed : luck.  draw : of the posterior or the priors,
    as the scenario says; None = their centre.  block : rows of a block.
    homes : households of a run with the same size, luck, parameters and trials that has not begun: shared, not copied.
    part : (k, n) = with the k-th of n shares of the households alone; lenders then open on their stocks.
    Raises UsageError for a size or seed that is none and ScenarioError for a scenario that cannot be run.
    """
    if not 0 <= seed < 2**64:
        raise UsageError(f"seed {seed} is not a whole number from 0 to 2^64 - 1.", remedy="Choose another seed.")
    first_month, months = scenario.first_month, scenario.months
    p = parameter_record(draw, scenario.parameters, scenario.parameters_from)
    values = {**draw_values(draw, scenario.parameters_from), **scenario.parameters}
    cells = _cells(tuple(values.items()))
    trials = trial_shares(scenario)
    groups = group_table(len(trials))
    homes = make_blocks(households, cells, seed, trials, threads, block, part) if homes is None else homes
    scale = float(cells.people.city) / households
    paths, raw, raw_before = build_paths(first_month, burn_in, months, p, scale, scenario.exogenous)
    total = burn_in + months
    start = first_month - burn_in
    terms, rows = compile_policy(scenario, groups, start, total, opening=first_month, ahead=AHEAD)
    programmes = compile_programmes(rows, total + AHEAD, groups, scale)
    lenders, merchants = lenders_table(p, float(paths.lpr[0])), merchants_table(p)
    plan = Plan(stack(paths, 1), stack(terms, 2), programmes.schedule)
    world = pack(
        World(
            p=p,
            scale=np.float32(scale),
            seed=seed_words(seed),
            goods=goods_table(p),
            products=products_table(p),
            market=_empty_market(households),
            lenders=lenders,
            merchants=merchants,
            cells=cells._replace(arms=1 << len(trials)),
            now=plan.paths[0],
            offers=_empty_offers(),
            quotes=_empty_quotes(len(lenders.kind)),
            terms=np.zeros(MOST_GROUPS, plan.terms.dtype),
            programmes=_padded(programmes.rows),
            open=none_open(programmes.rows["stack"]),
            group_count=np.int64(len(groups.segment)),
            programme_count=np.int64(len(rows)),
        )
    )
    book = new_book(len(lenders.kind), len(merchants.share))
    _count_stocks(homes, book)
    opening_capital(world.lenders, book.stock, p)
    economy = Economy(homes, world, plan, book, np.array([book], book.dtype)[0])
    return Built(economy, rows, scale, first_month, months, burn_in, raw, raw_before, p, trials)


@lru_cache(maxsize=4)
def _cells(values: tuple[tuple[str, float], ...]) -> Cells:
    """The population's table at parameter values: runs of an ensemble share it, and nobody writes into it."""
    return load_cells(parameters=dict(values), lender_share=market_share())


def forget_populations() -> None:
    """Work populations out anew: a table that they are made from has been written since."""
    _cells.cache_clear()


def trial_shares(scenario: Scenario) -> tuple[tuple[str, float], ...]:
    """Key and share of each trial of a scenario, in the order of the bits of an arm."""
    share = {lever.trial.key: lever.trial.share for lever in scenario.levers if lever.trial}
    return tuple((key, share[key]) for key in scenario.trials)


def _empty_market(households: int) -> np.record:
    prices = np.zeros(len(SECTORS), np.float32)
    return pack(
        Market(
            price=prices,
            asked=prices,
            kept=prices,
            tax=prices,
            plate_threshold=np.float32(0),
            plates_left=np.int64(0),
            households=np.float32(households),
            plate_bid=np.float32(0),
            small_ticket=np.float32(np.inf),
            rebate_lost=np.float32(0),
            saved=prices,
            cover_paid=np.float32(1),
        )
    )


def _padded(rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    room = np.zeros(MOST_PROGRAMMES, rows.dtype)
    room[: len(rows)] = rows
    return room


def _empty_offers() -> np.ndarray[Any, Any]:
    zeros = lambda *shape: np.zeros((MOST_GROUPS, *shape), np.float32)  # noqa: E731
    durables = len(DURABLES)
    offer = Offer(
        class_factor=zeros(3),
        sector_share=zeros(len(SECTORS)),
        widest_subsidy=zeros(durables),
        act=zeros(durables),
        wait=zeros(durables),
        rate_aid=zeros(len(PRODUCTS), len(LENDER_TYPES)),
        running_aid=zeros(),
        stocked=zeros(len(SECTORS)),
    )
    return stack(offer, 1)


def _empty_quotes(lenders: int) -> np.ndarray[Any, Any]:
    zeros = lambda *shape: np.zeros((MOST_GROUPS, len(PRODUCTS), *shape), np.float32)  # noqa: E731
    return stack(Quotes(zeros(lenders), zeros(), zeros(lenders), zeros()), 1)


def new_tile(economy: Economy) -> np.ndarray[Any, Any]:
    """A scratch area that fits the economy's blocks."""
    rows = economy.homes["household"].shape[1]
    return np.zeros(1, np.dtype((np.record, scratch_dtype(rows))))
