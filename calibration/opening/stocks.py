"""The stocks of a city by which its opening population is set: measured at the start and after fourteen years."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.facts.settings import Setting
from sim.agents.traits import INCLINED, THIN
from sim.agents.world import Economy
from sim.build import build
from sim.month import new_series
from sim.policy.vocabulary import PRODUCTS, Car, Product
from sim.population.synthesis import column
from sim.running import run

Array = NDArray[np.float64]
SETTLED_AT = (144, 156, 168)
"""Months after the start at which stocks are measured again; their mean counts."""

AHEAD = 24
"""Months before history in which the quota of plates moves: a run of constant paths ends before them."""

CASH = tuple(PRODUCTS[k] for k in (Product.CARD_INSTALMENT, Product.CONSUMER_LOAN, Product.PLATFORM_LOAN))
LATE = tuple(product for product in PRODUCTS[1:-1])
"""Products whose arrears are watched: of cards only what is carried can be late, education loans are few."""

SCARCE = 0.5
"""Liquid wealth, months of income, below which a household is hand-to-mouth."""

KINDS = {"nev": Car.NEV, "ice": Car.ICE, "used": Car.USED}


def gaps(draw: int | None, households: int, seed: int) -> dict[str, float]:
    """Logarithm of every stock where it settles over the same stock at the start. draw : of the priors."""
    last = SETTLED_AT[-1]
    scenario = Setting("constant", draw, "prior", seed).scenario("shanghai/no_policy").with_months(last="2022-01")
    built = build(scenario, households, seed, draw, burn_in=last + AHEAD, threads=1)
    series = new_series(last, built.economy)
    built = built._replace(burn_in=0, months=last)
    opening, later, done = stocks(built.economy), [], 0
    for month in SETTLED_AT:
        run(built, first=done, last=month, series=series)
        later.append(stocks(built.economy))
        done = month
    with np.errstate(divide="ignore", invalid="ignore"):
        return {name: float(np.log(np.mean([one[name] for one in later]) / opening[name])) for name in opening}


def _column(homes: NDArray[np.void], name: str) -> NDArray[Any]:
    return column(homes, name)


def stocks(economy: Economy) -> dict[str, float]:
    """Every stock by marginal, or marginal:category. Amounts are over income."""
    homes = economy.homes
    income = float(_column(homes, "income").astype(float).sum())
    inclined = _column(homes, "traits") & INCLINED != 0
    balance, bucket = _by_product(homes, "balance") / 100.0, _by_product(homes, "bucket")
    line, record = _column(homes, "card_limit") / 100.0, _column(homes, "exclusion") > 0
    found = {"card_line": float(line.sum()) / income, "default_record_share": _share(record)}
    found["record_ratio"] = _share(record[inclined]) / max(_share(record[~inclined]), 1e-9)
    found["card_tilt"] = _share(line[inclined] > 0) / max(_share(line[~inclined] > 0), 1e-9)
    found["thin_share"] = _share(_column(homes, "traits") & THIN != 0)
    for product, owed in zip(PRODUCTS, balance, strict=True):
        holds = line > 0 if product == PRODUCTS[Product.CARD] else owed > 0
        found[f"participation:{product}"] = _share(holds)
        found[f"product_share:{product}"] = float(owed.sum()) / income
    # What `frailty` gives but for a constant, which is in every gap and falls out.
    fragile = np.exp(-float(economy.world.p.shock_score) * _column(homes, "score").astype(float))
    for product, owed in zip(PRODUCTS[:-1], balance, strict=False):
        holds = line > 0 if product == PRODUCTS[Product.CARD] else owed > 0
        found[f"frailty:{product}"] = float(fragile[holds].mean()) if holds.any() else 1.0
    months = _column(homes, "deposits") / 100.0 / np.maximum(_column(homes, "income").astype(float), 1.0)
    for name, some in (("others", ~inclined), ("inclined", inclined)):
        found[f"buffer_held:{name}"] = float(np.exp(np.log(months[some & (months > SCARCE)]).mean()))
    for product in CASH:
        holds = balance[PRODUCTS.index(product)] > 0
        found[f"reluctant_holders:{product}"] = float((holds & ~inclined).sum()) / max(int(holds.sum()), 1)
    for product in LATE:
        missed = bucket[PRODUCTS.index(product)][balance[PRODUCTS.index(product)] > 0]
        found[f"bucket_early:{product}"] = _share((missed >= 1) & (missed <= 2))
        found[f"bucket_late:{product}"] = _share(missed >= 3)
    return found | _cars(_column(homes, "car"), _column(homes, "plate")) | _default_rates(economy)


def _share(flags: NDArray[Any]) -> float:
    return float(flags.mean()) if len(flags) else 0.0


def _by_product(homes: NDArray[np.void], name: str) -> Array:
    values = _column(homes, name).astype(float)
    return values if len(values) == len(PRODUCTS) else values.T


def _cars(car: NDArray[Any], plate: NDArray[Any]) -> dict[str, float]:
    owned = _share(car != Car.NONE)
    found = {f"car_kind:{name}": _share(car == kind) / owned for name, kind in KINDS.items()}
    return found | {"car_stock": owned, "fuel_plate_share": _share(plate > 0) / _share(car >= Car.ICE)}


def _default_rates(economy: Economy) -> dict[str, float]:
    """What lenders expect, by product: mean by their books."""
    stock, rate = economy.book.stock.sum(axis=0).astype(float), economy.world.lenders.default_rate
    found = {}
    for k, product in enumerate(PRODUCTS[:-1]):
        found[f"default_rate:{product}"] = float((rate[k] * stock[k]).sum() / max(stock[k].sum(), 1.0))
    return found
