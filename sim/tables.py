"""Tables of goods, products, lenders and merchants: from CSV and parameters to the arrays that a month reads."""

from __future__ import annotations

from math import gamma

import numpy as np
from numpy.typing import NDArray

from sim.agents.lender import Lenders
from sim.agents.merchant import SIZES, Merchants
from sim.agents.world import Goods, Products
from sim.data import DATA
from sim.data.city import CLASSES, LENDER_TABLE, PRODUCT_TABLE, SECTOR_TABLE
from sim.data.tables import Table, rows
from sim.policy.scores import score_noise
from sim.policy.vocabulary import DURABLES, LENDER_TYPES, PRODUCTS, SECTORS, Product
from sim.population.credit import TERMS
from sim.population.marginals import read_marginals
from sim.population.settled import settled

CITY = DATA / "shanghai"


def _f4(values: object) -> NDArray[np.float32]:
    return np.array(values, np.float32)


def _columns(file: str, table: Table) -> dict[str, list[str]]:
    found = [row for _, row in rows(CITY / file, table)]
    return {name: [row[name] for row in found] for name in table.header}


def lender_names() -> list[str]:
    """Identifiers of the lenders in the order of every array over lenders."""
    return _columns("lenders.csv", LENDER_TABLE)["lender"]


def lender_types() -> list[str]:
    """Type of each lender, one of LENDER_TYPES."""
    return _columns("lenders.csv", LENDER_TABLE)["type"]


def lenders_booking_here() -> NDArray[np.bool_]:
    """Which lenders book their loans in the city, so that its statistics count them: [lender]."""
    return np.array(_columns("lenders.csv", LENDER_TABLE)["books_here"], int) == 1


def merchant_names() -> list[str]:
    """Sector and size of the merchants in the order of every array over merchants."""
    return [f"{sector}_{size}" for sector in SECTORS for size in ("small", "medium", "large")]


def goods_table(p: np.record) -> Goods:
    """What is bought: intervals and shapes of durables from the population's marginals, prices and shares by sector."""
    table = _columns("sectors.csv", SECTOR_TABLE)
    marginals = read_marginals()
    mean = np.array([marginals.value("durable_mean", durable) for durable in DURABLES])
    shape = np.array([marginals.value("durable_shape", durable) for durable in DURABLES])
    sector_class = np.array([CLASSES.index(kind) if kind in CLASSES else -1 for kind in table["class"]])
    weight = _f4(table["weight"])
    ticket = [SECTORS.index(durable) if durable != "car" else SECTORS.index("nev") for durable in DURABLES]
    kept = 1.0 - float(p.leakage)
    return Goods(
        interval=_f4(mean),
        life=_f4([12 * p.phone_years, 12 * p.appliance_years, 12 * p.furnish_years, mean[3], 12 * p.car_holding_years]),
        scale=_f4([m / gamma(1 + 1 / k) for m, k in zip(mean, shape, strict=True)]),
        shape=_f4(shape),
        elasticity=_f4(table["income_elasticity"])[ticket],
        spread=_f4(table["spread"])[ticket],
        upgrade=_f4([p.upgrade_share] * 3 + [0.0, p.upgrade_share]),
        aware=_f4([p.aware_offers * 1.75] * 3 + [p.aware_offers, p.aware_offers * 0.75]),
        price=_f4(table["price"]),
        weight=weight,
        class_weight=_f4([weight[sector_class == k].sum() for k in range(3)]),
        sector_class=sector_class,
        in_retail=_f4([kept * float(share) for share in table["in_retail"]]),
        online=_f4(table["online"]),
    )


def moved_here(p: np.record) -> NDArray[np.float64]:
    """Part of a purchase with aid at the till that is retail sales of the city only for that reason: what is usually
    bought elsewhere, fraction by sector. [sector]"""
    leakage = float(p.leakage)
    gained: NDArray[np.float64] = goods_table(p).in_retail.astype(np.float64) * leakage / (1.0 - leakage)
    return gained


