"""Programmes: public money with a rate or amount, caps, a budget in tranches, payers and conditions.

Caps, budgets and costs belong to a programme, never to a term: a programme of zero is nothing, and an added programme
never lowers what another pays. Rows that share a `stack` name are alternatives (the better one pays); different
stacks add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.blocks import stack
from sim.engine.draws import word_of
from sim.errors import ScenarioError
from sim.policy.groups import MOST_GROUPS, Groups
from sim.policy.vocabulary import LENDER_TYPES, PAYERS, PRODUCTS, SECTORS


class Pays(IntEnum):
    """What a programme pays for."""

    PRICE_SHARE = 0
    FIXED_AMOUNT = 1
    VOUCHER = 2
    RATE_POINTS = 3
    TAX_RELIEF = 4
    RUNNING_COST = 5
    TRANSFER = 6
    LOSSES = 7
    MERCHANT_LOANS = 8


class Requires(IntEnum):
    """What a buyer must show."""

    NOTHING = 0
    OWN_CAR = 1
    OLD_CAR = 2


class Programme(NamedTuple):
    """One row, in scenario units.

    id : lever id, or lever id and a suffix.  lever : the lever's id (results are counted by it).
    pays : what for.  amount : share of the price, CNY an item, face value in CNY, 1/year, share of the tax, CNY a
    month to the owner of a new-energy car or to a household, share of lenders' losses, or 1/year on merchants' loans.
    sectors, products : where it applies.  cap : CNY an item (voucher, transfer: none); for losses the most that is paid
    in a year over the balances covered, 1/year.  cap_household : CNY per household and year; for rate points per
    borrower, lender and period.  threshold, ceiling : smallest and largest price that
    qualifies, CNY.  share_of_rate : at most this part of the contract rate.  eligible : share of purchases whose item
    qualifies (energy grade, verified use).  stack : alternatives share a name.  payers : share of each payer.
    window : share of each month covered, [month].  groups : who may claim, [group].
    budget : CNY released in each month, [month], None = open-ended.  quota : vouchers a month, [month].
    lender_types : whose loans qualify, empty = all.  requires : condition on the buyer.
    period : first months of the cap's periods (the counter starts anew there).  known : month from which households
    know of it, and of the days on which it begins and ends; 0 = from the first month on.
    """

    id: str
    lever: str
    pays: Pays
    amount: float
    window: NDArray[np.float32]
    groups: NDArray[np.bool_]
    payers: dict[str, float]
    sectors: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    cap: float = np.inf
    cap_household: float = np.inf
    threshold: float = 0.0
    ceiling: float = np.inf
    share_of_rate: float = 1.0
    eligible: float = 1.0
    stack: str = ""
    budget: NDArray[np.float64] | None = None
    quota: NDArray[np.float64] | None = None
    lender_types: tuple[str, ...] = ()
    requires: Requires = Requires.NOTHING
    period: tuple[int, ...] = ()
    known: int = 0


FORESIGHT = 3
"""Months that households look ahead for aid that begins or ends (assumption)."""

NO_CAP = 2**62
"""Fen that no programme ever reaches."""

MOST_PROGRAMMES = 128
"""Most programmes of a scenario: books have room for so many."""


class Row(NamedTuple):
    """One programme as compiled stages read it; flags 0 or 1, money in sample fen. The last nine are state."""

    key: NDArray[np.uint32]  # of its luck: follows from its id, not from its place among others
    pays: NDArray[np.int64]
    requires: NDArray[np.int64]
    stack: NDArray[np.int64]
    amount: NDArray[np.float32]
    cap: NDArray[np.float32]
    cap_household: NDArray[np.float32]
    threshold: NDArray[np.float32]
    ceiling: NDArray[np.float32]
    share_of_rate: NDArray[np.float32]
    eligible: NDArray[np.float32]
    open_ended: NDArray[np.uint8]
    known: NDArray[np.int64]  # month from which households know of it
    groups: NDArray[np.uint8]  # [group]
    sectors: NDArray[np.uint8]  # [sector]
    products: NDArray[np.uint8]  # [product]
    lenders: NDArray[np.uint8]  # [lender type]
    window: NDArray[np.float32]  # share of this month covered
    soon: NDArray[np.float32]  # [1, 2, .. FORESIGHT months ahead] share covered, as far as known
    months_ahead: NDArray[np.float32]  # months until the window closes, this one included
    quota: NDArray[np.float32]  # vouchers of this month
    fresh: NDArray[np.uint8]  # a cap period begins this month
    admit: NDArray[np.float32]  # chance that a claim is admitted this month
    left: NDArray[np.int64]  # fen of the budget left
    claimed: NDArray[np.int64]  # fen claimed last month
    paid: NDArray[np.int64]  # fen paid last month
    room: NDArray[np.int64]  # fen that its yearly cap lets it pay this month


class Schedule(NamedTuple):
    """What changes by month: [month, programme]."""

    window: NDArray[np.float32]
    budget: NDArray[np.int64]  # fen of the sample released in the month
    quota: NDArray[np.float32]  # vouchers of the sample
    fresh: NDArray[np.uint8]


class OpenProgrammes(NamedTuple):
    """Programmes that can pay in this month, as rows by stack and then by id: a claim looks at these alone."""

    order: NDArray[np.int64]  # all rows by stack, then by id
    of_sector: NDArray[np.int64]  # [sector, ...] those that pay for purchases
    sector_count: NDArray[np.int64]  # [sector]
    soon: NDArray[np.int64]  # [sector, ...] those that will pay for purchases in the months ahead, as far as known
    soon_count: NDArray[np.int64]  # [sector]
    of_rates: NDArray[np.int64]  # those that pay interest
    rate_count: np.int64
    of_owners: NDArray[np.int64]  # those that pay owners of new-energy cars by the month
    owner_count: np.int64


def none_open(stacks: NDArray[np.int64]) -> OpenProgrammes:
    """Lists in which no programme is open yet. stacks : of the rows."""
    order = np.zeros(MOST_PROGRAMMES, np.int64)
    order[: len(stacks)] = np.argsort(stacks, kind="stable")
    sectors = len(SECTORS)
    empty = np.zeros((sectors, MOST_PROGRAMMES), np.int64)
    none = np.zeros(sectors, np.int64)
    return OpenProgrammes(
        order, empty, none, empty.copy(), none.copy(), empty[0], np.int64(0), empty[0].copy(), np.int64(0)
    )


class Programmes(NamedTuple):
    """Programmes of a run: rows [programme] and their schedule [month, programme], arrays of records."""

    rows: NDArray[np.void]
    schedule: NDArray[np.void]


def _flags(rows: Sequence[tuple[str, ...]], names: tuple[str, ...], *, empty: bool) -> NDArray[np.uint8]:
    return np.array([[name in row or (empty and not row) for name in names] for row in rows], np.uint8).reshape(
        len(rows), len(names)
    )


def payer_shares(programmes: Sequence[Programme]) -> NDArray[np.float64]:
    """Share of each payer in each programme's cost: [programme, payer]."""
    return np.array([[p.payers.get(payer, 0.0) for payer in PAYERS] for p in programmes]).reshape(-1, len(PAYERS))


