"""Lenders: what they see of a borrower, whom they approve, what they charge, and how they learn from their book.

One rule for one lender's month (`lender_month`): the Mesa agent and the compiled month both call it. Everything a
household can meet in a month is fixed at its start, from last month's book.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.loan_book import month_of_loans, own_loss, part_saved, to_provide
from sim.agents.sharing import expect_cover, funded_for_others, share_funding
from sim.agents.traits import THIN
from sim.books.flows import Count, Group
from sim.engine.draws import ALWAYS, Decision, uniform
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp, normal_quantile
from sim.policy.vocabulary import Product

_f4, _f8, _i8 = np.float32, np.float64, np.int64
_ZERO, _ONE, _12 = _f4(0), _f4(1), _f4(12)

Array = NDArray[np.float32]


class Lenders(NamedTuple):
    """The lenders' table. Columns over lenders, or over (product, lender). Rates in 1/year, money in sample fen."""

    kind: NDArray[np.int64]  # index into LENDER_TYPES
    share: Array  # [product, lender] standing in the market: weight in a borrower's choice, 0 = does not offer
    funding_spread: Array  # marginal funding cost less one-year LPR
    operating_cost: Array
    acquisition_cost: Array
    return_on_equity: Array
    noise_thick: Array  # sd of the error in the score of a thick file, log-odds
    noise_thin: Array
    limit_months: Array  # unsecured limit of a prime borrower, months of income
    reports: NDArray[np.int64]  # 1 = reports to the bureau
    markup: Array  # [product, lender]
    apr: Array  # [product, lender] rate offered to the average borrower
    default_rate: Array  # [product, lender] expected share of balances that default in a year
    cutoff: Array  # [product, lender] lowest score approved, log-odds
    choice: Array  # [product, lender] cumulative chance to be picked this month
    ration: Array  # [lender] share of approvals that capital allows this month
    target_ratio: Array  # [lender] capital over weighted assets above which it is paid out
    capital: NDArray[np.int64]  # [lender] fen
    provisions: NDArray[np.int64]  # [lender] fen
    profit: NDArray[np.int64]  # [lender] fen, last month
    budget_loss: Array  # [product, lender] loss rate it planned with
    cost_shift: Array  # [product, lender] what policy adds to the cost of lending
    learning: Array  # [lender] pace of learning over the usual one
    secured: Array  # [lender] part of the loss on its car loans that certified used cars save
    covered: Array  # [product, lender] part of losses that it expects a public fund to bear
    joint: Array  # [product, lender] part of its book that banks fund
    joint_new: Array  # [product, lender] part of new loans that banks fund
    cheaper: Array  # [product, lender] what banks' funds and rebates no longer paid add to the cost of a new loan


@formula
def noisy_score(world, home, i, product, lender, month):
    """What the lender sees of the borrower's creditworthiness: the truth plus an error whose sd depends on the file.
    Source: memo 5; the sd answers to a target AUC (`score_noise`)."""
    luck = uniform(world.seed, home.household[i], month, Decision.SCORE + product)
    return seen_score(world, home, i, lender, normal_quantile(luck))


@formula
def seen_score(world, home, i, lender, error):
    """The same, where the error is known. error : standard normal."""
    noise = world.lenders.noise_thin[lender] if home.traits[i] & THIN else world.lenders.noise_thick[lender]
    terms = world.terms[home.group]
    noise *= terms.score_noise
    seen = terms.consent * terms.records_open
    if seen > _ZERO and home.traits[i] & THIN and consents(world, home, i, seen):
        noise *= terms.shared_noise
    mark = world.p.exclusion_penalty if home.exclusion[i] > 0 else _ZERO
    return home.score[i] + noise * error - mark


@formula
def consents(world, home, i, share):
    """Does this household let lenders see its public data? For life; good risks more often: the odds grow with
    e^score. share : at the mean score. Source: selection into consent (memo 6, task 12); its strength is assumed."""
    luck = uniform(world.seed, home.household[i], ALWAYS, Decision.CONSENT)
    odds = share / max(_ONE - share, _f4(1e-6)) * exp(home.score[i])
    return luck < odds / (_ONE + odds)


@formula
def reported(world, home, i, lender):
    """Does this lender report the household's account to the bureau: of its own, or because coverage was widened?"""
    if world.lenders.reports[lender] != 0:
        return True
    share = world.terms[home.group].reporting[world.lenders.kind[lender]]
    return share > _ZERO and uniform(world.seed, home.household[i], ALWAYS, Decision.REPORTED) < share


