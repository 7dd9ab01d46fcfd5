"""A household arrives (入住): one row of a block is filled with a newcomer of the block's group.

It serves the start (whole population) and turnover later in a run. Every number comes from tables (`cells`) and from
uniforms keyed by household, month and what is decided; money is filled in, never paid: the caller books what it finds.
"""

from __future__ import annotations

import numpy as np

from sim.agents.cars import gives_car_up, saved_up
from sim.agents.newcomer import (
    StartDecision,
    base_income,
    four,
    loan_repaid,
    mean_one,
    missed_so_far,
    pick,
    quantile,
    selected,
)
from sim.agents.traits import (
    CARDS,
    LOANS,
    OTHER_LINE,
    THIN,
    USER_LINE,
    borrows_by_bullet,
    drawn_inclined,
    drawn_types,
    frailty,
    inclined_to_borrow,
    revolves,
    unemployment_at_mean,
)
from sim.books.ledger import claim_of
from sim.engine.draws import ALWAYS, Decision, uniform
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp, log, normal_quantile, power
from sim.policy.vocabulary import FLAG_BULLET, FLAG_GRACE, QUINTILES, SEGMENTS, Car, Durable, Product, Tenure
from sim.units import fen

_u4, _f4, _i8 = np.uint32, np.float32, np.int64
_0, _1, _HALF = _f4(0), _f4(1), _f4(0.5)
_STUDENT, _SENIOR = SEGMENTS.index("student"), SEGMENTS.index("senior")
_PRODUCTS, _DURABLES, _TENURES, _LONG_AGO, _NO_CAR = len(Product), len(Durable), len(Tenure), 255, 0
_TAIL, _FIFTH, _LEAST_INCOME, _LARGEST = _f4(1e-6), _f4(0.2), _f4(100), _f4(0.5)
_HTM_LOW, _HTM_HIGH, _BUFFER_NOISE = _f4(0.02), _f4(0.46), _f4(0.35)
_USER_LINE, _OTHER_LINE = _f4(USER_LINE), _f4(OTHER_LINE)
_NEVER = _f4(12_000)
_USED_AGE, _NEV_YOUTH, _RECORD_MONTHS, _LEAST_ROOM = _f4(60), _f4(0.4), _f4(60), _f4(0.05)


@formula
def _blank(home, i):
    home.exclusion[i] = 0
    home.shock[i] = _LONG_AGO
    home.car[i] = _NO_CAR
    home.car_age[i] = 0
    home.plate[i] = 0
    home.bidding[i] = 0
    home.card_limit[i] = 0
    home.line_news[i] = 0
    home.revolving[i] = 0
    home.aid_received[i] = 0
    home.claim[i] = 0
    home.claim_of[i] = 0
    home.house_value[i] = _0
    home.mortgage[i] = _0
    home.mortgage_payment[i] = _0
    for k in range(_PRODUCTS):
        home.balance[k, i] = 0
        home.payment[k, i] = 0
        home.apr[k, i] = _0
        home.months_left[k, i] = 0
        home.bucket[k, i] = 0
        home.lender[k, i] = 0
        home.vintage[k, i] = 0
        home.marks[k, i] = 0
    for k in range(home.subsidy_received.shape[0]):
        home.subsidy_received[k, i] = 0


@formula
def _settle(home, i, people, seed, month, group, segment, quintile, first):
    """Dwelling, members, age, file, income and jobs. A newcomer later takes over the dwelling, so that who moves often
    does not change who lives how. Returns creditworthiness less the mean of the fifth."""
    household = home.household[i]
    u, v, _w, _x = four(seed, household, month, StartDecision.DWELLING)
    if first:
        sizes = people.cell.shape[1] // _TENURES
        cell = pick(people.cell[group], u)
        home.tenure[i] = cell // sizes
        home.size[i] = cell % sizes + 1
    size = home.size[i]
    home.segment[i] = segment
    home.age[i] = _i8(quantile(people.ages[segment], v))

    u, v, _w, _x = four(seed, household, month, StartDecision.INCOME)
    base = base_income(people.income_base[quintile], people.income_spread, quintile, u)
    home.base_income[i] = base
    deviation = people.income_deviation
    home.income[i] = base * exp(deviation * normal_quantile(v) - _HALF * deviation * deviation)

    u, v, _w, _x = four(seed, household, month, StartDecision.PERSON)
    home.traits[i] = THIN if u < people.thin[group] else 0
    own = normal_quantile(v)
    home.score[i] = people.score_shift[quintile] + own

    u, v, w, x = four(seed, household, month, StartDecision.EARNERS)
    out = unemployment_at_mean(people.unemployment, people.shock_score)
    odds = out / (_1 - out) * frailty(home.score[i], people.shock_score)
    idle_chance = odds / (_1 + odds)
    earners = 2 if size > 1 and u < people.second_earner[segment] else 1
    home.earners[i] = earners
    works = segment in (_STUDENT, _SENIOR)
    first = works or v >= idle_chance
    second = earners == 2 and w >= idle_chance
    home.employed[i] = (1 if first else 0) | (2 if second else 0)
    idle = not first or (earners == 2 and not second)
    spell = min(_i8(-log(x) / people.job_finding), _i8(_LONG_AGO - 1))
    home.shock[i] = spell if idle else _LONG_AGO
    return own


