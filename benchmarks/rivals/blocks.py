"""The model's way: compiled stages over blocks of columns, one thread."""

from __future__ import annotations

import numpy as np

from benchmarks.rivals.workload import (
    LOAN_CHANCE,
    LOAN_INCOMES,
    LOAN_MONTHS,
    LOAN_RATE,
    PRODUCT,
    SENIOR,
    STUDENT,
    WRITTEN_OFF,
    Measure,
    Start,
    Sums,
    misses,
    principal_due,
)
from sim.agents.contracts import level_payment
from sim.agents.household.consumption import buffer_slope, desired_spending, planned_spending
from sim.agents.household.income import next_income, separation, working_share, works_next
from sim.agents.household.repayment import monthly_interest
from sim.engine.draws import Decision, four_uniforms
from sim.engine.kernel import kernel
from sim.engine.maths import exp, normal_quantile
from sim.units import cny, fen

_f4, _i8, _i4, _u1 = np.float32, np.int64, np.int32, np.uint8


def run(begun: Start, months: int) -> Sums:
    """So many months of all households. Returns the sums by month."""
    sums = np.zeros((months, len(Measure)), np.int64)
    _months(begun.homes, begun.tile[0], begun.world, months, sums)
    return sums


@kernel
def _months(homes, tile, world, months, sums):
    for month in range(months):
        for b in range(homes.shape[0]):
            earn(homes[b], tile, world, month, sums[month])
            repay(homes[b], tile, world, month, sums[month])
            spend(homes[b], tile, world, sums[month])


@kernel
def earn(home, tile, world, month, sums):
    """Jobs, permanent income, pay."""
    p = world.p
    rows = home.rows
    four_uniforms(tile.luck, home.household, world.seed, month, Decision.JOB, rows)
    finding = p.job_finding
    losing = separation(world.now.unemployment, finding)
    works = home.segment_start != SENIOR and home.segment_start != STUDENT
    if works:
        for i in range(rows):
            bits = home.employed[i]
            one = works_next(bits & 1 != 0, tile.luck[0, i], losing, finding)
            two = works_next(bits & 2 != 0, tile.luck[1, i], losing, finding) and home.earners[i] >= 2
            home.employed[i] = _u1((1 if one else 0) | (2 if two else 0))
    step = p.income_shock * _f4(0.288675135)
    keeps = p.income_persistence
    for i in range(rows):
        home.income[i] = next_income(home.income[i], home.base_income[i], keeps, step, tile.luck[2, i])
    spread = p.income_transitory_sd if works else _f4(0)
    support = p.unemployment_replacement
    for i in range(rows):
        share = working_share(home.employed[i], home.earners[i])
        swing = exp(spread * normal_quantile(tile.luck[3, i]) - _f4(0.5) * spread * spread)
        tile.earned[i] = home.income[i] * (share * swing + support * (_f4(1) - share))
        tile.planned[i] = planned_spending(home.income[i], p.mean_income, p.ordinary_share, p.spending_elasticity)
    total = _i8(0)
    for i in range(rows):
        pay = fen(tile.earned[i])
        home.deposits[i] += pay
        total += pay
    sums[Measure.INCOME] += total


@kernel
def repay(home, tile, world, month, sums):
    """The instalment of those who owe; a new loan for some who do not."""
    rows = home.rows
    four_uniforms(tile.luck, home.household, world.seed, month, Decision.MISS, rows)
    for i in range(rows):
        if home.balance[PRODUCT, i] > 0:
            service(home, tile, world, i, sums)
        elif tile.luck[1, i] < LOAN_CHANCE:
            amount = fen(LOAN_INCOMES * home.income[i])
            home.deposits[i] += amount
            home.balance[PRODUCT, i] = _i4(amount)
            home.payment[PRODUCT, i] = _i4(fen(level_payment(cny(amount), LOAN_RATE, _f4(LOAN_MONTHS))))
            home.months_left[PRODUCT, i] = _u1(LOAN_MONTHS)
            home.apr[PRODUCT, i] = LOAN_RATE
            home.bucket[PRODUCT, i] = _u1(0)
            sums[Measure.LENT] += amount


@kernel
def service(home, tile, world, i, sums):
    """One account's month."""
    p = world.p
    balance = _i8(home.balance[PRODUCT, i])
    missed = home.bucket[PRODUCT, i]
    interest = monthly_interest(balance, home.apr[PRODUCT, i])
    due = principal_due(balance, _i8(home.payment[PRODUCT, i]), interest, home.months_left[PRODUCT, i])
    arrears = min(balance, due * _i8(missed + 1))
    floor = fen(p.subsistence * tile.planned[i])
    able = home.deposits[i] - floor >= arrears + interest
    short = home.deposits[i] - floor < due + interest if missed > 0 else home.deposits[i] < arrears + interest
    out = _f4(1) if home.employed[i] & 1 == 0 else _f4(0)
    burden = cny(home.payment[PRODUCT, i]) / home.income[i]
    base = world.products.miss_base[PRODUCT]
    idle = world.products.inattentive[PRODUCT]
    if misses(p, base, idle, able, short, missed, tile.luck[0, i], out, burden, home.score[i]):
        sums[Measure.MISSED] += 1
        home.bucket[PRODUCT, i] = _u1(missed + 1)
        if missed + 1 >= WRITTEN_OFF:
            sums[Measure.WRITTEN_OFF] += balance
            home.balance[PRODUCT, i] = 0
        else:
            home.balance[PRODUCT, i] = _i4(balance + interest)
        return
    whole = able or missed == 0
    principal = arrears if whole else due
    home.deposits[i] -= principal + interest
    home.balance[PRODUCT, i] = _i4(balance - principal)
    home.bucket[PRODUCT, i] = _u1(0) if whole else missed
    home.months_left[PRODUCT, i] -= _u1(1 if home.months_left[PRODUCT, i] > 0 else 0)
    sums[Measure.INTEREST] += interest
    sums[Measure.REPAID] += principal


@kernel
def spend(home, tile, world, sums):
    """Ordinary spending as far as the money goes; then the stocks are added up."""
    p = world.p
    rows = home.rows
    low, high, scale = p.buffer_slope_low, p.buffer_slope_high, p.buffer_scale
    habit, floor, weight = p.habit, p.subsistence, p.limit_weight
    for i in range(rows):
        planned = tile.planned[i]
        months = cny(home.deposits[i]) / planned
        slope = buffer_slope(months, low, high, scale)
        wish = desired_spending(planned, slope, months, home.buffer_target[i], _f4(0), weight, _f4(0))
        home.habit[i] = habit * home.habit[i] + (_f4(1) - habit) * max(wish, floor * planned)
    spent = _i8(0)
    for i in range(rows):
        bill = min(fen(home.habit[i]), max(home.deposits[i], _i8(0)))
        home.deposits[i] -= bill
        spent += bill
    balance = _i8(0)
    late = _i8(0)
    deposits = _i8(0)
    for i in range(rows):
        balance += home.balance[PRODUCT, i]
        late += home.balance[PRODUCT, i] if home.bucket[PRODUCT, i] >= 4 else 0
        deposits += home.deposits[i]
    sums[Measure.SPENDING] += spent
    sums[Measure.BALANCE] += balance
    sums[Measure.LATE] += late
    sums[Measure.DEPOSITS] += deposits