@formula
def reach_of(world, group, product):
    """Exposure of households to offers of a product, held under the guard of marketing."""
    terms = world.terms[group]
    return min(terms.reach[product], terms.reach_limit[product])


@formula
def default_chance(expected, score):
    """Chance of default within a year of a borrower with this score, when the average borrower has `expected`:
    the odds fall with e^-score. Source: definition of a log-odds score."""
    odds = expected / (_ONE - expected) * exp(-score)
    return odds / (_ONE + odds)


@formula
def cost_rate(funding, operating, acquisition, default_rate, loss, weight, capital_floor, roe):
    r"""Break-even rate, 1/year: r_f + c_op + c_acq + PD LGD / (1 - PD) + RW CAR (ROE - r_f). Source: memo 5."""
    expected = default_rate * loss / (_ONE - default_rate)
    return funding + operating + acquisition + expected + weight * capital_floor * (roe - funding)


@formula
def allowed_rate(world, group, product, lender, rate):
    """The rate, or the nearest one between the cap and the floor that hold for this type of lender, 1/year. Where a
    floor lies above the cap, the floor wins."""
    kind = world.lenders.kind[lender]
    return max(min(rate, world.terms[group].rate_cap[product, kind]), world.terms[group].rate_floor[product, kind])


@formula
def scored_rate(world, home, product, lender, score, discount):
    """Rate of a loan to this borrower: the lender's rate, shaded by the score, less a discount, between floor and
    cap."""
    spread = world.products.risk_spread[product] * world.terms[home.group].risk_pricing[product]
    shade = min(max(-spread * score, -spread), _f4(2) * spread)
    rate = world.lenders.apr[product, lender] + shade - discount
    return allowed_rate(world, home.group, product, lender, rate)


@formula
def contract_rate(world, home, product, lender, score, discount):
    """Rate written into a contract: that of the borrower less the discount that lenders give on the product and one
    for this use, 1/year."""
    return scored_rate(world, home, product, lender, score, world.terms[home.group].rate_discount[product] + discount)


@formula
def listed_rate(world, group, product, lender):
    """Rate offered to the average borrower less the discount, between floor and cap, 1/year."""
    rate = world.lenders.apr[product, lender] - world.terms[group].rate_discount[product]
    return allowed_rate(world, group, product, lender, rate)


@formula
def rate_aid(world, group, product, lender):
    """Interest subsidy that a household may expect on a new loan of this lender, 1/year."""
    return world.offers[group].rate_aid[product, world.lenders.kind[lender]]


@formula
def quoted_rate(world, group, product, lender):
    """What a household reckons a loan costs when it considers the offer, 1/year: the listed rate less the interest
    subsidy it may expect."""
    rate = listed_rate(world, group, product, lender)
    return max(rate - rate_aid(world, group, product, lender), _f4(0.001))


@kernel
def lowest_quote(world, group, product):
    """The lowest rate at which any lender offers a product this month, 1/year."""
    lowest = _ONE
    for lender in range(world.lenders.kind.shape[0]):
        if world.lenders.share[product, lender] > _ZERO:
            lowest = min(lowest, quoted_rate(world, group, product, lender))
    return lowest


@kernel
def displayed_rate(world, group):
    """The bank-loan rate that households see about them: the mean of lenders' quotes by their standing, 1/year."""
    product = Product.CONSUMER_LOAN
    total, weight = _ZERO, _ZERO
    for lender in range(world.lenders.kind.shape[0]):
        total += world.lenders.share[product, lender] * quoted_rate(world, group, product, lender)
        weight += world.lenders.share[product, lender]
    return total / weight


@formula
def worth_lending(world, product, lender, score, rate, month):
    """Does the rate cover funding, running cost and this borrower's expected loss? Under a cap it may not: the
    borrower is rationed rather than lent to at a loss. Source: memo 5 (cap-induced rationing)."""
    lenders = world.lenders
    pd = default_chance(lenders.default_rate[product, lender], score)
    cost = world.now.lpr + lenders.funding_spread[lender] + lenders.operating_cost[lender]
    cost += lenders.cost_shift[product, lender] + lenders.cheaper[product, lender]
    return rate >= cost + pd * own_loss(world, product, lender) / (_ONE - pd)


