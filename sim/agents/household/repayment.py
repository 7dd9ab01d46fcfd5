"""Repayment: what falls due, who pays, who misses, how arrears roll, are cured, charged off or sold.

Default is mainly a cash-flow event: a household that holds the money pays unless it forgets or will not; one that
could pay only by cutting into subsistence misses with a hazard; one without the money misses. Missed instalments are
counted per account (`bucket`): 1 = 1-30 days, 2 = 31-60, 3 = 61-90, 4 to 6 = 91-180, 7 and more = 181+.
"""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import rows_with
from sim.agents.lender import reported
from sim.agents.sharing import cover_loss
from sim.agents.traits import frailty, revolves
from sim.books.flows import Count, Credit
from sim.books.ledger import accrue, claim_of, close_account, pay_interest, recover, repay, write_down
from sim.books.tallies import AGES
from sim.engine.draws import Decision, four_uniforms, uniform
from sim.engine.kernel import formula, kernel
from sim.engine.maths import log, logistic, logit
from sim.policy.vocabulary import Car, Product
from sim.units import cny, fen

_f4, _i8, _i4, _u1 = np.float32, np.int64, np.int32, np.uint8
_MONTH = _f4(1.0 / 12.0)

PRIORITY = (
    Product.AUTO_LOAN, Product.CARD, Product.CARD_INSTALMENT, Product.CONSUMER_LOAN,
    Product.EDUCATION_LOAN, Product.PLATFORM_LOAN, Product.BNPL,
)  # fmt: skip
"""Order of payment when money is short (memo 3.6): car, card, bank, then platform."""

_ORDER = np.array(PRIORITY, np.int64)


@formula
def miss_hazard(p, base, out_of_work, debt_service, utilisation, lenders, rate_gap, size, score, stress):
    r"""Chance that a household that could pay only out of subsistence misses this month.

    logit h = h0 + b_u u + b_dsr (DSR - .3)/.1 + b_util [util > .8] + b_ml (lenders - 2)+ + g_apr APR + g_L ln size
    - z score + q.   base : flow current to 1-30 of the product, per month.  debt_service : over income.
    rate_gap : APR above the product's usual rate, pp.  size : balance over the product's usual size.
    Source: memo 3.6, priors b_u, b_dsr, b_util, b_ml, g_apr, g_L.
    """
    x = logit(base) + p.miss_short + p.miss_unemployed * out_of_work
    x += p.miss_debt_service * max(debt_service - _f4(0.3), _f4(0)) * _f4(10)
    x += p.miss_utilisation if utilisation > _f4(0.8) else _f4(0)
    x += p.miss_lenders * max(lenders - _f4(2), _f4(0))
    x += p.miss_rate * rate_gap + p.miss_size * log(max(size, _f4(0.1)))
    return logistic(x - score + stress)


@formula
def stressed(chance, stress):
    """A chance whose log-odds are shifted by the repayment stress of the month. 0 < chance < 1. Assumption: stress
    moves every way in which a household that could pay misses an instalment alike."""
    return chance if stress == _f4(0) else logistic(logit(chance) + stress)


@formula
def forgetting(inattentive, careless, unwilling, stress):
    """Chance that a household that could pay misses an instalment: it forgets, or will not. The odds of forgetting fall
    one for one with creditworthiness. inattentive : at the mean.  careless : factor of its odds.  unwilling : chance.
    Source: definition of a log-odds score; memo 3.6."""
    odds = inattentive / (_f4(1) - inattentive) * careless
    return stressed(min(odds / (_f4(1) + odds) + unwilling, _f4(0.9)), stress)


@formula
def roll_chance(p, missed, able):
    """Chance that an account in arrears misses once more: certain where the household cannot pay; else the roll rate of
    its bucket. Most of those who forgot an instalment pay when they are reminded: their first roll is a part of the
    mean one, which holds the others too. missed : instalments in a row. Source: memo 3.6, rr_12, rr_23, rr_34, cu_4."""
    if not able:
        return _f4(1)
    if missed >= 4:
        return _f4(1) - p.cure_90
    return p.roll_able * p.roll_1 if missed == 1 else (p.roll_2 if missed == 2 else p.roll_3)


@formula
def followed_up(warning, collection, roll, missed):
    """Chance that an account rolls on when lenders warn early (accounts up to 60 days late) and collect with more or
    less success (what cures later). warning, collection : factors, 1 = as usual. Memo 6, tasks 14 and 15."""
    if missed <= 2:
        return roll * warning
    return max(roll + (_f4(1) - roll) * (_f4(1) - collection), _f4(0))


@formula
def monthly_interest(balance, apr):
    """Interest of a month in fen. balance : fen.  apr : 1/year."""
    return _i8(np.floor(np.float64(balance) * np.float64(apr) / 12.0 + 0.5))