@formula
def _endow(home, i, wealth, seed, month, group, quintile, level):
    """Home, mortgage, spending and liquid wealth. level : liquid wealth of its type over the buffer aimed at. Returns 1
    for a hand-to-mouth household, else 0."""
    household = home.household[i]
    income = home.income[i]
    tenure = home.tenure[i]
    u, v, w, _x = four(seed, household, month, StartDecision.HOME)
    if tenure == Tenure.MORTGAGED:
        months = _f4(_i8(w * wealth.mortgage_term) + 1)
        original = wealth.mortgage * income * mean_one(wealth.mortgage_spread, v)
        payment = original / loan_repaid(wealth.mortgage_rate, wealth.mortgage_term)
        home.mortgage[i] = payment * loan_repaid(wealth.mortgage_rate, months)
        home.mortgage_payment[i] = payment
    if tenure <= Tenure.MORTGAGED:
        value = wealth.house[quintile] * mean_one(wealth.house_spread, u)
        home.house_value[i] = max(value, home.mortgage[i] * _f4(1.4))
    relative = max(income, _LEAST_INCOME) / wealth.mean_income
    planned = wealth.spending * wealth.mean_income * power(relative, wealth.elasticity)
    home.habit[i] = planned

    u, v, w, x = four(seed, household, month, StartDecision.LIQUIDITY)
    poor = u < wealth.hand_to_mouth[group, tenure]
    target = wealth.buffer_target * exp(wealth.buffer_spread * normal_quantile(v))
    ample = max(level * target * exp(_BUFFER_NOISE * normal_quantile(w)), _f4(0.51))
    scarce = _HTM_LOW + _HTM_HIGH * w
    home.buffer_target[i] = (wealth.buffer_small if poor else target) * income / planned
    home.deposits[i] = fen((scarce if poor else ample) * income)
    home.payment_ceiling[i] = min(wealth.payment_ceiling * exp(wealth.payment_spread * normal_quantile(x)), _f4(0.8))
    return 1 if poor else 0


@formula
def _equip(home, i, wealth, seed, month, group, run_month):
    """Car, plate and the planned dates of durables, which lie as in a long-running renewal process; the cash that
    is ready for a car (households whose date has passed wait for it). run_month : the month before the first that
    this household lives."""
    household = home.household[i]
    for k in range(_DURABLES):
        u, v, _w, _x = four(seed, household, month, _i8(StartDecision.DUE) + k)
        left = quantile(wealth.interval[k], u) * (_1 - v)
        home.durable_due[k, i] = _i8(left)
    u, v, w, x = four(seed, household, month, StartDecision.CAR)
    a, b, c, d = four(seed, household, month, _i8(StartDecision.DUE) + _i8(Durable.CAR))
    car = _i8(Durable.CAR)
    kind = pick(wealth.car[group], u) + 1
    if u >= wealth.car[group, wealth.car.shape[1] - 1]:
        kind = _NO_CAR
    home.car[i] = kind
    if kind != _NO_CAR:
        age = quantile(wealth.interval[car], a) * b
        age = age * _NEV_YOUTH if kind == Car.NEV else (age + _USED_AGE if kind == Car.USED else age)
        home.car_age[i] = min(_i8(age / _f4(6)), _i8(255))
        home.plate[i] = 1 if kind != Car.NEV and v < wealth.plate else 0
    else:
        wait = -log(w) * wealth.first_car[group]
        home.durable_due[car, i] = min(_i8(wait), _i8(12_000))
    if c < wealth.car_overdue[0 if kind == _NO_CAR else 1] and wealth.first_car[group] < _NEVER:
        home.durable_due[car, i] = -1 - _i8(d * _f4(12))
    to_go = _i8(home.durable_due[car, i])
    ready = to_go >= 0
    if ready and kind != _NO_CAR:
        ready = not gives_car_up(seed, household, run_month + to_go, wealth.car_given_up)
    if ready:
        home.deposits[i] += fen(saved_up(wealth.car_saved_up, wealth.car_price, to_go, wealth.saving_horizon))
    if home.plate[i] == 0 and x < wealth.bidding:
        home.bidding[i] = 1


