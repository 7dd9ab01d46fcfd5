"""How a large ticket is paid: cash, card, instalments, a loan - or not now.

Credit demand is payment-driven: rate, term, down payment and payment-to-income enter separately. The rate enters as
e ln(APR + k), which nests constant elasticity (k -> 0) and semi-log (k -> infinity): no data inform k.
"""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import acceptable_payment, annuity, drawn_term, level_payment, longest_term
from sim.agents.lender import allowed_rate, listed_rate, pick_lender, reach_of
from sim.agents.merchant import free_plan, offer_at_till
from sim.agents.quotes import felt_rate
from sim.agents.traits import inclined_to_borrow
from sim.engine.kernel import formula, kernel
from sim.engine.maths import log
from sim.policy.vocabulary import Product, Sector
from sim.units import cny

_f4, _i8, _u4 = np.float32, np.int64, np.uint32
_ZERO, _ONE = _f4(0), _f4(1)
_IMPOSSIBLE = _f4(-1e9)
_SMALLEST_INSTALMENT, _SMALL_TICKET_TERM, _LEAST_REACH = _f4(600), _f4(12), _f4(1e-3)

CASH, CARD, FREE_INSTALMENT, INSTALMENT, BANK_LOAN, PLATFORM_LOAN, AUTO_LOAN, NOT_NOW = range(8)
"""The choice set of a ticket. FREE_INSTALMENT: the merchant pays the fee."""


@formula
def rate_disutility(rate, usual, elasticity_slope, reference, k):
    """e ln(APR + k) against the same at the usual rate of the product, APR and k in pp; e is set so that the slope at
    the reference rate of the experiment is b_r for every k: e = b_r (APR_ref + k). Source: memo 3.5 (nested form),
    prior b_r."""
    e = elasticity_slope * (reference + k)
    return e * (log(rate * _f4(100) + k) - log(usual * _f4(100) + k))


@formula
def perceived(rate, literacy, headline):
    """The rate a borrower perceives: literacy times the true one plus the rest times the headline. Memo 3.5."""
    return literacy * rate + (_ONE - literacy) * headline


@formula
def rate_after_gift(rate, gift, months):
    """What a loan costs a year when its lender gives the borrower a part of it: a loan repaid in equal amounts is owed
    for half its term on average. rate : 1/year.  gift : fraction of the loan.  Returns 1/year, 0.001 or more."""
    return max(rate - gift * _f4(24) / months, _f4(0.001)) if gift > _ZERO else rate


@formula
def ticket_rate(world, group, lender, discount):
    """Rate that a bank quotes for a ticket on which it gives a discount, 1/year: as much lower as floor and cap allow.
    discount : 1/year."""
    product = Product.CONSUMER_LOAN
    rate = world.quotes[group].rate[product, lender]
    if discount <= _ZERO:
        return rate
    listed = listed_rate(world, group, product, lender)
    return max(rate - (listed - allowed_rate(world, group, product, lender, listed - discount)), _f4(0.001))


@formula
def literacy(world, group):
    """Share of the true cost of credit that households of a group perceive."""
    return min(max(world.p.literacy + world.terms[group].literacy_shift, _ZERO), _ONE)


@formula
def desired_loan(income, ceiling, rate, months):
    """Payment targeting: the loan whose instalment is the self-imposed ceiling, CNY. Q* = tau y a(T, r). Memo 3.5."""
    return income * ceiling * annuity(rate, months)


@formula
def rounded_loan(loan, rate, months, grid):
    """The loan whose instalment is the next lower multiple of the grid (CNY), if the instalment exceeds it.
    Source: bunching at round payments (Argyle-Nadauld-Palmer 2020), prior g_pmt."""
    payment = level_payment(loan, rate, months)
    return loan if payment < grid else np.floor(payment / grid) * grid * annuity(rate, months)


@formula
def utility(world, product, appeal, rate, reference_rate, payment_share, down_share, months):
    """V of one way to pay: appeal at the usual rate and term of the product + rate + pain above the remembered rate +
    payment over income + cash down over liquid wealth + term. Shares are fractions. Source: memo 3.5, priors b_r,
    k_r; weights of payment, down payment and term are assumptions with priors."""
    p, usual = world.p, world.products.rate_reference[product]
    v = appeal + rate_disutility(rate, usual, p.rate_slope, p.rate_slope_at, p.rate_curvature)
    kink = (p.rate_kink - _ONE) * p.rate_slope * max(rate - reference_rate, _ZERO) * _f4(100)
    v += kink - p.payment_weight * payment_share - p.down_weight * down_share
    return v + p.term_weight * log(max(months, _ONE) / world.products.term[product])


