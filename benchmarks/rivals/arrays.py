"""A rival as many would write it: whole numpy arrays, float32, one expression a line, no compiler."""

from __future__ import annotations

from typing import Any

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
    luck,
)
from sim.population.synthesis import column

f4 = np.float32


def run(begun: Start, months: int) -> Sums:
    """So many months of all households. Returns the sums by month."""
    city, sums = City(begun), np.zeros((months, len(Measure)), np.int64)
    for month in range(months):
        city.month(month, sums[month])
    return sums


class City:
    """All households: one array a column."""

    def __init__(self, begun: Start) -> None:

        def of(name: str) -> Any:
            return column(begun.homes, name).copy()

        def account(name: str) -> Any:
            return of(name)[:, PRODUCT]

        self.world = begun.world
        self.household, self.base, self.income, self.habit = map(of, ("household", "base_income", "income", "habit"))
        self.employed, self.earners, self.deposits = map(of, ("employed", "earners", "deposits"))
        self.score, self.target = of("score"), of("buffer_target")
        self.balance, self.payment = account("balance").astype(np.int64), account("payment").astype(np.int64)
        self.rate, self.left, self.missed = account("apr"), account("months_left"), account("bucket")
        segment = of("segment_start")
        self.works = (segment != SENIOR) & (segment != STUDENT)

    def month(self, month: int, sums: Any) -> None:
        """One month of everybody."""
        words = luck(self.world, self.household, month)
        self.earn(words, sums)
        self.repay(words, sums)
        self.spend(sums)

    def earn(self, words: Any, sums: Any) -> None:
        """Jobs, permanent income, pay."""
        p, finding = self.world.p, self.world.p.job_finding
        idle = self.world.now.unemployment
        losing = finding * idle / (f4(1) - idle)
        one = np.where(self.employed & 1, words[0] >= losing, words[0] < finding)
        two = np.where(self.employed & 2, words[1] >= losing, words[1] < finding) & (self.earners >= 2)
        self.employed = np.where(self.works, one | (two.astype(np.uint8) << 1), self.employed).astype(np.uint8)
        keeps, step = p.income_persistence, p.income_shock * f4(0.288675135)
        mean = -f4(0.5) * (f4(1) - keeps) * (step * step / (f4(1) - keeps * keeps))
        moved = keeps * np.log(self.income / self.base) + mean + step * normal_quantile(words[2])
        self.income = self.base * np.exp(moved)
        one, two = (self.employed & 1).astype(f4), (self.employed >> 1 & 1).astype(f4)
        share = np.where(self.earners >= 2, f4(0.6) * one + f4(0.4) * two, one)
        spread = np.where(self.works, p.income_transitory_sd, f4(0))
        swing = np.exp(spread * normal_quantile(words[3]) - f4(0.5) * spread * spread)
        pay = fen(self.income * (share * swing + p.unemployment_replacement * (f4(1) - share)))
        self.deposits += pay
        ratio = np.maximum(self.income, f4(100)) / p.mean_income
        self.planned = p.ordinary_share * p.mean_income * np.exp(p.spending_elasticity * np.log(ratio))
        sums[Measure.INCOME] = pay.sum()

    def repay(self, words: Any, sums: Any) -> None:
        """The instalment of those who owe; a new loan for some who do not."""
        p, products = self.world.p, self.world.products
        owes = np.flatnonzero(self.balance > 0)
        begins = np.flatnonzero((self.balance <= 0) & (words[5] < LOAN_CHANCE))
        balance, missed, payment, left = self.balance[owes], self.missed[owes], self.payment[owes], self.left[owes]
        cash, income, lucky, score = self.deposits[owes], self.income[owes], words[4][owes], self.score[owes]
        interest = np.floor(balance * self.rate[owes].astype(np.float64) / 12.0 + 0.5).astype(np.int64)
        due = np.where(left <= 1, balance, np.minimum(balance, np.maximum(payment - interest, 0)))
        arrears = np.minimum(balance, due * (missed.astype(np.int64) + 1))
        spare = cash - fen(p.subsistence * self.planned[owes])
        able = spare >= arrears + interest
        short = np.where(missed > 0, spare < due + interest, cash < arrears + interest)
        out = f4(1) - (self.employed[owes] & 1).astype(f4)
        burden = payment.astype(f4) * f4(0.01) / income
        base = products.miss_base[PRODUCT]
        x = np.log(base / (f4(1) - base)) + p.miss_short + p.miss_unemployed * out + p.miss_size * f4(0)
        x = x + p.miss_debt_service * np.maximum(burden - f4(0.3), f4(0)) * f4(10)
        hazard = f4(1) / (f4(1) + np.exp(-(x - score)))
        rolls = [p.roll_able * p.roll_1, p.roll_2, p.roll_3]
        roll = np.select([missed == 1, missed == 2, missed == 3], rolls, f4(1) - p.cure_90)
        before = np.where(able, lucky < roll, short)
        first = np.where(able, lucky < products.inattentive[PRODUCT], short | (lucky < hazard))
        misses = np.where(missed > 0, before, first)
        gone = misses & (missed + 1 >= WRITTEN_OFF)
        whole = able | (missed == 0)
        principal = np.where(misses, 0, np.where(whole, arrears, due))
        paid = np.where(misses, 0, interest)
        self.deposits[owes] -= principal + paid
        self.balance[owes] = np.where(gone, 0, np.where(misses, balance + interest, balance - principal))
        self.missed[owes] = np.where(misses, missed + 1, np.where(whole, 0, missed))
        self.left[owes] = np.where(misses, left, np.where(left > 0, left - 1, left))
        amount = fen(LOAN_INCOMES * self.income[begins])
        rate = LOAN_RATE / f4(12)
        annuity = (f4(1) - np.exp(f4(-LOAN_MONTHS) * np.log(f4(1) + rate))) / rate
        self.deposits[begins] += amount
        self.balance[begins], self.payment[begins] = amount, fen(amount.astype(f4) * f4(0.01) / annuity)
        self.left[begins], self.rate[begins], self.missed[begins] = LOAN_MONTHS, LOAN_RATE, 0
        sums[Measure.LENT] = amount.sum()
        sums[Measure.MISSED], sums[Measure.WRITTEN_OFF] = misses.sum(), balance[gone].sum()
        sums[Measure.INTEREST], sums[Measure.REPAID] = paid.sum(), principal.sum()

    def spend(self, sums: Any) -> None:
        """Ordinary spending as far as the money goes; then the stocks are added up."""
        p = self.world.p
        months = self.deposits.astype(f4) * f4(0.01) / self.planned
        slope = p.buffer_slope_low + (p.buffer_slope_high - p.buffer_slope_low) * np.exp(-months / p.buffer_scale)
        wish = self.planned * (f4(1) + slope * (months - self.target))
        self.habit = p.habit * self.habit + (f4(1) - p.habit) * np.maximum(wish, p.subsistence * self.planned)
        bill = np.minimum(fen(self.habit), np.maximum(self.deposits, 0))
        self.deposits -= bill
        sums[Measure.SPENDING], sums[Measure.BALANCE] = bill.sum(), self.balance.sum()
        sums[Measure.LATE], sums[Measure.DEPOSITS] = self.balance[self.missed >= 4].sum(), self.deposits.sum()


def fen(amount: Any) -> Any:
    """CNY to whole fen."""
    return np.floor(amount * np.float64(100.0) + 0.5).astype(np.int64)


def normal_quantile(share: Any) -> Any:
    """Standard normal values below which these shares lie."""
    from scipy.special import ndtri

    return ndtri(share)
