"""Everyday credit: purchases put on the card, and pay-later at the till for online goods."""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import rows_with
from sim.agents.lender import noisy_score, pick_lender, reach_of
from sim.agents.lines import ALL_NEW
from sim.agents.traits import OTHER_LINE, THIN, USER_LINE, inclined_to_borrow
from sim.books.flows import Count, Credit
from sim.books.ledger import lend
from sim.books.tallies import count_approval
from sim.engine.draws import ALWAYS, Decision, uniform, uniforms
from sim.engine.kernel import formula, kernel
from sim.policy.vocabulary import Product
from sim.units import fen

_f4, _i8, _i4, _u1, _u4 = np.float32, np.int64, np.int32, np.uint8, np.uint32
_SIXTH, _OF_OTHERS = _f4(1.0 / 6.0), _f4(OTHER_LINE / USER_LINE)


@formula
def room(limit, balance):
    """Unused credit line, fen."""
    return max(_i8(limit) - _i8(balance), _i8(0))


@formula
def forgotten(home, i):
    """Nothing that a lender reports to the bureau: no mortgage, no loan, no default record. Source: the bureau keeps
    closed accounts for five years (regulation on credit reporting, MEMORY)."""
    if home.mortgage[i] > 0 or home.exclusion[i] > 0:
        return False
    for product in range(Product.CARD_INSTALMENT, home.balance.shape[0]):
        if product != Product.BNPL and home.balance[product, i] > 0:
            return False
    return True


@kernel
def issue_cards(home, tile, book, world, month):
    """Households without a card are offered one now and then; the line follows income and the lender's practice.
    Sources: card lines, payment report (grade B); the pace of issuance keeps holdings where they are in a
    population that turns over (assumption): those inclined to borrow, who lose cards by default more often, apply
    more often by the same ratio. Of a household without a card or a loan on record the bureau forgets in time what
    it knew: the file is thin again."""
    p = world.p
    terms = world.terms[home.group]
    product = Product.CARD
    chance = p.card_issue_monthly * reach_of(world, home.group, product)
    fading = _f4(1) - _f4(1) / p.exclusion_months
    uniforms(tile.luck[0], home.household, world.seed, month, Decision.CARD_ISSUE, home.rows)
    for i in range(home.rows):
        none = home.card_limit[i] == 0
        applies = chance * (p.record_ratio if inclined_to_borrow(home, i) else _f4(1))
        offered = none & (tile.luck[0, i] < applies) & (home.exclusion[i] == 0)
        tile.flag[i] = _u1(offered & (home.balance[Product.CARD_INSTALMENT, i] == 0))
        tile.flag_2[i] = _u1(none & (tile.luck[0, i] > fading))
    for j in range(rows_with(tile.pick, tile.flag_2, home.rows)):
        i = tile.pick[j]
        if forgotten(home, i):
            home.traits[i] |= THIN
    if home.segment_start == 0:
        return
    for j in range(rows_with(tile.pick, tile.flag, home.rows)):
        i = tile.pick[j]
        lender = pick_lender(world, home, i, product, month)
        book.counts[Count.APPLICATIONS, product, lender] += 1
        score = noisy_score(world, home, i, product, lender, month)
        if score >= world.lenders.cutoff[product, lender] + terms.cutoff_shift[product]:
            count_approval(book, home.group, product, lender)
            months = world.lenders.limit_months[lender] * p.limit_prime * _SIXTH * terms.limit_factor[product]
            months *= _f4(1) if inclined_to_borrow(home, i) else _OF_OTHERS
            line = min(months * tile.normal_income[i], terms.exposure_limit[product])
            home.card_limit[i] = _i4(fen(min(line, _f4(2.0e7))))
            home.line_news[i] = ALL_NEW
            home.lender[product, i] = _u1(lender)
            home.apr[product, i] = world.lenders.apr[product, lender]
            home.traits[i] &= ~THIN


@kernel
def charge_cards(home, tile, book, world, month):
    """Card holders put a share of ordinary spending on the card, more when cash is short, never above the line.
    Source: card spending over consumption, assumption with prior; lines and balances grade B (payment report)."""
    p = world.p
    usual = min(p.card_spending_share * world.terms[home.group].card_use, _f4(1))
    stretched = p.card_spending_short
    for i in range(home.rows):
        tile.flag[i] = _u1((home.card_limit[i] > 0) & (home.bucket[Product.CARD, i] == 0) & (home.exclusion[i] == 0))
    for j in range(rows_with(tile.pick, tile.flag, home.rows)):
        i = tile.pick[j]
        total = tile.food[i] + tile.goods[i] + tile.services[i]
        lacking = max(total - max(home.deposits[i], _i8(0)), _i8(0))
        wanted = _i8(np.float64(total) * np.float64(usual)) + _i8(np.float64(lacking) * np.float64(stretched))
        amount = min(wanted, room(home.card_limit[i], home.balance[Product.CARD, i]))
        lend(book, Credit.CHARGE, home, Product.CARD, i, home.lender[Product.CARD, i], amount)


@formula
def pays_later(p, segment, luck, reach):
    """Does the household use pay-later? A type for life, more frequent among the young; reach scales it. luck : drawn
    once for life."""
    return luck < (p.bnpl_share_young if segment <= 2 else p.bnpl_share_others) * reach


@kernel
def pay_later(home, tile, book, world, month):
    """Users put a share of goods spending on pay-later, within its limit, due over the next months. The basket grows
    by the published lift (prior x_bnpl). Source: memo 3.5; use by the young grade B (Nielsen 2019)."""
    p = world.p
    product = Product.BNPL
    reach = reach_of(world, home.group, product)
    factor = world.terms[home.group].limit_factor[product]
    most = min(world.terms[home.group].exposure_limit[product], _f4(1.0e7))
    share = np.float64(p.bnpl_spending_share)
    lift = np.float64(p.bnpl_lift)
    uniforms(tile.luck[0], home.household, world.seed, ALWAYS, Decision.BNPL, home.rows)
    for i in range(home.rows):
        uses = pays_later(p, home.segment[i], tile.luck[0, i], reach)
        tile.flag[i] = _u1(uses & (home.bucket[product, i] == 0) & (home.exclusion[i] == 0))
    for j in range(rows_with(tile.pick, tile.flag, home.rows)):
        i = tile.pick[j]
        limit = fen(min(p.bnpl_limit_months * factor * tile.normal_income[i], most))
        extra = _i8(np.float64(tile.goods[i]) * share * lift)
        amount = min(_i8(np.float64(tile.goods[i]) * share) + extra, room(limit, home.balance[product, i]))
        if amount <= 0:
            continue
        if home.balance[product, i] == 0:
            home.lender[product, i] = _u1(pick_bnpl(world, home, i))
            home.vintage[product, i] = _u1(month)
        lend(book, Credit.CHARGE, home, product, i, home.lender[product, i], amount)
        tile.goods[i] += min(extra, amount)
        home.payment[product, i] = _i4(_f4(home.balance[product, i]) / p.bnpl_months)
        home.apr[product, i] = world.lenders.apr[product, home.lender[product, i]]


@formula
def pick_bnpl(world, home, i):
    """The pay-later lender a household uses: drawn once by market share."""
    luck = uniform(world.seed, home.household[i], ALWAYS, Decision.BNPL + 1)
    weights = world.lenders.choice[Product.BNPL]
    for lender in range(weights.shape[0]):
        if luck < weights[lender]:
            return lender
    return weights.shape[0] - 1