@kernel
def instalment_offer(home, world, p, i, needed, free, acceptable, income, term_luck):
    """Card instalments for a whole ticket. free : the merchant pays the fee. Returns (V without noise, lender, rate,
    months); V is impossible where the instalment is above what the household accepts."""
    product = Product.CARD_INSTALMENT
    lender = _i8(home.lender[Product.CARD, i])
    fee = listed_rate(world, home.group, product, lender)
    rate = _ZERO if free else fee
    longest = world.terms[home.group].term_limit[product] if needed >= p.smallest_loan else _SMALL_TICKET_TERM
    months = drawn_term(world, product, term_luck, longest)
    share = level_payment(needed, rate, months) / income
    if share > acceptable:
        return _IMPOSSIBLE, lender, rate, months
    appeal = p.appeal_free if free else p.appeal_instalment
    seen = perceived(rate, literacy(world, home.group), fee * _f4(0.5))
    v = utility(world, product, appeal, seen, home.reference_rate[i], share, _ZERO, months)
    return v, lender, rate, months


@kernel
def loan_offer(home, world, p, i, sector, product, appeal, needed, spendable, liquid, acceptable, income, luck, month):
    """A loan for a ticket: as much as the household likes to repay, rounded, no more than the rules allow, the rest
    paid down in cash. Returns (V without noise, lender, loan CNY, rate, months)."""
    terms = world.terms[home.group]
    lender = pick_lender(world, home, i, product, month)
    if home.balance[product, i] > 0:
        lender = _i8(home.lender[product, i])
    rate = world.quotes[home.group].rate[product, lender]
    months = drawn_term(world, product, luck, terms.term_limit[product])
    gift, most = _ZERO, needed
    if product == Product.CONSUMER_LOAN:
        rate = ticket_rate(world, home.group, lender, terms.ticket_discount[sector])
        months = max(months, min(terms.ticket_term[sector], terms.term_limit[product]))
    elif product == Product.AUTO_LOAN:
        gift = terms.loan_gift[sector]
        most = needed * terms.ltv_limit[sector] / (_ONE + gift)
    loan = min(most, desired_loan(income, acceptable, rate, months))
    loan = max(rounded_loan(loan, rate, months, p.payment_grid), (needed - spendable) / (_ONE + gift))
    share = level_payment(loan, rate, months) / income
    if loan > most or share > acceptable or loan < _ONE:
        return _IMPOSSIBLE, lender, loan, rate, months
    appeal += log(max(reach_of(world, home.group, product), _LEAST_REACH))
    down = (needed - loan * (_ONE + gift)) / liquid
    felt = felt_rate(rate_after_gift(rate, gift, months), terms.literacy_shift)
    v = utility(world, product, appeal, felt, home.reference_rate[i], share, down, months)
    return v, lender, loan, rate, months


@formula
def appeal_bound(world, product, rate, longest):
    """The most that rate and term can add to the appeal of a credit: at the lowest rate and the longest term, without
    payment, cash down and pain of a rate above the remembered one. A thousandth covers rounding."""
    return utility(world, product, _ZERO, rate, rate, _ZERO, _ZERO, longest) + _f4(1e-3)


@kernel
def most_appealing(world, group):
    """Bounds of what rate and term can add to the appeal this month, for (free instalments, instalments, bank loans,
    platform loans, car loans): who likes another way to pay better need not see the offer."""
    terms = world.terms[group]
    product = Product.CARD_INSTALMENT
    fee = _ONE
    for lender in range(world.lenders.kind.shape[0]):
        fee = min(fee, listed_rate(world, group, product, lender))
    longest = longest_term(world, product, max(terms.term_limit[product], _SMALL_TICKET_TERM))
    free = appeal_bound(world, product, perceived(_ZERO, literacy(world, group), fee * _f4(0.5)), longest)
    paid = appeal_bound(world, product, perceived(fee, literacy(world, group), fee * _f4(0.5)), longest)
    return (
        free,
        paid,
        loan_bound(world, group, Product.CONSUMER_LOAN),
        loan_bound(world, group, Product.PLATFORM_LOAN),
        loan_bound(world, group, Product.AUTO_LOAN),
    )


