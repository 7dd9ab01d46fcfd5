"""Loan contracts between a household and a lender: the arithmetic, the application, the pay-out."""

from __future__ import annotations

import numpy as np

from sim.agents.lender import approves, contract_rate, lowest_score, noisy_score, reported, scored_rate, worth_lending
from sim.agents.traits import THIN, borrows_by_bullet
from sim.books.flows import Count, Credit
from sim.books.ledger import lend
from sim.books.tallies import count_approval
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp, log
from sim.policy.vocabulary import FLAG_BULLET, FLAG_LARGE, FLAG_SUBSIDISED, Product
from sim.units import cny, fen

_f4, _f8, _i8, _i4, _u1 = np.float32, np.float64, np.int64, np.int32, np.uint8
_ZERO, _ONE = _f4(0), _f4(1)
REFUSED, RATIONED, GRANTED = range(3)
"""Answers to an application. RATIONED: the expected loss does not fit under the rate cap."""


@formula
def net_liquid(home, i):
    """Liquid wealth less what the card will take at its due date, fen: balances that are carried stay out of it.
    Kaplan-Violante-Weidner: card debt is netted from liquid wealth."""
    return home.deposits[i] - _i8(home.balance[Product.CARD, i] - home.revolving[i])


@formula
def rows_with(listed, column, rows):
    """List the rows where a column is above zero, without a branch. listed : filled.  Returns how many."""
    found = 0
    for i in range(rows):
        listed[found] = i
        found += _i8(column[i] > 0)
    return found


@formula
def annuity(rate, months):
    r"""Loan that one CNY a month repays: (1 - (1 + i)^-m) / i, i = rate / 12; m if i = 0.  rate : 1/year."""
    i = rate / _f4(12)
    return (_ONE - exp(-months * log(_ONE + i))) / i if i > _f4(1e-5) else months


@formula
def level_payment(loan, rate, months):
    r"""Instalment that repays a loan in equal monthly amounts (等额本息).

    .. math:: p = L i / (1 - (1 + i)^{-m}),  i = r / 12;  p = L / m if i = 0

    loan : CNY, >= 0.  rate : 1/year, >= 0.  months : month, > 0.  Returns CNY/month.
    """
    return loan / annuity(rate, months)


@formula
def acceptable_payment(p, ceiling, slack, committed):
    """Largest new instalment a household takes on, fraction of income: its ceiling for one loan, within what rent and
    all instalments together may reach. committed : rent, mortgage and instalments so far over income. Source: payment
    targeting (memo 3.5, tau_pmt); the limit of the total is an assumption with a prior."""
    return max(min(ceiling + slack, p.commitment_limit - committed), _ZERO)


@kernel
def drawn_term(world, product, luck, longest):
    """Term of a new contract, month: one of the usual ones by their shares among new loans, no longer than allowed.
    luck : uniform.  longest : month. Source: marginals `term` (assumption)."""
    share = world.products.term_share[product]
    k = 0
    while k < share.shape[0] - 1 and luck >= share[k]:
        k += 1
    return min(world.products.terms[product, k], longest)


@formula
def longest_term(world, product, longest):
    """The longest term that `drawn_term` can give, month."""
    return min(world.products.terms[product].max(), longest)


@formula
def merged_rate(rate_old, balance_old, rate_new, amount):
    """Rate of a topped-up account: the two rates weighted by their balances, 1/year."""
    total = balance_old + amount
    return rate_new if total <= _ZERO else (rate_old * balance_old + rate_new * amount) / total


@formula
def contract_payment(balance, rate, months, bullet):
    """Instalment of an account, CNY/month: level (等额本息), or the month's interest alone of a bullet loan."""
    return balance * rate / _f4(12) if bullet else level_payment(balance, rate, months)


