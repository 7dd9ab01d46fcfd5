"""Income and job: who works, what is earned, what comes in while out of work."""

from __future__ import annotations

import numpy as np

from sim.agents.traits import frailty, unemployment_at_mean
from sim.books.flows import Cash
from sim.books.ledger import receive_all
from sim.engine.draws import Decision, four_uniforms
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp, log, normal_quantile
from sim.units import fen

_f4, _i8, _u1 = np.float32, np.int64, np.uint8
_FIRST, _SECOND = _f4(0.6), _f4(0.4)
_LONG_AGO = _u1(255)
_SENIOR, _STUDENT = 5, 0


@formula
def separation(unemployment, finding):
    """Monthly job-loss hazard that keeps unemployment (share of the labour force) where it is, given the monthly
    finding hazard: delta = f u / (1 - u). Source: flow balance; memo 3.1 (delta_u, f_u)."""
    return finding * unemployment / (_f4(1) - unemployment)


@formula
def works_next(works, luck, losing, finding):
    """Does an earner work this month? works : last month.  luck : uniform.  losing, finding : monthly hazards."""
    return luck >= losing if works else luck < finding


@formula
def working_share(bits, earners):
    """Share of household income earned by those at work: a first earner brings 0.6 of two incomes, a second 0.4
    (assumption, see parameters: two earners for about two thirds of households, memo 3.1)."""
    one = _f4(bits & 1)
    two = _f4((bits >> 1) & 1)
    return _FIRST * one + _SECOND * two if earners >= 2 else one


@formula
def next_income(income, base, persistence, deviation_sd, luck):
    """Permanent income moves around its base: ln(y/b)' = rho ln(y/b) - (1 - rho) v / 2 + eta, so that E[y] = b.

    income, base : CNY/month.  persistence : per month.  deviation_sd : sd of eta, log points a month.
    Source: Chamon-Liu-Prasad (2013) decomposition, levels a prior (memo 3.1).
    """
    variance = deviation_sd * deviation_sd / (_f4(1) - persistence * persistence)
    mean = -_f4(0.5) * (_f4(1) - persistence) * variance
    step = persistence * log(income / base) + mean + deviation_sd * normal_quantile(luck)
    return base * exp(step)


@kernel
def earn(home, tile, book, world, month):
    """Jobs are lost and found, permanent income moves, pay and support arrive."""
    p = world.p
    rows = home.rows
    four_uniforms(tile.luck, home.household, world.seed, month, Decision.JOB, rows)
    finding = p.job_finding
    losing = separation(unemployment_at_mean(world.now.unemployment, p.shock_score), finding)
    for i in range(rows):
        tile.hit[i] = frailty(home.score[i], p.shock_score)
    has_job_market = home.segment_start != _SENIOR and home.segment_start != _STUDENT
    for i in range(rows):
        shock = home.shock[i]
        home.shock[i] = shock if shock == _LONG_AGO else _u1(shock + 1)
    if has_job_market:
        for i in range(rows):
            bits = home.employed[i]
            one = works_next(bits & 1 != 0, tile.luck[0, i], losing * tile.hit[i], finding)
            two = works_next(bits & 2 != 0, tile.luck[1, i], losing * tile.hit[i], finding) and home.earners[i] >= 2
            now = _u1((1 if one else 0) | (2 if two else 0))
            home.shock[i] = _u1(0) if (bits & ~now) != 0 else home.shock[i]
            home.employed[i] = now
    deviation_sd = p.income_shock * _f4(0.288675135)
    persistence = p.income_persistence
    for i in range(rows):
        home.income[i] = next_income(home.income[i], home.base_income[i], persistence, deviation_sd, tile.luck[2, i])
    spread = p.income_transitory_sd
    index = world.now.wage_index
    bonus = world.now.bonus if has_job_market else _f4(1)
    support = p.unemployment_replacement
    swings = tile.luck[3]
    if has_job_market:
        for i in range(rows):
            swings[i] = exp(spread * normal_quantile(swings[i]) - _f4(0.5) * spread * spread)
    else:
        swings[:rows] = _f4(1)
    for i in range(rows):
        share = working_share(home.employed[i], home.earners[i])
        normal = home.income[i] * index
        tile.normal_income[i] = normal
        tile.expected[i] = normal * (share * bonus + support * (_f4(1) - share))
        tile.earned[i] = normal * (share * bonus * swings[i] + support * (_f4(1) - share))
    for i in range(rows):
        share = working_share(home.employed[i], home.earners[i])
        help_ = fen(support * (_f4(1) - share) * tile.normal_income[i])
        tile.amount[i] = fen(tile.earned[i]) - help_
        tile.amount_2[i] = help_
    receive_all(book, Cash.WAGES, home, tile.amount, rows)
    receive_all(book, Cash.UNEMPLOYMENT, home, tile.amount_2, rows)