@kernel
def loan_bound(world, group, product):
    """The most that reach, rate and term of a loan can add to its appeal this month."""
    terms = world.terms[group]
    longest = longest_term(world, product, terms.term_limit[product])
    reach = log(max(reach_of(world, group, product), _LEAST_REACH))
    lowest = world.quotes[group].lowest[product]
    if product == Product.CONSUMER_LOAN:
        longest = max(longest, min(terms.ticket_term.max(), terms.term_limit[product]))
        lowest = max(lowest - terms.ticket_discount.max(), min(lowest, _f4(0.001)))
    elif product == Product.AUTO_LOAN:
        lowest = rate_after_gift(lowest, terms.loan_gift.max(), _ONE)
    felt = felt_rate(lowest, terms.literacy_shift)
    return reach + appeal_bound(world, product, felt, longest)


@kernel
def choose_financing(home, tile, world, i, j, merchant, needed, bounds, month):
    """Pick the way to pay `needed` CNY for ticket j. bounds : `most_appealing` of the group: offers that could not be
    the best are not worked out. Returns (choice, lender, loan CNY, rate, months).

    A choice that the household cannot afford (down payment out of spendable cash, instalment above what it accepts)
    is not in its set; buying later is. Households that are not inclined to borrow dislike all debt but that for a car.
    """
    p = world.p
    sector = tile.sector[j]
    cash = cny(max(home.deposits[i], _i8(0)))
    spendable = max(cash - p.reserve_months * tile.planned[i], _ZERO)
    liquid = max(cash, _f4(100))
    income = max(tile.normal_income[i], _ONE)
    committed = (tile.obligations[i] + tile.rent_due[i]) / income
    acceptable = acceptable_payment(p, home.payment_ceiling[i], p.ceiling_slack, committed)
    taste, taste_2, term_luck = tile.taste, tile.taste_2, tile.term_luck[j]
    clean = home.exclusion[i] == 0
    is_car = sector >= Sector.NEV and sector <= Sector.USED_CAR

    best, top = NOT_NOW, p.appeal_wait + taste_2[3, j]
    lender, loan, rate, months = _i8(0), _ZERO, _ZERO, _ONE
    if needed <= spendable:
        v = -p.down_weight * needed / liquid + taste[0, j]
        if v > top:
            best, top = CASH, v
    if not clean:
        return best, lender, loan, rate, months
    aversion = _ZERO if inclined_to_borrow(home, i) else p.debt_aversion
    if home.card_limit[i] > 0:
        room = cny(max(_i8(home.card_limit[i]) - home.balance[Product.CARD, i], _i8(0)))
        room -= cny(home.balance[Product.CARD_INSTALMENT, i])
        if needed <= min(room, spendable + tile.planned[i]):
            v = p.appeal_card + taste[1, j]
            if v > top:
                best, top = CARD, v
        if _SMALLEST_INSTALMENT <= needed <= room:
            for choice in (FREE_INSTALMENT, INSTALMENT):
                free = choice == FREE_INSTALMENT
                if free and not free_plan(world, home, i, sector, merchant, month):
                    continue
                liking = taste[2 if free else 3, j] - aversion
                if liking + (p.appeal_free + bounds[0] if free else p.appeal_instalment + bounds[1]) <= top:
                    continue
                v, k, r, m = instalment_offer(home, world, p, i, needed, free, acceptable, income, term_luck)
                v += liking
                if v > top:
                    best, top, lender, loan, rate, months = choice, v, k, needed, r, m
    if needed < p.smallest_loan:
        return best, lender, loan, rate, months
    for choice in (BANK_LOAN, PLATFORM_LOAN, AUTO_LOAN):
        if (choice == AUTO_LOAN) != is_car:
            continue
        product = _i8(choice - 2) if choice != AUTO_LOAN else _i8(Product.AUTO_LOAN)
        appeal = p.appeal_auto if is_car else (p.appeal_bank if choice == BANK_LOAN else p.appeal_platform)
        if not is_car:
            appeal += (
                p.appeal_embedded if offer_at_till(world, home, i, sector, merchant, month) else _ZERO
            ) - aversion
        bound = bounds[4] if is_car else (bounds[2] if choice == BANK_LOAN else bounds[3])
        if appeal + bound + taste_2[choice - BANK_LOAN, j] <= top:
            continue
        v, k, q, r, m = loan_offer(
            home, world, p, i, sector, product, appeal, needed, spendable, liquid, acceptable, income, term_luck, month
        )
        v += taste_2[choice - BANK_LOAN, j]
        if v > top:
            best, top, lender, loan, rate, months = choice, v, k, q, r, m
    return best, lender, loan, rate, months