@formula
def _card(home, i, credit, seed, month, group, first, borrower, factor, own, risk, trouble, holding, lender):
    """The card: line, spending of the month, revolving part, instalments."""
    card, bill = _i8(Product.CARD), _i8(Product.CARD_INSTALMENT)
    household = home.household[i]
    u, v, w, _x = four(seed, household, month, StartDecision.CARD)
    if u >= credit.hold[card, group, borrower] * factor * selected(credit.selection[card], own):
        return
    wanted = credit.amount[card] * home.income[i] * mean_one(credit.spread[card], v)
    wanted = min(wanted * (_USER_LINE if borrower else _OTHER_LINE), credit.cap[card])
    limit = _f4(_i8(wanted / _f4(100) + _HALF) * 100)
    home.card_limit[i] = fen(limit)
    a, b, c, d = four(seed, household, month, _i8(StartDecision.ACCOUNT) + card)
    spent = credit.transact * limit * (_HALF + w)
    carried = _0
    if revolves(home, i):
        carried = credit.revolving * limit * (_HALF + a)
    home.balance[card, i] = fen(spent + carried)
    home.revolving[i] = fen(carried)
    home.apr[card, i] = credit.apr[card]
    home.lender[card, i] = pick(credit.lender_share[card], lender)
    home.months_left[card, i] = 1 if spent + carried > _0 else 0
    _u, g, h, _x = four(seed, household, month, _i8(StartDecision.ARREARS) + card)
    if first and carried > _0:
        home.bucket[card, i] = missed_so_far(credit.arrears[card], risk, trouble)
        if home.bucket[card, i] > 0:
            home.revolving[i] = home.balance[card, i]
    home.deposits[i] += _i8(home.balance[card, i] - home.revolving[i])
    tilt = credit.selection[bill] - credit.selection[card]
    if b < credit.hold[bill, group, borrower] * holding * selected(tilt, own - credit.selection[card]):
        free = max(limit - spent - carried, _0)
        term = credit.term[bill, pick(credit.term_share[bill], c)]
        _open(home, i, credit, seed, bill, credit.instalment * (_HALF + g) * free, free, term, d, h)
        home.lender[bill, i] = home.lender[card, i]
        if first:
            home.bucket[bill, i] = missed_so_far(credit.arrears[bill], risk, trouble)


@formula
def _open(home, i, credit, seed, product, payment, largest, term, u, v):
    """An account with u x term months left that this payment repays, unless that is more than the largest balance. A
    bullet loan still owes what the payment would have repaid over its whole term.
    Returns its age in months."""
    months = _f4(_i8(u * term) + 1)
    apr = credit.apr[product] + credit.apr_spread[product] * (v + v - _1)
    bullet = borrows_by_bullet(home, i, product)
    if bullet:
        bullet = uniform(seed, home.household[i], ALWAYS, Decision.BULLET) < credit.bullet_stock
    factor = loan_repaid(apr, _f4(term) if bullet else months)
    owed = min(payment * factor, largest)
    home.balance[product, i] = fen(owed)
    home.payment[product, i] = fen(owed * apr / _f4(12) if bullet else owed / factor)
    home.marks[product, i] = FLAG_BULLET if bullet else 0
    home.apr[product, i] = apr
    home.months_left[product, i] = _i8(months)
    return _i8(term) - _i8(months)


@formula
def _within_rule(home, i, credit):
    """Instalments beyond lenders' debt-service rule, or beyond what the household takes on beside its rent, are not
    there: all term loans are smaller in the same proportion."""
    most = min(credit.debt_service_rule, credit.commitment_limit)
    if home.tenure[i] == Tenure.RENTER:
        most = min(most, credit.commitment_limit - credit.rent)
    room = max(most * home.income[i] - home.mortgage_payment[i], _LEAST_ROOM * home.income[i])
    service = _0
    for product in range(_PRODUCTS):
        service += _f4(home.payment[product, i]) * _f4(0.01)
    if service <= room:
        return
    kept = room / service
    for product in range(_i8(Product.CARD_INSTALMENT), _PRODUCTS):
        home.balance[product, i] = _i8(_f4(home.balance[product, i]) * kept)
        home.payment[product, i] = _i8(_f4(home.payment[product, i]) * kept)