@formula
def minimum_payment(balance, share):
    """Smallest payment on a card statement, fen: a share of it, at least 100 CNY or the whole."""
    return min(_i8(balance), max(_i8(10_000), _i8(np.float64(balance) * np.float64(share))))


@formula
def statement_of(balance, revolving, share):
    """What a card bill asks for, fen: everything carried from earlier bills and the part of newer purchases that falls
    due.  share : of a month's end balance of purchases that is billed."""
    return _i8(revolving) + _i8(np.float64(balance - revolving) * np.float64(share))


@formula
def card_payment(statement, spare, minimum, revolver, comfortable):
    """What a household with enough money pays of its statement, fen. A revolver pays in full only when comfortable,
    else the minimum; everybody else pays all it can spare. Source: memo 3.5 (present bias), prior s_rev."""
    if spare >= statement and (comfortable or not revolver):
        return statement
    return minimum if revolver else min(statement, max(minimum, spare))


@formula
def amount_due(p, world, home, product, i, interest, tile, floor):
    """Principal due this month on a current account, fen."""
    balance = _i8(home.balance[product, i])
    if product == Product.CARD:
        spare = home.deposits[i] - floor - interest
        comfortable = tile.months_of_cash[i] > p.comfort_months
        statement = statement_of(balance, home.revolving[i], p.card_statement_share)
        statement = balance if balance < 20_000 else statement
        return card_payment(statement, spare, minimum_payment(balance, p.card_minimum), revolves(home, i), comfortable)
    if product == Product.BNPL:
        return min(balance, _i8(home.payment[product, i]))
    if home.months_left[product, i] <= 1:
        return balance
    return min(balance, max(_i8(home.payment[product, i]) - interest, _i8(0)))


@formula
def refuses_to_pay(world, home, tile, product, i, start):
    """Did arrears that began in month `start` begin because the household will not pay, although it can? It then goes
    on so. The chance is what the first miss says: the unwilling among all who missed and could have paid. Source: memo
    3.6, prior d_st (12% of defaults have no cash-flow trigger)."""
    share = tile.unwilling[i] / (tile.unwilling[i] + world.products.inattentive[product] * tile.careless[i])
    return uniform(world.seed, home.household[i], max(start, 0), Decision.REFUSES) < share


@kernel
def service_account(home, tile, book, world, product, i, month, luck):
    """One account's month. Returns nothing: the columns and the book say it all."""
    p = world.p
    balance = home.balance[product, i]
    bearing = home.revolving[i] if product == Product.CARD else balance
    interest = monthly_interest(bearing, home.apr[product, i])
    missed = home.bucket[product, i]
    floor = tile.floor[i]
    due = amount_due(p, world, home, product, i, interest, tile, floor)
    arrears = due * _i8(missed + 1) if product != Product.CARD else due
    need = min(_i8(balance), arrears) + interest
    cash = home.deposits[i]
    able = cash - floor >= need
    if missed == 0:
        if world.now.deferral > _f4(0) and product != Product.CARD and product != Product.BNPL:
            asks = uniform(world.seed, home.household[i], month, Decision.DEFERRAL + product)
            if asks < world.now.deferral:
                accrue(book, home, product, i, interest)
                return
        stress = world.now.stress[product]
        forgets = luck < forgetting(world.products.inattentive[product], tile.careless[i], tile.unwilling[i], stress)
        if able:
            misses = forgets
        elif cash >= need:
            out = _f4(1) if home.employed[i] & 1 == 0 else _f4(0)
            size = _f4(balance) / world.products.usual_size[product]
            lenders = _f4(0)
            for other in range(home.balance.shape[0]):
                lenders += _f4(1) if home.balance[other, i] > 0 else _f4(0)
            service = tile.obligations[i] / max(tile.normal_income[i], _f4(1))
            used = _f4(home.balance[Product.CARD, i]) / max(_f4(home.card_limit[i]), _f4(1))
            gap = (home.apr[product, i] - world.products.rate_reference[product]) * _f4(100)
            misses = luck < miss_hazard(
                p, world.products.miss_base[product], out, service, used, lenders, gap, size, home.score[i], stress
            )
        else:
            misses = True
    else:
        one = cash - floor >= due + interest
        terms = world.terms[home.group]
        rolls = followed_up(terms.early_warning, terms.collection, roll_chance(p, missed, able), missed)
        refuses = able and refuses_to_pay(world, home, tile, product, i, month - missed)
        misses = refuses or luck < rolls if able else not one
    if misses:
        accrue(book, home, product, i, interest)
        if product == Product.CARD:
            home.revolving[i] = home.balance[product, i]
        home.bucket[product, i] = _u1(min(missed + 1, 200))
        if missed == 3:
            default_of(home, book, product, i, month)
        if missed >= 6:
            fate = uniform(world.seed, home.household[i], month, Decision.DISPOSAL + product)
            hazard = p.disposal_hazard * world.terms[home.group].disposal
            if fate < hazard:
                dispose(home, book, world, product, i, fate < hazard * p.sale_share)
        return
    whole = able or missed == 0
    principal = min(_i8(balance), arrears if whole else due)
    pay_interest(book, home, product, i, interest)
    repay(book, Credit.REPAYMENT, home, product, i, principal)
    tile.repaid_fen[i] += principal
    if product != Product.CARD:
        tile.serviced[i] += cny(principal + interest)
    elif bearing > 0:
        tile.serviced[i] += cny(min(principal, minimum_payment(balance, p.card_minimum)) + interest)
    home.bucket[product, i] = _u1(0) if whole else missed
    if product == Product.CARD:
        unpaid = statement_of(balance, home.revolving[i], p.card_statement_share) - principal
        home.revolving[i] = _i4(max(min(unpaid, _i8(home.balance[product, i])), _i8(0)))
    elif home.months_left[product, i] > 0:
        home.months_left[product, i] -= _u1(1)
    if home.balance[product, i] == 0 and product != Product.CARD:
        close_account(home, product, i)


