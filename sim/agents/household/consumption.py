"""Ordinary spending: a two-slope buffer-stock rule with habit, split over sectors by Engel curves.

Households aim at a stock of liquid wealth. Those with little of it respond strongly to a windfall, those with much
weakly (kappa falls with months of cash), which gives the published marginal propensities to consume (facts F01-F03).
"""

from __future__ import annotations

import numpy as np

from sim.agents.cars import gives_car_up, saved_up
from sim.agents.contracts import net_liquid
from sim.agents.lines import new_unused_line
from sim.books.flows import Cash, Group
from sim.books.ledger import pay, pay_all, pay_classes
from sim.engine.draws import Decision, uniforms
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp, log, power
from sim.policy.vocabulary import Car, Durable, Product, Sector
from sim.units import cny, fen

_f4, _i8, _u1 = np.float32, np.int64, np.uint8
_FOOD, _GOODS, _SERVICES = 0, 1, 2


@formula
def planned_spending(income, mean_income, share, elasticity):
    """Ordinary spending that permanent income supports, CNY/month: share x income at the mean, falling as a share
    with income (elasticity < 1). income, mean_income : CNY/month. Source: memo 3.2 (P_d); level: spending per head
    0.595 of income less housing and durables; elasticity an assumption."""
    return share * mean_income * power(max(income, _f4(100)) / mean_income, elasticity)


@formula
def buffer_slope(months, low, high, scale):
    """kappa(m) = low + (high - low) e^(-m / scale): response of spending to a month more of liquid wealth.
    Source: memo 3.2, priors kap_lo, kap_hi, m_0."""
    return low + (high - low) * exp(-months / scale)


@formula
def desired_spending(planned, slope, months, target, new_line, limit_weight, growth):
    """c* = P_d [1 + kappa (m - m* + alpha x new unused line / P_d)] (1 + expected growth over a year): the line that a
    household is used to is part of what it aims at.  planned : CNY/month.  months, target : months of planned spending.
    new_line : CNY.  Source: memo 3.2."""
    gap = months - target + limit_weight * new_line / planned
    return planned * (_f4(1) + slope * gap) * (_f4(1) + growth)


@kernel
def plan_spending(home, tile, book, world, month):
    """What permanent income supports, and how many months of it lie in deposits."""
    p = world.p
    index = world.now.wage_index
    mean = p.mean_income * index
    share = p.ordinary_share
    elasticity = p.spending_elasticity
    for i in range(home.rows):
        planned = planned_spending(tile.normal_income[i], mean, share, elasticity)
        tile.planned[i] = planned
        tile.months_of_cash[i] = cny(net_liquid(home, i)) / planned


@kernel
def choose_spending(home, tile, book, world, month):
    """Choose this month's ordinary spending and split it over necessities, goods and services."""
    p = world.p
    rows = home.rows
    group = home.group
    low, high, scale = p.buffer_slope_low, p.buffer_slope_high, p.buffer_scale
    habit, floor = p.habit, p.subsistence
    growth = world.terms[group].expected_growth
    factor = world.terms[group].buffer_factor
    weight = p.limit_weight
    for i in range(rows):
        planned = tile.planned[i]
        months = max(cny(net_liquid(home, i)) / planned, _f4(0))
        reckoned = months + tile.coming[i] / planned
        slope = buffer_slope(reckoned, low, high, scale)
        owed = _i8(home.balance[Product.CARD, i]) + home.balance[Product.CARD_INSTALMENT, i]
        fresh = new_unused_line(home.card_limit[i], owed, home.line_news[i])
        wish = desired_spending(planned, slope, reckoned, factor * home.buffer_target[i], fresh, weight, growth)
        plan = habit * home.habit[i] + (_f4(1) - habit) * max(wish, floor * planned)
        home.habit[i] = plan
        tile.months_of_cash[i] = months
        tile.spent[i] = plan
    split_by_engel(tile, world, group, rows, p.mean_income * world.now.wage_index * p.ordinary_share)


@kernel
def spend(home, tile, book, world, month):
    """Pay for what was chosen, as far as cash and what was put on cards go; necessities first."""
    rows = home.rows
    for i in range(rows):
        total = tile.food[i] + tile.goods[i] + tile.services[i]
        cash = max(home.deposits[i], _i8(0))
        if total > cash:
            tile.food[i] = min(tile.food[i], cash)
            tile.goods[i] = min(tile.goods[i], cash - tile.food[i])
            tile.services[i] = cash - tile.food[i] - tile.goods[i]
    pay_classes(book, home, tile.food, tile.goods, tile.services, rows)