def products_table(p: np.record) -> Products:
    """Credit products: hazards from the priors, usual rates from the marginals, the rest from the table."""
    table = _columns("products.csv", PRODUCT_TABLE)
    marginals = read_marginals()
    platform = [product in ("platform_loan", "bnpl") for product in PRODUCTS]
    miss = np.where(platform, p.miss_platform, p.miss_bank)
    miss[Product.AUTO_LOAN] *= 0.6
    terms = [[float(term) for term in marginals.categories("term", f"{product}:")] for product in PRODUCTS]
    flows = [[marginals.value("term", f"{p}:{term:g}") for term in row] for p, row in zip(PRODUCTS, terms, strict=True)]
    monthly = 1.0 - (1.0 - float(p.pass_through_9m)) ** (1.0 / 9.0)
    card = 1.0 - (1.0 - min(float(p.pass_through_card), 0.5)) ** (1.0 / 9.0)
    sticky = ("card", "card_instalment", "bnpl", "platform_loan")
    return Products(
        miss_base=_f4(miss),
        inattentive=_f4(miss * p.inattentive_share),
        rate_reference=_f4([marginals.value("apr", product) for product in PRODUCTS]),
        risk_spread=_f4(table["risk_spread"]),
        term=_f4([np.average(row, weights=flow) for row, flow in zip(terms, flows, strict=True)]),
        terms=_f4([row + row[-1:] * (TERMS - len(row)) for row in terms]),
        term_share=_f4([np.cumsum(flow + [0.0] * (TERMS - len(flow))) / sum(flow) for flow in flows]),
        loss=_f4([p.loss_auto if product == "auto_loan" else p.loss_unsecured for product in PRODUCTS]),
        limit_months=_f4(table["limit_months"]),
        pass_through=_f4([card if product in sticky else monthly for product in PRODUCTS]),
        cutoff=_f4(table["cutoff"]),
        usual_size=_f4(table["usual_size"]) * np.float32(100),
        merchant_fee=_f4(table["merchant_fee"]),
    )


def market_share() -> NDArray[np.float32]:
    """Cumulative market shares [product, lender] at the start."""
    share = _standing(_columns("lenders.csv", LENDER_TABLE))
    return _f4(np.cumsum(share, axis=1) / share.sum(axis=1, keepdims=True))


def _standing(table: dict[str, list[str]]) -> NDArray[np.float32]:
    columns = ["card" if product == "card_instalment" else product for product in PRODUCTS]
    return _f4([table[column] for column in columns])


def lenders_table(p: np.record, lpr: float) -> Lenders:
    """The lenders at the start. Mark-ups are what makes today's rates out of today's costs; capital is set with the
    opening book. lpr : one-year loan prime rate at the start, 1/year."""
    table = _columns("lenders.csv", LENDER_TABLE)
    count, products = len(table["lender"]), products_table(p)
    shape = (len(PRODUCTS), count)
    auc = np.array(table["auc"], float) - 0.70 + float(p.auc_thick)
    usual = np.broadcast_to(_f4(_columns("products.csv", PRODUCT_TABLE)["default_rate"])[:, None], shape).copy()
    funding = np.float32(lpr) + _f4(table["funding_spread"])
    costs = funding + _f4(table["operating_cost"]) + _f4(table["acquisition_cost"])
    loss = usual * products.loss[:, None] / (1 - usual)
    capital = np.float32(p.risk_weight * p.capital_floor) * (_f4(table["return_on_equity"]) - funding)
    apr = np.broadcast_to(products.rate_reference[:, None], shape).copy()
    cutoff = np.broadcast_to(products.cutoff[:, None], shape).copy()
    default_rate, dearer, stricter = _learned(p, usual, products)
    return Lenders(
        kind=np.array([LENDER_TYPES.index(kind) for kind in table["type"]], np.int64),
        share=_standing(table),
        funding_spread=_f4(table["funding_spread"]),
        operating_cost=_f4(table["operating_cost"]),
        acquisition_cost=_f4(table["acquisition_cost"]),
        return_on_equity=_f4(table["return_on_equity"]),
        noise_thick=_f4([score_noise(a) for a in auc]),
        noise_thin=_f4([score_noise(max(a - float(p.auc_thin_loss), 0.52)) for a in auc]),
        limit_months=_f4(table["limit_months"]),
        reports=np.array(table["reports"], np.int64),
        markup=_f4(apr - (costs + loss + capital)),
        apr=apr + dearer,
        default_rate=default_rate,
        cutoff=cutoff + stricter,
        choice=market_share(),
        ration=np.ones(count, np.float32),
        target_ratio=_f4(table["capital_ratio"]),
        capital=np.zeros(count, np.int64),
        provisions=np.zeros(count, np.int64),
        profit=np.zeros(count, np.int64),
        budget_loss=usual,
        cost_shift=np.zeros(shape, np.float32),
        learning=np.ones(count, np.float32),
        secured=np.zeros(count, np.float32),
        covered=np.zeros(shape, np.float32),
        joint=np.zeros(shape, np.float32),
        joint_new=np.zeros(shape, np.float32),
        cheaper=np.zeros(shape, np.float32),
    )


