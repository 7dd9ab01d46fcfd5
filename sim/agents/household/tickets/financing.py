"""How a large ticket is paid: cash, card, instalments, a loan - or not now.

Credit demand is payment-driven: rate, term, down payment and payment-to-income enter separately. The rate enters as
e ln(APR + k), which nests constant elasticity (k -> 0) and semi-log (k -> infinity): no data inform k.
"""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import annuity, level_payment
from sim.agents.lender import pick_lender
from sim.engine.draws import Decision, open_unit, philox
from sim.engine.kernel import formula, kernel
from sim.engine.maths import log
from sim.policy.vocabulary import Product
from sim.units import cny

_f4, _i8, _u4 = np.float32, np.int64, np.uint32
_ZERO, _ONE = _f4(0), _f4(1)
_IMPOSSIBLE = _f4(-1e9)

CASH, CARD, FREE_INSTALMENT, INSTALMENT, BANK_LOAN, PLATFORM_LOAN, AUTO_LOAN, NOT_NOW = range(8)
"""The choice set of a ticket. FREE_INSTALMENT: the merchant pays the fee."""


@formula
def rate_disutility(rate, elasticity_slope, reference, k):
    """e ln(APR + k) with APR and k in pp; e is set so that the slope at the reference rate of the experiment is b_r
    for every k: e = b_r (APR_ref + k). Source: memo 3.5 and DESIGN (nested form), prior b_r."""
    e = elasticity_slope * (reference + k)
    return e * log(rate * _f4(100) + k)


@formula
def perceived(rate, literacy, headline):
    """The rate a borrower perceives: literacy times the true one plus the rest times the headline. Memo 3.5."""
    return literacy * rate + (_ONE - literacy) * headline


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
def utility(p, appeal, rate, reference_rate, payment_share, down_share, months):
    """V of one way to pay: appeal + rate + pain above the remembered rate + payment over income + cash down over
    liquid wealth + term. Shares are fractions. Source: memo 3.5, priors b_r, k_r; weights of payment, down payment
    and term are assumptions with priors."""
    v = appeal + rate_disutility(rate, p.rate_slope, p.rate_slope_at, p.rate_curvature)
    kink = (p.rate_kink - _ONE) * p.rate_slope * max(rate - reference_rate, _ZERO) * _f4(100)
    v += kink - p.payment_weight * payment_share - p.down_weight * down_share
    return v + p.term_weight * log(max(months, _ONE))


@formula
def gumbel(word):
    """A Gumbel draw from a Philox word: choices by the largest V + noise are multinomial logit."""
    return -log(-log(open_unit(word)))


@kernel
def choose_financing(home, tile, world, i, sector, needed, free_offer, embedded, month):
    """Pick the way to pay `needed` CNY. Returns (choice, lender, loan CNY, rate, months).

    A choice that the household cannot afford (down payment out of spendable cash, instalment above what it accepts)
    is not in its set; buying later is.
    """
    p = world.p
    products = world.products
    cash = cny(max(home.deposits[i], _i8(0)))
    spendable = max(cash - p.reserve_months * tile.planned[i], _ZERO)
    income = max(tile.normal_income[i], _ONE)
    room = cny(max(home.card_limit[i] - home.balance[Product.CARD, i], 0))
    burden = tile.obligations[i] / income
    acceptable = max(_ZERO, home.payment_ceiling[i] + p.ceiling_slack - burden)
    c1 = _u4((_u4(month) << _u4(8)) | _u4(Decision.FINANCING + sector % 8))
    a0, a1, a2, a3 = philox(home.household[i], c1, world.seed[0], world.seed[1])
    c1 = _u4((_u4(month) << _u4(8)) | _u4(Decision.TASTE + sector % 8))
    b0, b1, b2, b3 = philox(home.household[i], c1, world.seed[0], world.seed[1])
    liquid = max(cash, _f4(100))
    clean = home.exclusion[i] == 0

    v = np.full(8, _IMPOSSIBLE, np.float32)
    loan = np.zeros(8, np.float32)
    rate = np.zeros(8, np.float32)
    months = np.ones(8, np.float32)
    lender = np.zeros(8, np.int64)
    if needed <= spendable:
        v[CASH] = -p.down_weight * needed / liquid + gumbel(a0)
    if clean and home.card_limit[i] > 0:
        if needed <= min(room, spendable + tile.planned[i]):
            v[CARD] = p.appeal_card + gumbel(a1)
        if needed <= room and needed >= _f4(600):
            for choice in (FREE_INSTALMENT, INSTALMENT):
                if choice == FREE_INSTALMENT and not free_offer:
                    continue
                months[choice] = p.instalment_months
                lender[choice] = home.lender[Product.CARD, i]
                fee = world.lenders.apr[Product.CARD_INSTALMENT, lender[choice]]
                rate[choice] = _ZERO if choice == FREE_INSTALMENT else fee
                loan[choice] = needed
                share = level_payment(needed, rate[choice], months[choice]) / income
                if share <= acceptable:
                    seen = perceived(rate[choice], p.literacy, fee * _f4(0.5))
                    noise = gumbel(a2) if choice == FREE_INSTALMENT else gumbel(a3)
                    appeal = p.appeal_free if choice == FREE_INSTALMENT else p.appeal_instalment
                    v[choice] = noise + utility(p, appeal, seen, home.reference_rate[i], share, _ZERO, months[choice])
    for choice in (BANK_LOAN, PLATFORM_LOAN, AUTO_LOAN):
        car = sector >= 7 and sector <= 9
        if not clean or (choice == AUTO_LOAN) != car or needed < p.smallest_loan:
            continue
        product = choice - 2 if choice != AUTO_LOAN else Product.AUTO_LOAN
        appeal = (
            p.appeal_bank if choice == BANK_LOAN else (p.appeal_platform if choice == PLATFORM_LOAN else p.appeal_auto)
        )
        reach = world.terms[home.group].reach[product]
        appeal += log(max(reach, _f4(1e-3))) + (p.appeal_embedded if embedded and choice != AUTO_LOAN else _ZERO)
        k = pick_lender(world, home, i, product, month)
        if home.balance[product, i] > 0:
            k = _i8(home.lender[product, i])
        lender[choice] = k
        offered = world.lenders.apr[product, k] - world.offers[home.group].rate_aid[product]
        rate[choice] = max(offered, _f4(0.001))
        months[choice] = min(products.term[product], world.terms[home.group].term_limit[product])
        most = needed * (world.terms[home.group].ltv_limit[sector] if choice == AUTO_LOAN else _ONE)
        wish = min(most, desired_loan(income, acceptable, rate[choice], months[choice]))
        wish = rounded_loan(wish, rate[choice], months[choice], p.payment_grid)
        if needed - wish > spendable:
            wish = needed - spendable
        share = level_payment(wish, rate[choice], months[choice]) / income
        if wish > most or share > acceptable or wish < _ONE:
            continue
        loan[choice] = wish
        noise = gumbel(b0) if choice == BANK_LOAN else (gumbel(b1) if choice == PLATFORM_LOAN else gumbel(b2))
        v[choice] = noise + utility(
            p, appeal, rate[choice], home.reference_rate[i], share, (needed - wish) / liquid, months[choice]
        )
    v[NOT_NOW] = p.appeal_wait + gumbel(b3)
    best = NOT_NOW
    for choice in range(NOT_NOW):
        if v[choice] > v[best]:
            best = choice
    return best, lender[best], loan[best], rate[best], months[best]
