"""The month's end of a block: stocks recounted from the columns, sums by group, next month's bidders."""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import net_liquid, rows_with
from sim.agents.household.columns import SUBSIDISED as _SUBSIDISED
from sim.agents.plate_loans import plate_loan, promised_loan, with_promise
from sim.books.flows import Cash, Group
from sim.books.ledger import receive
from sim.books.tallies import LOTTERY_BINS
from sim.engine.draws import Decision, uniform
from sim.engine.kernel import formula, kernel
from sim.policy.programmes import Pays
from sim.policy.vocabulary import FLAG_CASH_OUT, FLAG_LARGE, FLAG_SUBSIDISED, Car, Product, Sector
from sim.units import cny, fen

_f4, _f8, _i8, _i4, _u1 = np.float32, np.float64, np.int64, np.int32, np.uint8
_ZERO = _f4(0)
SUBSIDISED = np.array(_SUBSIDISED, np.int64)


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


@formula
def covers(programme, home, world, product, i):
    """Does a rate programme cover this account: product, group, lender, size of the ticket, verified use?"""
    if programme.products[product] == 0 or programme.groups[home.group] == 0:
        return False
    large = home.marks[product, i] & FLAG_LARGE != 0
    if (programme.threshold > _ZERO and not large) or (programme.ceiling < np.inf and large):
        return False
    verified = uniform(world.seed, home.household[i], _i8(home.vintage[product, i]), Decision.VERIFIED + product)
    return verified < programme.eligible and programme.lenders[world.lenders.kind[home.lender[product, i]]] != 0


@formula
def capped_aid(programme, home, product, i, received):
    """Interest subsidy of this month within the caps, fen. One account is one transaction (assumption)."""
    aid = interest_aid(
        programme.amount * programme.window, programme.share_of_rate, home.balance[product, i], home.apr[product, i]
    )
    most = _i8(min(_f8(programme.cap_household), _f8(programme.cap), 2.0e7) * 100.0)
    return max(min(aid, most - received), _i8(0))


@kernel
def pay_interest_aid(home, tile, book, world, month):
    """Rate programmes pay part of the interest of qualifying loans, of each stack the better one."""
    active = False
    for k in range(world.programme_count):
        programme = world.programmes[k]
        if programme.pays != Pays.RATE_POINTS:
            continue
        active = active or programme.window > _ZERO
        for slot in range(SUBSIDISED.shape[0]):
            if programme.fresh != 0 and programme.products[SUBSIDISED[slot]] != 0:
                for i in range(home.rows):
                    home.subsidy_received[slot, i] = 0
    if not active:
        return
    for slot in range(SUBSIDISED.shape[0]):
        product = SUBSIDISED[slot]
        for i in range(home.rows):
            subsidised = home.marks[product, i] & FLAG_SUBSIDISED != 0
            if subsidised and home.balance[product, i] > 0 and home.bucket[product, i] == 0:
                pay_account_aid(home, book, world, slot, product, i, month)


@kernel
def pay_account_aid(home, book, world, slot, product, i, month):
    """One account: of every stack the programme that pays most, admitted by one keyed draw."""
    luck = uniform(world.seed, home.household[i], month, Decision.EMBEDDED)
    best = _i8(0)
    stack, payer = _i8(-1), _i8(0)
    for j in range(world.open.rate_count):
        k = world.open.of_rates[j]
        programme = world.programmes[k]
        if programme.stack != stack:
            receive_aid(home, book, slot, i, payer, best)
            stack, best = programme.stack, _i8(0)
        if luck < programme.admit and covers(programme, home, world, product, i):
            aid = capped_aid(programme, home, product, i, _i8(home.subsidy_received[slot, i]))
            if aid > best:
                best, payer = aid, k
    receive_aid(home, book, slot, i, payer, best)


@formula
def receive_aid(home, book, slot, i, payer, amount):
    """Interest subsidy arrives, fen, paid by a programme."""
    if amount > 0:
        receive(book, Cash.INTEREST_SUBSIDY, home, i, amount)
        home.subsidy_received[slot, i] += _i4(amount)
        book.claims[payer] += amount


@kernel
def recount(home, book, listed):
    """Balances by bucket, product and lender, and deposits, from the columns: what the ledger is checked against.
    listed : room for a list of rows."""
    deposits = _i8(0)
    for i in range(home.rows):
        deposits += home.deposits[i]
    book.deposits[0] += deposits
    for product in range(home.balance.shape[0]):
        found = 0
        for i in range(home.rows):
            listed[found] = i
            found += _i8(home.balance[product, i] != 0)
        for j in range(found):
            i = listed[j]
            balance = _i8(home.balance[product, i])
            lender = home.lender[product, i]
            book.stock[bucket_of(home.bucket[product, i]), product, lender] += balance
            book.accounts[product, lender] += 1
            book.weights[product, 2, lender] += _i8(np.floor(_f8(home.apr[product, i]) * 10_000.0 * _f8(balance)))


@kernel
def borrowed_cash_lately(home, i, month):
    """Was money lent to row i this month or last, for no purchase that the lender saw? Memo 6: a new loan within 60
    days."""
    for product in range(home.balance.shape[0]):
        opened = _i8(home.vintage[product, i])
        cash = home.marks[product, i] & FLAG_CASH_OUT != 0
        if cash and home.balance[product, i] > 0 and opened > 0 and month - opened < 2:
            return True
    return False