def _learned(p: np.record, usual: NDArray[np.float32], products: Products) -> tuple[NDArray[np.float32], ...]:
    """Default rates that lenders have learned in a city with these parameters, and by how much rates and cut-offs lie
    above the usual for it: those of products whose rates follow costs within years; the others' hardly move."""
    opening = settled({name: float(p[name]) for name in p.dtype.names or ()})
    rate = usual * _f4([opening("default_rate", product) for product in PRODUCTS])[:, None]
    loss = products.loss[:, None]
    follows = products.pass_through[:, None] > FOLLOWS
    dearer = np.where(follows, rate * loss / (1 - rate) - usual * loss / (1 - usual), np.float32(0))
    return rate, _f4(dearer), _f4(p.cutoff_step * np.float32(100) * (rate - usual))


FOLLOWS = 0.02
"""Part of a change of costs that rates follow in a month, from which on they have followed before the start."""


def opening_capital(lenders: np.record, stock: NDArray[np.int64], p: np.record) -> None:
    """Give each lender the capital and the provisions that its opening book asks for. lenders : packed `Lenders`;
    stock : [bucket, product, lender] fen."""
    ratio = np.array(_columns("lenders.csv", LENDER_TABLE)["capital_ratio"], float)
    loss = products_table(p).loss.astype(float)[:, None]
    late = stock[4:].sum(axis=0)
    current = stock[:4].sum(axis=0)
    lenders.capital[:] = np.floor(stock.sum(axis=(0, 1)) * float(p.risk_weight) * ratio).astype(np.int64)
    lenders.provisions[:] = np.floor((loss * (late + lenders.default_rate * current)).sum(axis=0)).astype(np.int64)


def merchants_table(p: np.record) -> Merchants:
    """About fifty merchants: every sector in three sizes."""
    table = _columns("sectors.csv", SECTOR_TABLE)
    small, medium = np.array(table["share_small"], float), np.array(table["share_medium"], float)
    share = np.stack([small, medium, 1 - small - medium], axis=1).ravel()
    tickets = np.repeat(np.array(table["price"], float) > 0, SIZES)
    count = len(share)
    size = np.tile(np.arange(SIZES), len(SECTORS))
    dear = float(p.promotion_cost_small)
    return Merchants(
        share=_f4(share),
        margin=_f4(np.where(tickets, p.margin_durable, p.margin_other)),
        turnover=np.zeros(count, np.float32),
        aid=np.zeros(count, np.float32),
        costs=np.zeros(count, np.float32),
        kept=np.zeros(count, np.float32),
        price=np.ones(count, np.float32),
        free=_f4(np.where(tickets & (size == SIZES - 1), 1.0, 0.0)),
        fixed_cost=_f4(p.promotion_cost * np.array([dear, np.sqrt(dear), 1.0])[size]),
        partner=_f4(np.where(size == SIZES - 1, 1.0, 0.0)),
        belief=_f4(np.full(count, p.free_lift)),
        sales=np.zeros(count, np.int64),
        pace=np.ones(count, np.float32),
        receivable=np.zeros(count, np.int64),
    )
