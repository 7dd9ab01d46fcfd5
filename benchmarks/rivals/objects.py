"""A rival as Mesa's tutorial writes it: one Python object a household that steps by itself.

It calls the model's own formulas as plain Python (`plain`), so that no rule is written a second time.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from benchmarks.rivals.plain import fields, plain
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
    misses,
    principal_due,
)
from sim import units
from sim.agents import contracts
from sim.agents.household import consumption, income, repayment
from sim.engine import maths
from sim.population.synthesis import column

CHANCE, RATE, INCOMES = float(LOAN_CHANCE), float(LOAN_RATE), float(LOAN_INCOMES)

fen, cny = plain(units.fen), plain(units.cny)
exp, normal_quantile = plain(maths.exp), plain(maths.normal_quantile)
separation, works_next = plain(income.separation), plain(income.works_next)
next_income, working_share = plain(income.next_income), plain(income.working_share)
planned_spending, buffer_slope = plain(consumption.planned_spending), plain(consumption.buffer_slope)
desired_spending, level_payment = plain(consumption.desired_spending), plain(contracts.level_payment)
monthly_interest, due_of, is_missed = plain(repayment.monthly_interest), plain(principal_due), plain(misses)

STATE = ("base_income", "income", "habit", "employed", "earners", "deposits", "score", "buffer_target")
ACCOUNT = ("balance", "payment", "apr", "months_left", "bucket")


def run(begun: Start, months: int) -> Sums:
    """So many months of all households. Returns the sums by month."""
    city = City(begun)
    sums = []
    for _ in range(months):
        city.step()
        sums.append(city.sums)
    return np.array(sums, np.int64)


class City(mesa.Model):
    """All households, what they all see, and the month's sums."""

    def __init__(self, begun: Start) -> None:
        super().__init__(rng=0)
        self.world, self.month = begun.world, -1
        self.p = fields(begun.world.p)
        self.losing = separation(float(begun.world.now.unemployment), self.p.job_finding)
        self.income_step = self.p.income_shock * 0.288675135
        self.miss_base = float(begun.world.products.miss_base[PRODUCT])
        self.inattentive = float(begun.world.products.inattentive[PRODUCT])
        self.household = column(begun.homes, "household").copy()
        segment = column(begun.homes, "segment_start")
        works = ((segment != SENIOR) & (segment != STUDENT)).tolist()
        state = [column(begun.homes, name).tolist() for name in STATE]
        account = [column(begun.homes, name)[:, PRODUCT].tolist() for name in ACCOUNT]
        Household.create_agents(self, len(works), list(range(len(works))), works, *state, *account)

    def step(self) -> None:
        """One month."""
        self.month += 1
        self.luck = luck(self.world, self.household, self.month).T.tolist()
        self.sums = [0] * len(Measure)
        self.agents.do("step")


class Household(mesa.Agent):
    """One household with its account."""

    def __init__(self, model: City, place: int, works: bool, *columns: Any) -> None:  # noqa: FBT001
        super().__init__(model)
        self.place, self.works = place, works
        self.base, self.income, self.habit, self.employed, self.earners = columns[:5]
        self.deposits, self.score, self.target = columns[5:8]
        self.balance, self.payment, self.rate, self.left, self.missed = columns[8:]

    def step(self) -> None:
        """The household's month."""
        words, sums = self.model.luck[self.place], self.model.sums
        planned = self.earn(words, sums)
        if self.balance > 0:
            self.service(words[4], planned, sums)
        elif words[5] < CHANCE:
            self.borrow(sums)
        self.spend(planned, sums)
        sums[Measure.BALANCE] += self.balance
        sums[Measure.LATE] += self.balance if self.missed >= 4 else 0
        sums[Measure.DEPOSITS] += self.deposits

    def earn(self, words: list[float], sums: list[int]) -> float:
        """Jobs, permanent income, pay. Returns what income supports in ordinary spending, CNY a month."""
        model, p = self.model, self.model.p
        if self.works:
            one = works_next(self.employed & 1 != 0, words[0], model.losing, p.job_finding)
            two = works_next(self.employed & 2 != 0, words[1], model.losing, p.job_finding) and self.earners >= 2
            self.employed = (1 if one else 0) | (2 if two else 0)
        self.income = next_income(self.income, self.base, p.income_persistence, model.income_step, words[2])
        share = working_share(self.employed, self.earners)
        spread = p.income_transitory_sd if self.works else 0.0
        swing = exp(spread * normal_quantile(words[3]) - 0.5 * spread * spread)
        pay = fen(self.income * (share * swing + p.unemployment_replacement * (1.0 - share)))
        self.deposits += pay
        sums[Measure.INCOME] += pay
        planned: float = planned_spending(self.income, p.mean_income, p.ordinary_share, p.spending_elasticity)
        return planned

    def service(self, word: float, planned: float, sums: list[int]) -> None:
        """The instalment."""
        model, missed = self.model, self.missed
        interest = monthly_interest(self.balance, self.rate)
        due = due_of(self.balance, self.payment, interest, self.left)
        arrears = min(self.balance, due * (missed + 1))
        spare = self.deposits - fen(model.p.subsistence * planned)
        able = spare >= arrears + interest
        short = spare < due + interest if missed > 0 else self.deposits < arrears + interest
        out, burden = 1.0 - (self.employed & 1), cny(self.payment) / self.income
        hazards = (model.miss_base, model.inattentive)
        if is_missed(model.p, *hazards, able, short, missed, word, out, burden, self.score):
            sums[Measure.MISSED] += 1
            self.missed = missed + 1
            if self.missed >= WRITTEN_OFF:
                sums[Measure.WRITTEN_OFF] += self.balance
                self.balance = 0
            else:
                self.balance += interest
            return
        whole = able or missed == 0
        principal = arrears if whole else due
        self.deposits -= principal + interest
        self.balance -= principal
        self.missed = 0 if whole else missed
        self.left -= 1 if self.left > 0 else 0
        sums[Measure.INTEREST] += interest
        sums[Measure.REPAID] += principal

    def borrow(self, sums: list[int]) -> None:
        """A new loan."""
        amount = fen(INCOMES * self.income)
        self.deposits += amount
        self.balance, self.payment = amount, fen(level_payment(cny(amount), RATE, LOAN_MONTHS))
        self.left, self.rate, self.missed = LOAN_MONTHS, RATE, 0
        sums[Measure.LENT] += amount

    def spend(self, planned: float, sums: list[int]) -> None:
        """Ordinary spending as far as the money goes."""
        p = self.model.p
        months = cny(self.deposits) / planned
        slope = buffer_slope(months, p.buffer_slope_low, p.buffer_slope_high, p.buffer_scale)
        wish = desired_spending(planned, slope, months, self.target, 0.0, p.limit_weight, 0.0)
        self.habit = p.habit * self.habit + (1.0 - p.habit) * max(wish, p.subsistence * planned)
        bill = min(fen(self.habit), max(self.deposits, 0))
        self.deposits -= bill
        sums[Measure.SPENDING] += bill
