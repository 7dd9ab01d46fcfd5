"""The month's end of a block: stocks recounted from the columns, sums by group, next month's bidders."""

from __future__ import annotations

import numpy as np

from sim.books.flows import Cash, Group
from sim.books.ledger import receive
from sim.books.tallies import LOTTERY_BINS
from sim.engine.draws import Decision, uniform
from sim.engine.kernel import formula, kernel
from sim.policy.vocabulary import Product, Sector
from sim.units import cny, fen

_f4, _f8, _i8, _i4 = np.float32, np.float64, np.int64, np.int32
_ZERO = _f4(0)
SUBSIDISED = np.array((1, 2, 3), np.int64)


@formula
def bucket_of(missed):
    """Days past due as an index into BUCKETS from instalments missed in a row: 4 to 6 = 91-180 days, 7+ = 181+."""
    if missed <= 3:
        return _i8(missed)
    return _i8(4) if missed <= 6 else _i8(5)


@formula
def interest_aid(points, most, balance, apr):
    """Interest subsidy of a month, fen: the points, at most a share of the contract rate, on the balance.
    points, most : 1/year and fraction.  Source: 财金〔2025〕80号, 财金〔2026〕1号 (grade B)."""
    rate = min(_f8(points), _f8(most) * _f8(apr))
    return _i8(np.floor(_f8(balance) * rate / 12.0))


@kernel
def pay_interest_aid(home, tile, book, world, month):
    """Rate programmes pay part of the interest of qualifying loans, up to the cap per borrower, lender and period."""
    programmes = world.programmes
    for k in range(world.programme_count):
        if programmes[k].pays != 3 or not programmes[k].groups[home.group]:
            continue
        fresh = programmes[k].fresh
        share = programmes[k].window
        for slot in range(3):
            product = SUBSIDISED[slot]
            if not programmes[k].products[product]:
                continue
            received = home.subsidy_received[slot]
            if fresh:
                for i in range(home.rows):
                    received[i] = 0
            if share <= _ZERO:
                continue
            cap = _i8(min(_f8(programmes[k].cap_household), 2.0e7) * 100.0)
            for i in range(home.rows):
                if home.marks[product, i] & 1 == 0 or home.balance[product, i] <= 0 or home.bucket[product, i] > 0:
                    continue
                if not programmes[k].lenders[world.lenders.kind[home.lender[product, i]]]:
                    continue
                aid = interest_aid(
                    programmes[k].amount * share, programmes[k].share_of_rate, home.balance[product, i],
                    home.apr[product, i],
                )  # fmt: skip
                aid = max(min(aid, cap - received[i]), _i8(0))
                luck = uniform(world.seed, home.household[i], month, Decision.EMBEDDED)
                if aid > 0 and luck < programmes[k].admit:
                    receive(book, Cash.INTEREST_SUBSIDY, home, i, aid)
                    received[i] += _i4(aid)
                    book.claims[k] += aid


@kernel
def recount(home, book):
    """Balances by bucket, product and lender, and deposits, from the columns: what the ledger is checked against."""
    deposits = _i8(0)
    for i in range(home.rows):
        deposits += home.deposits[i]
    book.deposits[0] += deposits
    for product in range(home.balance.shape[0]):
        for i in range(home.rows):
            balance = _i8(home.balance[product, i])
            if balance != 0:
                lender = home.lender[product, i]
                book.stock[bucket_of(home.bucket[product, i]), product, lender] += balance
                book.weights[product, 2, lender] += _i8(np.floor(_f8(home.apr[product, i]) * 10_000.0 * _f8(balance)))


@kernel
def sum_by_group(home, tile, book, world, month):
    """Counts and sums of the block, by its group."""
    p = world.p
    sums = book.groups
    g = home.group
    sums[Group.HOUSEHOLDS, g] += home.rows
    for i in range(home.rows):
        income = max(tile.normal_income[i], _f4(1))
        debt = _i8(0)
        late = _i8(0)
        for product in range(home.balance.shape[0]):
            balance = _i8(home.balance[product, i])
            debt += balance
            late += balance if home.bucket[product, i] >= 4 else 0
        plain_card = _i8(home.balance[Product.CARD, i] - home.revolving[i])
        sums[Group.INCOME, g] += fen(tile.earned[i])
        sums[Group.DEBT_SERVICE, g] += fen(tile.serviced[i] + (tile.housing[i] if home.tenure[i] == 1 else _ZERO))
        sums[Group.CREDIT, g] += debt
        sums[Group.DELINQUENT, g] += late
        sums[Group.OVER_INDEBTED, g] += 1 if tile.obligations[i] > p.over_indebted * income else 0
        sums[Group.WITH_DEBT, g] += 1 if debt - plain_card > 0 or home.mortgage[i] > _ZERO else 0
        sums[Group.HAND_TO_MOUTH, g] += 1 if cny(home.deposits[i]) < _f4(0.5) * tile.planned[i] else 0
        sums[Group.DEPOSITS, g] += home.deposits[i]
        sums[Group.CARD_LINE, g] += _i8(home.card_limit[i])
        sums[Group.PERSONS, g] += home.size[i]
        sums[Group.MORTGAGE_DEBT, g] += _i8(_f8(home.mortgage[i])) * 100
        sums[Group.HOUSING, g] += fen(tile.dwelling[i])
    if home.segment_start != 5 and home.segment_start != 0:
        for i in range(home.rows):
            first = home.employed[i] & 1
            second = (home.employed[i] >> 1) & 1 if home.earners[i] >= 2 else 0
            force = 2 if home.earners[i] >= 2 else 1
            sums[Group.LABOUR_FORCE, g] += force
            sums[Group.UNEMPLOYED, g] += force - first - second


@kernel
def enter_lotteries(home, book, world, month):
    """Next month's plate bidders: the keyed uniform each will hold goes into the histogram that sets the threshold."""
    price = fen(world.market.price[Sector.PLATE])
    for i in range(home.rows):
        if home.bidding[i] > 0 and home.deposits[i] >= price:
            luck = uniform(world.seed, home.household[i], month + 1, Decision.PLATE)
            book.lottery[0, min(_i8(luck * _f4(LOTTERY_BINS)), LOTTERY_BINS - 1)] += 1


@kernel
def record(home, tile, book, world, month):
    """Recount the stocks, sum by group, enter next month's lotteries."""
    recount(home, book)
    sum_by_group(home, tile, book, world, month)
    enter_lotteries(home, book, world, month)
