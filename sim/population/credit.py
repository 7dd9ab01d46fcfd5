"""Who owes what at the start: shares, amounts, terms, rates and arrears of every product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.traits import OTHER_LINE, USER_LINE
from sim.data import DATA
from sim.data.city import PRODUCT_TABLE
from sim.data.tables import rows
from sim.policy.vocabulary import BUCKETS, PRODUCTS, QUINTILES, Product, Tenure
from sim.population.holdings import OWN, holdings
from sim.population.levels import annuity, by_fifth, capped_means, crossing, f4, payment_level
from sim.population.marginals import Marginals
from sim.population.settled import CENTRAL, Settled
from sim.population.standing import frailties, selection, standing
from sim.population.wealth import Wealth

Array = NDArray[np.float64]
FIFTHS = tuple(str(q) for q in range(QUINTILES))
TERMS, PARTS = 4, 10


class Credit(NamedTuple):
    """g: group; float32 throughout.

    borrower [g]: share inclined to borrow. hold [product, g, borrower]: share with the product and a thick file
    (auto loans: of those with a car; instalments: of those with a card). thin [product]: factor with a thin file.
    revolve: share of borrowers with a card. amount [product]: instalment over income (card: line in months of
    income); spread, cap (CNY of balance or line). limit [product]: of balances, months of income. transact,
    revolving: means of the parts of the line in use; instalment: mean monthly payment over the rest of it.
    selection [product]: creditworthiness of holders over the mean of their fifth, log-odds (instalments: of holders
    of a card, too). term, term_share [product, 4]: months and cumulative share of outstanding loans. apr,
    apr_spread [product]. arrears [product, bucket]: share in this bucket or a later one where the risk is that of
    all. strain [g, tenure, hand to mouth]: risk of arrears and of a record over the mean of the group.
    record [borrower]: share with a charged-off debt; holding [card | loan, record | none, borrower]: what they hold
    of cards, and of OWN and instalments, over the mean. frailty [record | arrears]: weight of creditworthiness in the
    risk of each. debt_service_rule: instalments over income, mortgage included, beyond which lenders do not go.
    commitment_limit: the same with rent, beyond which households do not go. rent: of a tenant over income.
    bullet_share: of new bank loans on which interest alone is due until maturity; bullet_stock: of
    outstanding ones, as some were turned into instalments. lender_share [product, lender]: cumulative.
    """

    borrower: NDArray[np.float32]
    hold: NDArray[np.float32]
    thin: NDArray[np.float32]
    revolve: np.float32
    amount: NDArray[np.float32]
    spread: NDArray[np.float32]
    cap: NDArray[np.float32]
    limit: NDArray[np.float32]
    transact: np.float32
    revolving: np.float32
    instalment: np.float32
    selection: NDArray[np.float32]
    term: NDArray[np.float32]
    term_share: NDArray[np.float32]
    apr: NDArray[np.float32]
    apr_spread: NDArray[np.float32]
    arrears: NDArray[np.float32]
    strain: NDArray[np.float32]
    record: NDArray[np.float32]
    holding: NDArray[np.float32]
    frailty: NDArray[np.float32]
    debt_service_rule: np.float32
    commitment_limit: np.float32
    rent: np.float32
    bullet_share: np.float32
    bullet_stock: np.float32
    lender_share: NDArray[np.float32]


def limits() -> Array:
    """Largest balances, months of income: those to which lenders keep in every later month."""
    return np.array([float(row["limit_months"]) for _, row in rows(DATA / "shanghai" / "products.csv", PRODUCT_TABLE)])


def term_tables(m: Marginals) -> tuple[Array, Array]:
    """Terms [product, 4] and the shares of each among loans that are out: flow x duration."""
    months, shares = np.ones((len(PRODUCTS), TERMS)), np.zeros((len(PRODUCTS), TERMS))
    for k, product in enumerate(PRODUCTS):
        for j, category in enumerate(m.categories("term", f"{product}:")):
            months[k, j:] = float(category)
            shares[k, j] = m.value("term", f"{product}:{category}") * months[k, j]
    return months, shares / shares.sum(1, keepdims=True)


def owed_per_payment(rate: float, spread: float, months: Array, shares: Array, bullet: float = 0.0) -> Array:
    """What one CNY a month still owes, over all loans that are out: means of equally likely parts of the distribution.

    Months left are anything from one to the term, with equal chance.  rate, spread : 1/year.  bullet : share of loans
    that owe all of what a payment would repay over the whole term.
    """
    worth = [np.zeros(0)]
    weight = [np.zeros(0)]
    for share, term in zip(shares, months, strict=True):
        left = np.arange(1.0, term + 1)
        for apr in (rate - 0.67 * spread, rate, rate + 0.67 * spread):
            worth += [annuity(apr, left), annuity(apr, np.full(1, term))]
            weight += [np.full(len(left), (1 - bullet) * share / term / 3), np.full(1, bullet * share / 3)]
    values, weights = np.concatenate(worth), np.concatenate(weight)
    order = np.argsort(values, kind="stable")
    place = np.concatenate([[0], np.cumsum(weights[order])])
    area = np.concatenate([[0], np.cumsum(weights[order] * values[order])])
    return np.diff(np.interp(np.linspace(0, place[-1], PARTS + 1), place, area)) * PARTS / place[-1]


def _strain(m: Marginals, tenure: Array, hand_to_mouth: Array) -> Array:
    """Risk [g, tenure, hand to mouth] over the mean of the group. tenure [g, t given g], hand_to_mouth [g, t]."""
    risk = np.ones((*tenure.shape, 2))
    risk[:, Tenure.MORTGAGED] *= m.value("strain", "mortgaged")
    risk[:, :, 1] *= m.value("strain", "hand_to_mouth")
    mean = (_strained(tenure, hand_to_mouth) * risk).sum(axis=(1, 2), keepdims=True)
    found: Array = risk / np.where(mean > 0, mean, 1)
    return found


def _strained(tenure: Array, hand_to_mouth: Array) -> Array:
    """Share of households [g, tenure, hand to mouth] given their group."""
    found: Array = tenure[:, :, None] * np.stack([1 - hand_to_mouth, hand_to_mouth], axis=2)
    return found


def _risk_of_holders(m: Marginals, p: Mapping[str, float], selected: Array, share: Array, strain: Array) -> Array:
    r"""Risk of arrears of those who hold a product over that of all: lenders choose, and who has a record, as those at
    risk often have, holds less.

    .. math:: e^{-w s} (h - r E[x y] (h - k)),  h = (1 - k r) / (1 - r)

    w : weight of creditworthiness in arrears.  s : selection.  x : risk over the mean.  r : share with a
    record.  k : what they hold over the mean (car and education loans: as others). share, strain [g, tenure, hand to
    mouth].
    """
    of_records, of_arrears = frailties(m, p)
    chosen = np.exp(-of_arrears * selected)
    squared = float((share * strain**2).sum()) * np.exp(of_records * of_arrears)
    record, card, loan = p["default_record_share"], m.value("record_holding", "card"), m.value("record_holding", "loan")
    kept = np.where(np.arange(len(PRODUCTS)) == Product.CARD, card, loan)
    others = (1 - kept * record) / (1 - record)
    found = others - record * squared * (others - kept)
    found[[Product.AUTO_LOAN, Product.EDUCATION_LOAN]] = 1.0
    return found * chosen


def room_to_carry(transact: float) -> float:
    """Part of the line that a revolver can carry on average, so that no card is beyond its line at the start: what is
    carried and what the month adds (`transact`, part of the line) both lie between half and one and a half of their
    mean. Where revolvers are too few to carry the balance of all cards, cards owe less than the balance asked for."""
    return max(1.0 / MOST_OF_MEAN - transact, 0.0)


MOST_OF_MEAN = 1.5
"""Largest over mean of what a card carries, and of what a month adds to it (`arrival`)."""


def _buckets(m: Marginals, opening: Settled) -> Array:
    """Shares of accounts by bucket [product, bucket]; who is not late is current."""
    bucket = m.matrix("bucket", PRODUCTS, BUCKETS)
    if opening.factor:
        bucket[:, 1:3] *= np.array([opening("bucket_early", k) for k in PRODUCTS])[:, None]
        bucket[:, 3:] *= np.array([opening("bucket_late", k) for k in PRODUCTS])[:, None]
        bucket[:, 0] = 1 - bucket[:, 1:].sum(axis=1)
    return bucket


def credit_tables(
    m: Marginals,
    p: Mapping[str, float],
    share: Array,
    tenure: Array,
    by_group: NDArray[np.int64],
    grid: tuple[Array, Array],
    thin: Array,
    wealth: Wealth,
    opening: Settled = CENTRAL,
) -> Credit:
    """All tables of credit. share [g], tenure [g, t given g], thin [g]: of households; grid: incomes and weights;
    opening: where the city settles over the centre of the priors."""
    quintile, cars = by_group[1], wealth.car[:, -1].astype(float)
    borrower, hold, fact, revolve = holdings(m, p, share, tenure, by_group, thin, cars, opening)
    factor = m.vector("thin_factor", PRODUCTS)
    state = standing(p, float(share @ borrower), m, opening)
    apr, apr_spread = m.vector("apr", PRODUCTS), m.vector("apr_spread", PRODUCTS)
    filed = 1 - thin + thin * factor[:, None]
    spread, cap = m.vector("amount_spread", PRODUCTS), m.vector("amount_cap", PRODUCTS)
    limit = limits()
    months, shares = term_tables(m)
    loans = p["household_loans"] * 1e8 * p["consumption_loan_share"]
    volume = loans * m.vector("product_share", PRODUCTS)
    line = (volume[Product.CARD] + volume[Product.CARD_INSTALMENT]) / p["card_utilisation"] * opening("card_line")
    volume = volume * [opening("product_share", k) for k in PRODUCTS]
    households = p["city_households"] * share
    wanted = volume / m.vector("within_rule", PRODUCTS)
    amount = np.zeros(len(PRODUCTS))
    for k in (*OWN, Product.AUTO_LOAN, Product.EDUCATION_LOAN):
        holders = households * filed[k] * ((1 - borrower) * fact[k, :, 0] + borrower * fact[k, :, 1])
        holders = holders * (cars if k == Product.AUTO_LOAN else 1)
        bullet = p["bullet_share"] * p["bullets_renewed"] if k == Product.CONSUMER_LOAN else 0.0
        factors = owed_per_payment(apr[k], apr_spread[k], months[k], shares[k], bullet)
        amount[k] = payment_level(by_fifth(quintile, holders), *grid, spread[k], (cap[k], limit[k]), factors, wanted[k])
    bucket = _buckets(m, opening)
    strain = _strain(m, tenure, wealth.hand_to_mouth.astype(float))
    selected = selection(m, p, opening)
    at_risk = _risk_of_holders(
        m, p, selected, share[:, None, None] * _strained(tenure, wealth.hand_to_mouth.astype(float)), strain
    )
    k = Product.CARD
    on_card = households * filed[k] * np.stack([1 - borrower, borrower]) * fact[k].T
    others, users = by_fifth(quintile, on_card[0]), by_fifth(quintile, on_card[1])
    balances = volume[k] + volume[Product.CARD_INSTALMENT]

    def lines(level: float, relative: float) -> Array:
        return capped_means(level * relative, *grid, spread[Product.CARD], cap[Product.CARD])

    amount[k] = crossing(
        lambda level: float(others @ lines(level, OTHER_LINE) + users @ lines(level, USER_LINE)), line, 0.0, 200.0
    )
    lent = on_card[1] * lines(amount[k], USER_LINE)[quintile]
    lent_others = on_card[0] * lines(amount[k], OTHER_LINE)[quintile]
    carried = p["revolving_share"] * balances
    # A card in arrears carries its whole balance, the month's spending too.
    late = 1 - bucket[k, 0]
    transact = (volume[k] - carried) / (line - late * revolve * lent.sum())
    revolving = carried / (revolve * lent.sum()) - late * transact if revolve > 0 else 0.0
    revolving = min(revolving, room_to_carry(transact))
    k = Product.CARD_INSTALMENT
    free = lent * (1 - transact - revolve * revolving) @ fact[k, :, 1] + lent_others * (1 - transact) @ fact[k, :, 0]
    parts = owed_per_payment(apr[k], apr_spread[k], months[k], shares[k])[:, None] * (0.5 + (np.arange(16) + 0.5) / 16)
    instalment = crossing(lambda level: float(np.minimum(level * parts, 1).mean()), wanted[k] / free, 0.0, 5.0)
    return Credit(
        borrower=f4(borrower),
        hold=f4(hold),
        thin=f4(factor),
        revolve=np.float32(f4(revolve)),
        amount=f4(amount),
        spread=f4(spread),
        cap=f4(cap),
        limit=f4(limit),
        transact=np.float32(f4(transact)),
        revolving=np.float32(f4(revolving)),
        instalment=np.float32(f4(instalment)),
        selection=f4(selected),
        term=f4(months),
        term_share=f4(np.cumsum(shares, axis=1)),
        apr=f4(apr),
        apr_spread=f4(apr_spread),
        strain=f4(strain),
        arrears=f4(np.cumsum(bucket[:, ::-1], axis=1)[:, ::-1] / at_risk[:, None]),
        record=f4(state.record),
        holding=f4(state.holding),
        frailty=f4(frailties(m, p)),
        debt_service_rule=np.float32(p["debt_service_rule"]),
        commitment_limit=np.float32(p["commitment_limit"]),
        rent=np.float32(p["rent_share"]),
        bullet_share=np.float32(p["bullet_share"]),
        bullet_stock=np.float32(p["bullet_share"] * p["bullets_renewed"]),
        lender_share=np.zeros((len(PRODUCTS), 0), np.float32),
    )