def compile_programmes(rows: Sequence[Programme], months: int, groups: Groups, scale: float) -> Programmes:
    """Lay out rows in order of id; budgets and quotas of the city are divided by `scale` (city households per
    household of the sample) and floored once. Raises ScenarioError beyond MOST_PROGRAMMES."""
    rows = sorted(rows, key=lambda row: row.id)
    count = len(rows)
    if count > MOST_PROGRAMMES:
        raise ScenarioError(f"{count} programmes are more than {MOST_PROGRAMMES}.", remedy="Leave some levers out.")
    stacks = {name: k for k, name in enumerate(sorted({row.stack or row.id for row in rows}))}

    def column(name: str, kind: type) -> NDArray[Any]:
        return np.array([getattr(row, name) for row in rows], kind)

    budget = np.zeros((months, count), np.int64)
    quota = np.zeros((months, count), np.float32)
    fresh = np.zeros((months, count), np.uint8)
    window = np.zeros((months, count), np.float32)
    reached = np.zeros((count, MOST_GROUPS), np.uint8)
    for k, row in enumerate(rows):
        window[:, k] = row.window
        reached[k, : len(groups.segment)] = row.groups
        if row.budget is not None:
            budget[:, k] = np.floor(row.budget / scale * 100.0)
        if row.quota is not None:
            quota[:, k] = row.quota / scale
        fresh[[month for month in row.period if 0 <= month < months], k] = True
    table = Row(
        key=np.array([word_of(row.id) for row in rows], np.uint32),
        pays=column("pays", np.int64),
        requires=column("requires", np.int64),
        stack=np.array([stacks[row.stack or row.id] for row in rows], np.int64),
        amount=column("amount", np.float32),
        cap=column("cap", np.float32),
        cap_household=column("cap_household", np.float32),
        threshold=column("threshold", np.float32),
        ceiling=column("ceiling", np.float32),
        share_of_rate=column("share_of_rate", np.float32),
        eligible=column("eligible", np.float32),
        open_ended=np.array([row.budget is None for row in rows], np.uint8),
        known=column("known", np.int64),
        groups=reached,
        sectors=_flags([row.sectors for row in rows], SECTORS, empty=False),
        products=_flags([row.products for row in rows], PRODUCTS, empty=False),
        lenders=_flags([row.lender_types for row in rows], LENDER_TYPES, empty=True),
        window=np.zeros(count, np.float32),
        soon=np.zeros((count, FORESIGHT), np.float32),
        months_ahead=np.zeros(count, np.float32),
        quota=np.zeros(count, np.float32),
        fresh=np.zeros(count, np.uint8),
        admit=np.zeros(count, np.float32),
        left=np.zeros(count, np.int64),
        claimed=np.zeros(count, np.int64),
        paid=np.zeros(count, np.int64),
        room=np.full(count, NO_CAP, np.int64),
    )
    return Programmes(stack(table, 1), stack(Schedule(window, budget, quota, fresh), 2))