@formula
def lowest_score(world, home, i, product, lender):
    """The cut-off that this borrower must reach. Of a customer with an account in good standing the lender has seen
    more: its cut-off lies lower."""
    cutoff = world.lenders.cutoff[product, lender] + world.terms[home.group].cutoff_shift[product]
    if home.months_left[product, i] > 0 and home.lender[product, i] == lender:
        cutoff -= world.p.relationship_margin
    return cutoff


@formula
def approves(world, home, i, product, lender, score, debt_service, month):
    """Score above the cut-off, debt service after the loan within the lender's rule and the guard, capital allows
    (drawn only where capital is short)."""
    rule = min(world.p.debt_service_rule, world.terms[home.group].debt_service_guard)
    if score < lowest_score(world, home, i, product, lender) or debt_service > rule:
        return False
    ration = world.lenders.ration[lender]
    return ration >= _ONE or uniform(world.seed, home.household[i], month, Decision.RATION + product) < ration


@formula
def pick_lender(world, home, i, product, month):
    """The lender whose offer a household meets: by market standing and price (`choice`), drawn once a month."""
    luck = uniform(world.seed, home.household[i], month, Decision.LENDER + product)
    weights = world.lenders.choice[product]
    for lender in range(weights.shape[0]):
        if luck < weights[lender]:
            return lender
    return weights.shape[0] - 1


@formula
def slow_step(rate, target, share):
    """A rate moves towards its target by a share each month, so that pass-through is slow. Source: prior pt_9."""
    return rate + share * (target - rate)


@formula
def credible_rate(defaults, accounts, expected, weight):
    """Default rate a lender believes in after a month: its own experience, mixed with what it expected as if that had
    been seen on `weight` accounts (Buehlmann credibility), so that a small book does not jump. Annual rates."""
    rate = (defaults + weight * expected) / (accounts + weight)
    return min(max(rate, _f4(0.0005)), _f4(0.5))


@formula
def paid_out(capital, usual, share):
    """Capital paid out to owners in a month: a share of what lies above the usual amount, never below it. Assumption:
    lenders keep to the capital ratio that they publish."""
    return max(capital - usual, 0.0) * share


@formula
def rebate_lost(usual, limit):
    """Part of a car loan that dealers no longer receive from its lender, fraction. usual, limit : fractions."""
    return max(usual - limit, _ZERO)


@kernel
def meet_policy(world, book):
    """What policy does to the costs and the learning of lenders and to the pace of merchants: the mean over the
    households of all groups, because a lender has one cost and one model for all."""
    lenders = world.lenders
    pace = _ZERO
    lenders.cost_shift[:] = _ZERO
    lenders.learning[:] = _ZERO
    world.market.rebate_lost = _ZERO
    counted = book.groups[Group.HOUSEHOLDS, : world.group_count].sum() > 0  # nobody is before the first month
    total = _ZERO
    for group in range(world.group_count):
        weight = _f4(book.groups[Group.HOUSEHOLDS, group]) if counted else _ONE
        total += weight
        pace += weight * world.terms[group].adoption
        world.market.rebate_lost += weight * rebate_lost(world.p.dealer_rebate, world.terms[group].rebate_limit)
        for k in range(lenders.kind.shape[0]):
            lenders.learning[k] += weight * world.terms[group].learning
            for product in range(lenders.cost_shift.shape[0]):
                lenders.cost_shift[product, k] += weight * world.terms[group].cost_shift[product, lenders.kind[k]]
    world.merchants.pace[:] = pace / total
    world.market.rebate_lost /= total
    for k in range(lenders.kind.shape[0]):
        lenders.learning[k] /= total
        for product in range(lenders.cost_shift.shape[0]):
            lenders.cost_shift[product, k] /= total
    expect_cover(world, book)
    share_funding(world, book)