@kernel
def split_by_engel(tile, world, group, rows, mean_spending):
    """Necessities, goods and services: shares bend with spending relative to the mean (elasticities .75, 1, 1.45),
    seasons, closures and price cuts scale the amounts. Source: memo 3.3, eps_food, eps_serv (Cao et al. 2020)."""
    p = world.p
    bend_food = p.engel_food - _f4(1)
    bend_services = p.engel_services - _f4(1)
    weights = world.goods.class_weight
    now = world.offers[group].class_factor
    for i in range(rows):
        ratio = log(max(tile.spent[i] / mean_spending, _f4(0.05)))
        food = weights[_FOOD] * exp(bend_food * ratio)
        goods = weights[_GOODS]
        services = weights[_SERVICES] * exp(bend_services * ratio)
        unit = tile.spent[i] / (food + goods + services)
        tile.food[i] = fen(unit * food * now[_FOOD])
        tile.goods[i] = fen(unit * goods * now[_GOODS])
        tile.services[i] = fen(unit * services * now[_SERVICES])


@kernel
def meet_expense_shocks(home, tile, book, world, month):
    """Illness and other bills that cannot wait: rare, about a month's income, paid as far as the money goes; more often
    those of households of low creditworthiness."""
    p = world.p
    uniforms(tile.luck[0], home.household, world.seed, month, Decision.SHOCK, home.rows)
    in_shops, retail = np.float64(world.goods.in_retail[Sector.HEALTH]), _i8(0)
    for i in range(home.rows):
        chance = p.expense_shock_monthly * tile.hit[i]
        if tile.luck[0, i] < chance:
            size = p.expense_shock_size * tile.normal_income[i]
            bill = min(fen(size * _f4(2) * tile.luck[0, i] / chance), max(home.deposits[i], _i8(0)))
            pay(book, Cash.SPENDING, Sector.HEALTH, home, i, bill)
            retail += _i8(in_shops * np.float64(bill))
            home.shock[i] = _u1(0)
    book.groups[Group.RETAIL, home.group] += retail


@formula
def committed_saving(pay, housing, planned, set_aside):
    """What a month's pay leaves after housing, ordinary plans and what is set aside, CNY/month, never negative: it
    goes into time deposits, pensions and property. pay : of a usual month. set_aside : the larger of the fund for
    durables and the service of consumer debt (paying off debt is saving). Assumption; its level answers to household
    deposit flows of about 0.4 of income (H1 2025, grade B)."""
    return max(pay - housing - planned - set_aside, _f4(0))


@formula
def swept_cash(share, deposits, target):
    """Liquid wealth above the buffer that a household aims at moves into less liquid wealth by a share a month, CNY.
    Two-asset logic (Kaplan-Violante): households stay hand-to-mouth although they save. The share is an assumption."""
    return share * max(deposits - target, _f4(0))


@kernel
def hold_ready(home, tile, world, month):
    """Cash that is held ready for the next car, CNY: nothing by those who know that they will give theirs up."""
    p = world.p
    price = world.market.price[Sector.NEV]
    due = home.durable_due[Durable.CAR]
    for i in range(home.rows):
        tile.ready[i] = saved_up(p.car_saved_up, price, due[i], p.saving_horizon)
    found = 0
    for i in range(home.rows):
        tile.pick[found] = i
        found += _i8((tile.ready[i] > _f4(0)) & (due[i] > 0) & (home.car[i] != Car.NONE))
    for j in range(found):
        i = tile.pick[j]
        if gives_car_up(world.seed, home.household[i], month + _i8(due[i]), p.car_given_up):
            tile.ready[i] = _f4(0)


@kernel
def save(home, tile, book, world, month):
    """At the end of the month saving leaves deposits: out of usual pay, out of bonus pay, out of cash in excess."""
    p = world.p
    fund = p.durable_fund / p.ordinary_share
    factor = world.terms[home.group].buffer_factor
    plate_price = world.market.plate_bid
    hold_ready(home, tile, world, month)
    for i in range(home.rows):
        planned = tile.planned[i]
        usual = min(tile.expected[i], tile.normal_income[i])
        bonus = p.bonus_saved * (tile.expected[i] - usual)
        amount = bonus + committed_saving(usual, tile.housing[i], planned, max(fund * planned, tile.serviced[i]))
        ready = tile.ready[i] + (plate_price if home.bidding[i] > 0 else _f4(0))
        free = cny(net_liquid(home, i))
        amount -= min(amount, max(ready - free, _f4(0)))
        target = factor * home.buffer_target[i] * planned + ready
        amount += swept_cash(p.sweep_monthly, free - amount, target)
        tile.amount[i] = min(fen(amount), max(home.deposits[i], _i8(0)))
    pay_all(book, Cash.SAVING, 0, home, tile.amount, home.rows)