@kernel
def sum_debts(home, tile, book):
    """Credit, what of it is late, and households in debt, of a block; `tile.amount` becomes what each owes. A product
    at a time: the inner loops are short sums over a column."""
    credit, late, with_debt = _i8(0), _i8(0), _i8(0)
    for i in range(home.rows):
        tile.amount[i] = 0
    for product in range(home.balance.shape[0]):
        balance, bucket = home.balance[product], home.bucket[product]
        for i in range(home.rows):
            tile.amount[i] += _i8(balance[i])
            late += _i8(balance[i]) if bucket[i] >= 4 else _i8(0)
    for i in range(home.rows):
        means_of_payment = _i8(home.balance[Product.CARD, i] - home.revolving[i]) + home.balance[Product.BNPL, i]
        credit += tile.amount[i]
        with_debt += _i8((tile.amount[i] - means_of_payment > 0) | (home.mortgage[i] > _ZERO))
    book.groups[Group.CREDIT, home.group] += credit
    book.groups[Group.DELINQUENT, home.group] += late
    book.groups[Group.WITH_DEBT, home.group] += with_debt


@kernel
def count_over_indebted(home, tile, book, limit, month):
    """Households whose contractual debt service is above the limit, a fraction of income, and those of them that
    borrowed cash lately."""
    over_indebted, in_spiral = _i8(0), _i8(0)
    for i in range(home.rows):
        tile.flag[i] = _u1(tile.obligations[i] > limit * max(tile.normal_income[i], _f4(1)))
    for j in range(rows_with(tile.pick, tile.flag, home.rows)):
        over_indebted += 1
        in_spiral += 1 if borrowed_cash_lately(home, tile.pick[j], month) else 0
    book.groups[Group.OVER_INDEBTED, home.group] += over_indebted
    book.groups[Group.IN_SPIRAL, home.group] += in_spiral


@kernel
def sum_by_group(home, tile, book, world, month):
    """Counts and sums of the block, by its group."""
    sums = book.groups
    g = home.group
    sums[Group.HOUSEHOLDS, g] += home.rows
    earned = service = deposits = lines = persons = mortgages = housing = hand_to_mouth = _i8(0)
    for i in range(home.rows):
        earned += fen(tile.earned[i])
        service += fen(tile.serviced[i] + (tile.housing[i] if home.tenure[i] == 1 else _ZERO))
        hand_to_mouth += _i8(cny(net_liquid(home, i)) < _f4(0.5) * max(tile.normal_income[i], _f4(1)))
        deposits += home.deposits[i]
        lines += _i8(home.card_limit[i])
        mortgages += _i8(_f8(home.mortgage[i])) * 100
        housing += fen(tile.dwelling[i])
    for i in range(home.rows):
        persons += home.size[i]
    sum_debts(home, tile, book)
    count_over_indebted(home, tile, book, world.p.over_indebted, month)
    sums[Group.INCOME, g] += earned
    sums[Group.DEBT_SERVICE, g] += service
    sums[Group.HAND_TO_MOUTH, g] += hand_to_mouth
    sums[Group.DEPOSITS, g] += deposits
    sums[Group.CARD_LINE, g] += lines
    sums[Group.PERSONS, g] += persons
    sums[Group.MORTGAGE_DEBT, g] += mortgages
    sums[Group.HOUSING, g] += housing
    if home.segment_start != 5 and home.segment_start != 0:
        force = at_work = _i8(0)
        for i in range(home.rows):
            two = home.earners[i] >= 2
            force += 2 if two else 1
            at_work += (home.employed[i] & 1) + (((home.employed[i] >> 1) & 1) if two else 0)
        sums[Group.LABOUR_FORCE, g] += force
        sums[Group.UNEMPLOYED, g] += force - at_work


@kernel
def enter_lotteries(home, tile, book, world, month):
    """Next month's plate bidders, who hold the price or are promised a loan for what is missing: the keyed uniform each
    will hold goes into the histogram that sets the threshold."""
    price = fen(world.market.price[Sector.PLATE])
    lent = world.terms[home.group].plate_credit > _ZERO
    for j in range(rows_with(tile.pick, home.bidding, home.rows)):
        i = tile.pick[j]
        holds = home.deposits[i] >= price
        if lent and not holds:
            home.bidding[i] = with_promise(promised_loan(home, tile, world, i, price, month))
        if holds or plate_loan(home, i) > 0:
            luck = uniform(world.seed, home.household[i], month + 1, Decision.PLATE)
            place = min(_i8(luck * _f4(LOTTERY_BINS)), LOTTERY_BINS - 1)
            book.lottery[0, place] += 1
            book.lottery[1, place] += 0 if holds else 1


@kernel
def value_collateral(home, tile, book, world):
    """Car loans on used cars that certification makes easier to sell, times the part of the loss that it saves: by
    lender (`book.collateral`)."""
    saved = _f8(1) - _f8(world.terms[home.group].used_loss)
    if saved == 0.0:
        return
    product = Product.AUTO_LOAN
    for j in range(rows_with(tile.pick, home.balance[product], home.rows)):
        i = tile.pick[j]
        if home.car[i] == Car.USED:
            worth = _i8(np.floor(saved * _f8(home.balance[product, i]) + 0.5))
            book.collateral[0, home.lender[product, i]] += worth


@kernel
def record(home, tile, book, world, month):
    """Recount the stocks, value collateral, sum by group, enter next month's lotteries."""
    recount(home, book, tile.pick)
    value_collateral(home, tile, book, world)
    sum_by_group(home, tile, book, world, month)
    enter_lotteries(home, tile, book, world, month)