@kernel
def lender_month(world, book, month, k):
    """Lender k looks at last month's book, sets aside for losses, and sets prices, cut-offs and its ration."""
    p = world.p
    lenders = world.lenders
    funding = world.now.lpr + lenders.funding_spread[k]
    income = _f8(0)
    assets = _f8(0)
    weighted = _f8(0)
    needed = _f8(0)
    lost = _f8(0)
    shifted = _f8(0)
    for product in range(lenders.apr.shape[0]):
        balance, late, gone, earned = month_of_loans(world, book, product, k)
        if product == Product.AUTO_LOAN:
            lenders.secured[k] = part_saved(book.collateral[0, k], balance)
        own = _f8(_ONE - lenders.joint[product, k])
        assets += own * balance
        shifted += own * balance * _f8(lenders.cost_shift[product, k])
        weighted += own * balance * p.risk_weight
        lost += own * gone
        income += own * earned
        needed += own * to_provide(world, product, k, balance, late)
        if balance > 0.0 and lenders.share[product, k] > _ZERO:
            accounts = _f4(book.accounts[product, k]) * world.scale
            defaults = _12 * _f4(book.counts[Count.DEFAULTS, product, k]) * world.scale
            seen = credible_rate(defaults, accounts, lenders.default_rate[product, k], p.credibility)
            lenders.default_rate[product, k] = slow_step(
                lenders.default_rate[product, k], seen, p.learning_gain * lenders.learning[k]
            )
        price_product(world, product, k, funding, month)
    balance, others, gone, earned = funded_for_others(world, book, k)
    needed, lost, income, weighted = needed + others, lost + gone, income + earned, weighted + balance * p.risk_weight
    charge = max(needed - lenders.provisions[k], -lenders.provisions[k] * 0.1)
    cost = assets * (funding + lenders.operating_cost[k] + lenders.acquisition_cost[k] * p.acquisition_active) / 12.0
    cost += shifted / 12.0 + balance * funding / 12.0
    profit = income - cost - charge - lost
    lenders.provisions[k] += _i8(charge)
    lenders.profit[k] = _i8(profit)
    lenders.capital[k] += _i8(profit * _f8(p.retained_profit) if profit > 0.0 else profit)
    usual = _f8(lenders.target_ratio[k]) * weighted
    lenders.capital[k] -= _i8(paid_out(_f8(lenders.capital[k]), usual, _f8(p.payout_monthly)))
    ratio = lenders.capital[k] / max(weighted, 1.0)
    room = (ratio - _f8(p.capital_floor)) / _f8(p.capital_buffer)
    lenders.ration[k] = _f4(min(max(room, 0.0), 1.0))


@formula
def price_product(world, product, k, funding, month):
    """Rate towards break-even plus mark-up; cut-off up when losses exceed what was planned. Cards hardly move."""
    p = world.p
    lenders = world.lenders
    if lenders.share[product, k] <= _ZERO:
        return
    loss = own_loss(world, product, k)
    roe = lenders.return_on_equity[k]
    acquisition = lenders.acquisition_cost[k]
    operating = lenders.operating_cost[k] + lenders.cost_shift[product, k] + lenders.cheaper[product, k]
    cost = cost_rate(
        funding, operating, acquisition, lenders.default_rate[product, k], loss, p.risk_weight,
        p.capital_floor, roe,
    )  # fmt: skip
    speed = world.products.pass_through[product]
    lenders.apr[product, k] = slow_step(lenders.apr[product, k], cost + lenders.markup[product, k], speed)
    borne = lenders.default_rate[product, k] * (_ONE - lenders.covered[product, k])
    excess = (borne - lenders.budget_loss[product, k]) * _f4(100)
    target = world.products.cutoff[product] + p.cutoff_step * excess
    lenders.cutoff[product, k] = slow_step(lenders.cutoff[product, k], target, p.learning_gain * lenders.learning[k])


@kernel
def market_shares(world, month):
    """Who is met by how many borrowers: standing times e^(-switch x rate gap), cumulative over lenders, by product.
    Source: memo 5 (competition), prior b_sw."""
    lenders = world.lenders
    slope = world.p.switch_sensitivity * _f4(100)
    for product in range(lenders.share.shape[0]):
        total = _ZERO
        for k in range(lenders.share.shape[1]):
            gap = lenders.apr[product, k] - world.products.rate_reference[product]
            weight = lenders.share[product, k] * exp(slope * gap) if lenders.share[product, k] > _ZERO else _ZERO
            total += weight
            lenders.choice[product, k] = total
        for k in range(lenders.share.shape[1]):
            lenders.choice[product, k] /= max(total, _f4(1e-9))


@kernel
def lenders_month(world, book, month):
    """Every lender's month, then the market's shares."""
    for k in range(world.lenders.kind.shape[0]):
        lender_month(world, book, month, k)
    market_shares(world, month)