@kernel
def open_loan(home, tile, book, world, i, product, lender, amount, rate, months, flags, month):
    """Pay out a loan, or top up the account with this lender (rate and term weighted). amount : CNY."""
    money = fen(amount)
    old = cny(home.balance[product, i])
    left = _f4(home.months_left[product, i])
    home.lender[product, i] = _u1(lender)
    lend(book, Credit.ORIGINATION, home, product, i, lender, money)
    book.aided[product] += money if flags & FLAG_SUBSIDISED else _i8(0)
    home.apr[product, i] = merged_rate(home.apr[product, i], old, rate, amount)
    term = months if old <= _ZERO else (left * old + months * amount) / (old + amount)
    term = min(max(np.floor(term + _f4(0.5)), _ONE), _f4(255))
    home.months_left[product, i] = _u1(term)
    before = home.payment[product, i]
    bullet = home.marks[product, i] & FLAG_BULLET != 0
    if old <= _ZERO:
        bullet = borrows_by_bullet(home, i, product)
    home.payment[product, i] = _i4(fen(contract_payment(old + amount, home.apr[product, i], term, bullet)))
    home.vintage[product, i] = _u1(month)
    large = FLAG_LARGE if amount >= world.market.small_ticket else 0
    kept = flags if old <= _ZERO else home.marks[product, i] & flags
    form = FLAG_BULLET if bullet else 0
    home.marks[product, i] = _u1((kept & (255 - FLAG_BULLET)) | form | large | (home.marks[product, i] & FLAG_LARGE))
    tile.obligations[i] += cny(home.payment[product, i] - before)
    whole = _f8(amount)
    book.weights[product, 0, lender] += _i8(np.floor(_f8(rate) * 10_000.0 * whole + 0.5))
    book.weights[product, 1, lender] += _i8(np.floor(_f8(months) * whole + 0.5))


@kernel
def appraise(home, tile, world, i, product, lender, amount, months, easing, discount, month):
    """What a lender answers to an application for `amount` CNY: (approved amount CNY, contract rate, answer), the first
    two 0 unless the answer is GRANTED. easing : factor of the limit.  discount : on the rate, 1/year."""
    score = noisy_score(world, home, i, product, lender, month)
    return judge(home, tile, world, i, product, lender, amount, months, score, easing, discount, month)


@kernel
def judge(home, tile, world, i, product, lender, amount, months, score, easing, discount, month):
    """The same, where the score that the lender sees is known.

    The lender sees a noisy score, adds its limit, the exposure rule and the debt-service rule, and refuses a borrower
    whose expected loss does not fit under the rate cap: the rate before the discount that it gives of its own will.
    """
    p = world.p
    group = home.group
    income = max(tile.normal_income[i], _ONE)
    if score < lowest_score(world, home, i, product, lender) or home.bucket[product, i] != 0:
        return _ZERO, _ZERO, REFUSED
    rate = contract_rate(world, home, product, lender, score, discount)
    limit = world.products.limit_months[product] * income * world.terms[group].limit_factor[product] * easing
    limit = min(limit, world.terms[group].exposure_limit[product]) - cny(home.balance[product, i])
    granted = min(amount, max(limit, _ZERO))
    added = level_payment(granted, rate, months)
    burden = (tile.obligations[i] + added) / income
    if home.segment_start == 0 and product != Product.EDUCATION_LOAN:
        burden += p.student_penalty
    own = scored_rate(world, home, product, lender, score, _ZERO)
    if not approves(world, home, i, product, lender, score, burden, month):
        return _ZERO, _ZERO, REFUSED
    if not worth_lending(world, product, lender, score, own, month):
        return _ZERO, _ZERO, RATIONED
    if granted < p.smallest_loan * _f4(0.2) or granted < amount * p.smallest_share:
        return _ZERO, _ZERO, REFUSED
    return granted, rate, GRANTED


@kernel
def apply_on_terms(home, tile, book, world, i, product, lender, amount, months, easing, discount, month):
    """Apply for `amount` CNY where the limit is eased by a factor and the rate lowered by a discount (1/year). Returns
    (approved amount CNY, contract rate): both 0 when refused. The application and its answer are counted."""
    score = noisy_score(world, home, i, product, lender, month)
    return apply_with_score(
        home, tile, book, world, i, product, lender, amount, months, score, easing, discount, month
    )  # fmt: skip


@kernel
def apply_with_score(home, tile, book, world, i, product, lender, amount, months, score, easing, discount, month):
    """The same, where the score that the lender sees is known."""
    book.counts[Count.APPLICATIONS, product, lender] += 1
    granted, rate, answer = judge(
        home, tile, world, i, product, lender, amount, months, score, easing, discount, month
    )  # fmt: skip
    if answer == RATIONED:
        book.counts[Count.RATIONED, product, lender] += 1
    if answer != GRANTED:
        tile.refused[i] = _u1(1)
        return _ZERO, _ZERO
    count_approval(book, home.group, product, lender)
    if product != Product.BNPL and reported(world, home, i, lender):
        home.traits[i] &= ~THIN
    return granted, rate


@kernel
def apply_for_loan(home, tile, book, world, i, product, lender, amount, months, month):
    """Apply for `amount` CNY on the usual terms. Returns (approved amount CNY, contract rate): both 0 when refused."""
    return apply_on_terms(home, tile, book, world, i, product, lender, amount, months, _ONE, _ZERO, month)