@formula
def _borrow(home, i, credit, seed, month, group, segment, first, own, strain):
    """Every credit account, with its arrears; then the debts that were charged off. One draw says how far a
    household is behind on whatever it owes: who is short of cash is late with everything. Loans are as large as the
    instalment that the household accepts: the draw of its ceiling says how large its loans are beside those of
    others."""
    accepted = four(seed, home.household[i], month, StartDecision.LIQUIDITY)[3]
    household = home.household[i]
    home.traits[i] |= drawn_types(seed, household, credit, group)
    thin = home.traits[i] & THIN != 0
    _u, lender, trouble, _x = four(seed, household, month, StartDecision.BORROWER)
    borrower = 1 if inclined_to_borrow(home, i) else 0
    u, v, w, x = four(seed, household, month, StartDecision.RECORD)
    recorded = first and u < credit.record[borrower] * strain * frailty(own, credit.frailty[0])
    risk = strain * frailty(own, credit.frailty[1])
    state = 0 if recorded else 1
    holding = credit.holding[LOANS, state, borrower] if first else _1
    card = _i8(Product.CARD)
    held = (credit.holding[CARDS, state, borrower] if first else _1) * (credit.thin[card] if thin else _1)
    _card(
        home, i, credit, seed, month, group, first, borrower, held, own, risk, trouble, holding, lender
    )  # fmt: skip
    remembered = credit.apr[_i8(Product.CONSUMER_LOAN)]
    for product in range(_i8(Product.CONSUMER_LOAN), _PRODUCTS):
        factor = credit.thin[product] if thin else _1
        a, b, c, e = four(seed, household, month, _i8(StartDecision.ACCOUNT) + product)
        if product == Product.CONSUMER_LOAN or product == Product.PLATFORM_LOAN or product == Product.AUTO_LOAN:
            b = accepted
        able = product != Product.AUTO_LOAN or home.car[i] != Car.NONE
        factor *= holding if product <= Product.BNPL else _1
        tilt = credit.selection[product]
        if not able or a >= credit.hold[product, group, borrower] * factor * selected(tilt, own):
            continue
        _u, y, z, _x = four(seed, household, month, _i8(StartDecision.ARREARS) + product)
        term = credit.term[product, pick(credit.term_share[product], c)]
        payment = min(credit.amount[product] * mean_one(credit.spread[product], b), _LARGEST) * home.income[i]
        largest = min(credit.cap[product], credit.limit[product] * home.income[i])
        age = _open(home, i, credit, seed, product, payment, largest, term, e, y)
        home.lender[product, i] = pick(credit.lender_share[product], z)
        if product == Product.EDUCATION_LOAN and segment == _STUDENT:
            home.marks[product, i] = FLAG_GRACE
            home.payment[product, i] = 0
        elif first:
            home.bucket[product, i] = missed_so_far(credit.arrears[product], risk, trouble)
        if product == Product.AUTO_LOAN:
            bought = _f4(age) + (_USED_AGE if home.car[i] == Car.USED else _0)
            home.car_age[i] = _i8(bought / _f4(6))
        if product == Product.CONSUMER_LOAN:
            remembered = home.apr[product, i]
    home.reference_rate[i] = remembered
    _within_rule(home, i, credit)
    if recorded:
        product = card if w < _HALF else _i8(Product.PLATFORM_LOAN)
        home.exclusion[i] = 1 + _i8(v * _RECORD_MONTHS)
        home.claim[i] = fen(home.income[i] * (w + w if w < _HALF else w + w - _1) * _f4(2))
        home.claim_of[i] = claim_of(product, pick(credit.lender_share[product], x))


@kernel
def arrive(home, i, cells, seed, month, first):
    """Fill row i of a block with a newcomer of its group.

    home : one block; its `group`, and `household[i]`, must be set.  cells : tables of `sim.population.cells`, with the
    arms that groups are counted with.  seed : uint32[2].
    month : key of the luck, ALWAYS at the start.  first : True at the start of a run (arrears and default records as in
    a long-running population), False for a newcomer later: same debts, in good standing.
    """
    group = home.group // cells.arms
    segment = group // (2 * QUINTILES)
    quintile = group // 2 % QUINTILES
    _blank(home, i)
    own = _settle(home, i, cells.people, seed, month, group, segment, quintile, first)
    inclined = 1 if drawn_inclined(seed, home.household[i], cells.credit, group) else 0
    level = cells.wealth.buffer_held[inclined]
    poor = _endow(home, i, cells.wealth, seed, month, group, quintile, level)
    _equip(home, i, cells.wealth, seed, month, group, -1 if first else month - 1)
    strain = cells.credit.strain[group, home.tenure[i], poor]
    _borrow(home, i, cells.credit, seed, month, group, segment, first, own, strain)