@kernel
def default_of(home, book, product, i, month):
    """The account reaches 91 days: counted, placed in its vintage, and the bureau marks the household."""
    lender = home.lender[product, i]
    book.counts[Count.DEFAULTS, product, lender] += 1
    age = month - _i8(home.vintage[product, i])
    if home.vintage[product, i] > 0 and age < AGES:
        book.vintages[age, product] += _i8(home.balance[product, i])


@kernel
def dispose(home, book, world, product, i, sold):
    """The account leaves by sale to a collector or by charge-off; a charged-off debt stays a claim on the household,
    a car is taken back. The household has a default record where its lender reports to the bureau."""
    lender = home.lender[product, i]
    if product == Product.AUTO_LOAN and home.car[i] == Car.USED:
        saved = np.float64(1) - np.float64(world.terms[home.group].used_loss)
        book.collateral[1, lender] += _i8(np.floor(saved * np.float64(home.balance[product, i]) + 0.5))
    amount = write_down(book, Credit.SOLD if sold else Credit.CHARGE_OFF, home, product, i)
    cover_loss(home, book, world, product, lender, amount, sold)
    if not sold:
        home.claim[i] = _i4(amount)
        home.claim_of[i] = claim_of(product, lender)
    if product == Product.AUTO_LOAN:
        home.car[i] = _u1(Car.NONE)
    if product == Product.CARD:
        home.revolving[i] = 0
        home.card_limit[i] = 0
        home.line_news[i] = 0
    close_account(home, product, i)
    if reported(world, home, i, lender):
        months = world.p.exclusion_months * world.terms[home.group].record_length
        home.exclusion[i] = _u1(min(months, _f4(255)))


@kernel
def repay_debts(home, tile, book, world, month):
    """All accounts in order of priority, then what is still collected on charged-off debt."""
    rows = home.rows
    four_uniforms(tile.luck, home.household, world.seed, month, Decision.MISS, rows)
    four_uniforms(tile.luck_2, home.household, world.seed, month, Decision.MISS + 1, rows)
    strategic = world.p.strategic * world.terms[home.group].fraud
    for i in range(rows):
        tile.repaid_fen[i] = 0
        tile.floor[i] = fen(world.p.subsistence * tile.planned[i])
        tile.unwilling[i] = strategic * logistic(-_f4(2) * home.score[i])
        tile.careless[i] = frailty(home.score[i], _f4(1))
    for k in range(_ORDER.shape[0]):
        product = _ORDER[k]
        first = tile.luck[product] if product < 4 else tile.luck_2[product - 4]
        for j in range(rows_with(tile.pick, home.balance[product], rows)):
            i = tile.pick[j]
            if product != Product.CARD and product != Product.BNPL:
                tile.obligations[i] += cny(home.payment[product, i])
            service_account(home, tile, book, world, product, i, month, first[i])
    share = min(world.p.recovery_monthly * world.terms[home.group].collection, _f4(1))
    lapse = _f4(1) / world.p.claim_months
    for i in range(rows):
        home.exclusion[i] -= _u1(1 if home.exclusion[i] > 0 else 0)
    for j in range(rows_with(tile.pick, home.claim, rows)):
        i = tile.pick[j]
        if tile.months_of_cash[i] > _f4(0.5):
            wanted = min(_i8(home.claim[i]), max(_i8(1), fen(share * cny(home.claim[i]))))
            recover(book, home, i, min(wanted, max(home.deposits[i], _i8(0))))
        if home.claim[i] > 0 and uniform(world.seed, home.household[i], month, Decision.LAPSE) < lapse:
            home.claim[i] = 0
