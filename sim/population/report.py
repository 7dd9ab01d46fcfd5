"""What the marginals ask for beside what the households of a population give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.traits import THIN
from sim.parameters import parameters
from sim.policy.vocabulary import BUCKETS, PRODUCTS, QUINTILES, SEGMENTS, Car, Product, Tenure
from sim.population.cells import FIFTHS, RESIDENTS, SIZES, Cells, population_parameters
from sim.population.marginals import Marginals, read_marginals
from sim.population.synthesis import column

Array = NDArray[np.float64]
GRADES = {"SEEN": "B"}
"""Grade of a parameter by its evidence; everything else is C."""
CHECK = "check"
"""Marginal of the rows that nothing was fitted to: national figures to compare with."""


class Line(NamedTuple):
    """One row of the table; error: standard error of what was achieved, for a sample of this size."""

    marginal: str
    category: str
    target: float
    achieved: float
    difference: float
    unit: str
    grade: str
    source: str
    error: float


class _Sample:
    """Columns of a population, the marginals and the parameters they are compared with."""

    def __init__(self, blocks: NDArray[np.void], cells: Cells, m: Marginals, p: dict[str, float]) -> None:
        self.blocks, self.m, self.p = blocks, m, p
        group = column(blocks, "group") // max(1, column(blocks, "arm").max() + 1)
        self.group = np.asarray(group, np.int64)
        self.ones = np.ones(len(self.group))
        self.scale = float(cells.people.city) / len(self.group)
        self.income = self("income")

    def __call__(self, name: str) -> Array:
        return column(self.blocks, name).astype(np.float64)

    def line(
        self,
        name: tuple[str, str],
        target: float,
        part: Array,
        whole: Array,
        source: tuple[str, str, str],
        factor: float = 1,
    ) -> Line:
        """Ratio of two sums, its standard error (delta method) and its target."""
        ratio = part.sum() / whole.sum()
        error = np.sqrt(np.square(part - ratio * whole).sum()) / whole.sum()
        if factor == 1 and 0 < target < 1 and part.max() <= 1 and whole.max() <= 1:
            error = max(error, np.sqrt(target * (1 - target) / whole.sum()))
        achieved = float(ratio * factor)
        return Line(*name, target, achieved, achieved - target, *source, float(error * factor))

    def origin(self, marginal: str, category: str = "all") -> tuple[str, str, str]:
        """unit, grade and source of a row of the marginals."""
        row = self.m.row(marginal, category)
        return row.unit, row.grade, row.source

    def parameter(self, name: str) -> tuple[str, str, str]:
        """unit, grade and source of a parameter."""
        known = parameters()[name]
        return known.unit, GRADES.get(known.evidence, "C"), known.source


def _people(s: _Sample) -> Iterator[Line]:
    segment, resident, quintile = s.group // (2 * QUINTILES), s.group % 2, s.group // 2 % QUINTILES
    for marginal, names, code in (
        ("segment", SEGMENTS, segment),
        ("quintile", FIFTHS, quintile),
        ("resident", RESIDENTS, resident),
    ):
        for k, name in enumerate(names):
            part = (code == k).astype(float)
            yield s.line((marginal, name), s.m.value(marginal, name), part, s.ones, s.origin(marginal, name))
    tenure, size, dormitory = s("tenure"), s("size"), s.p["dormitory_share"]
    housed = (tenure != Tenure.DORMITORY).astype(float)
    owner = (tenure <= Tenure.MORTGAGED).astype(float)
    for name in SIZES:
        part = housed * (size == float(name))
        yield s.line(("family_size", name), s.m.value("family_size", name), part, housed, s.origin("family_size", name))
    renter = (tenure == Tenure.RENTER).astype(float)
    rented = ("tenure_renter_of_housed", "renter")
    yield s.line(rented, s.m.value(*rented), renter, housed, s.origin(*rented))
    yield s.line(("tenure", "dormitory"), dormitory, 1 - housed, s.ones, s.parameter("dormitory_share"))
    mortgaged = (tenure == Tenure.MORTGAGED).astype(float)
    target = s.p["mortgaged_share"] * s.p["mortgage_offset"]
    yield s.line(("tenure", "mortgaged of owners"), target, mortgaged, owner, s.parameter("mortgaged_share"))
    yield s.line(
        ("thin", "all"),
        s.p["thin_share"],
        (s("traits").astype(int) & THIN != 0).astype(float),
        s.ones,
        s.parameter("thin_share"),
    )
    searching = ~np.isin(segment, (SEGMENTS.index("student"), SEGMENTS.index("senior")))
    earners, employed = s("earners"), s("employed").astype(int)
    idle = searching * (earners - (employed & 1) - (employed >> 1))
    yield s.line(("unemployment", "all"), s.p["unemployment"], idle, searching * earners, s.parameter("unemployment"))
    mean = s.m.value("income_per_head") / 12 * s.m.value("residents") * 1e6 / s.p["city_households"]
    unit = ("CNY/month", *s.origin("income_per_head")[1:])
    yield s.line(("income", "mean of a household"), mean, s.income, s.ones, unit)
    shares = s.m.vector("quintile_income_share", FIFTHS)
    for k, name in enumerate(FIFTHS):
        part = s.income * (quintile == k)
        origin = s.origin("quintile_income_share", name)
        yield s.line(("quintile_income_share", name), shares[k] / shares.sum(), part, s.income, origin)
    yield _gini(s)


def _gini(s: _Sample) -> Line:
    """Gini of income, with the standard error of its influence function."""
    x = np.sort(s.income)
    n, mean = len(x), x.mean()
    rank = (np.arange(n) + 0.5) / n
    above = (x.sum() - np.cumsum(x)) / n
    value = float(2 * (x * rank).mean() / mean - 1)
    influence = (2 * (x * rank + above) - x - value * x) / mean
    error = float(influence.std() / np.sqrt(n))
    target = s.p["income_gini"]
    return Line("income", "Gini", target, value, value - target, *s.parameter("income_gini"), error)


def _wealth(s: _Sample) -> Iterator[Line]:
    owner = (s("tenure") <= Tenure.MORTGAGED).astype(float)
    due = s("balance")[:, Product.CARD] - s("revolving")
    low = ((s("deposits") - due) / 100 < 0.5 * s.income).astype(float)
    for name, part in (("wealthy", low * owner), ("poor", low * (1 - owner))):
        key = f"hand_to_mouth_{name}"
        target = s.p[key] * s.p["hand_to_mouth_offset"]
        yield s.line(("hand_to_mouth", name), target, part, s.ones, s.parameter(key))
    level = s.m.value("housing_assets", "mean") * 1e4 / 0.96 * s.p["house_price_offset"]
    origin = ("CNY", *s.parameter("house_price_offset")[1:])
    yield s.line(("house_value", "mean of an owner"), level, s("house_value"), owner, origin)
    volume = s.p["household_loans"] * s.p["mortgage_loan_share"]
    origin = ("100m_CNY", *s.parameter("mortgage_loan_share")[1:])
    yield s.line(("mortgages", "city"), volume, s("mortgage"), s.ones, origin, s.scale * len(s.ones) / 1e8)
    car, plate = s("car"), s("plate")
    cars = s.m.value("car_stock") * s.p["private_car_share"]
    for kind in (Car.NEV, Car.ICE, Car.USED):
        name = kind.name.lower()
        target = cars * s.m.value("car_kind", name)
        origin = ("million vehicles", *s.origin("car_kind", name)[1:])
        part = (car == kind).astype(float)
        yield s.line(("cars", name), target, part, s.ones, origin, s.scale * len(s.ones) / 1e6)
    fuel = ((car == Car.ICE) | (car == Car.USED)).astype(float)
    yield s.line(("plate", "of fuel cars"), s.p["fuel_plate_share"], plate, fuel, s.parameter("fuel_plate_share"))
    bidding = (s("bidding") > 0).astype(float)
    yield s.line(("bidding", "all"), s.p["bidding_share"], bidding, s.ones, s.parameter("bidding_share"))


def _credit(s: _Sample) -> Iterator[Line]:
    balance, line, carried = s("balance") / 100, s("card_limit") / 100, s("revolving") / 100
    held = (balance > 0).astype(float)
    held[:, Product.CARD] = line > 0
    loans = s.p["household_loans"] * s.p["consumption_loan_share"]
    to_city = s.scale * len(s.ones) / 1e8
    for k, product in enumerate(PRODUCTS):
        target = s.m.value("participation", product)
        yield s.line(("participation", product), target, held[:, k], s.ones, s.origin("participation", product))
        target = loans * s.m.value("product_share", product)
        origin = ("100m_CNY", *s.origin("product_share", product)[1:])
        yield s.line(("balance", product), target, balance[:, k], s.ones, origin, to_city)
    card = balance[:, Product.CARD] + balance[:, Product.CARD_INSTALMENT]
    yield s.line(("card", "utilisation"), s.p["card_utilisation"], card, line, s.parameter("card_utilisation"))
    yield s.line(("card", "revolving part"), s.p["revolving_share"], carried, card, s.parameter("revolving_share"))
    revolver = held[:, Product.CARD] * ((carried > 0) | (held[:, Product.CARD_INSTALMENT] > 0))
    name = ("card", "users that revolve or pay by instalment")
    yield s.line(name, s.p["revolver_share"], revolver, held[:, Product.CARD], s.parameter("revolver_share"))
    counted = [k for k in range(Product.CARD_INSTALMENT, len(PRODUCTS)) if k != Product.BNPL]
    owing = (held[:, counted] > 0).any(1) | (carried > 0) | (s("mortgage") > 0)
    target = s.m.value("debt_participation")
    yield s.line(("debt_participation", "all"), target, owing.astype(float), s.ones, s.origin("debt_participation"))
    missed = s("bucket")
    days_past_due = np.where(missed <= 3, missed, np.where(missed <= 6, 4, 5))
    grace = s("marks")[:, Product.EDUCATION_LOAN] > 0
    for k, product in enumerate(PRODUCTS):
        account = carried > 0 if k == Product.CARD else held[:, k] > 0
        account = account & ~grace if k == Product.EDUCATION_LOAN else account
        for b, days in enumerate(BUCKETS):
            part = (account & (days_past_due[:, k] == b)).astype(float)
            category = f"{product}:{days}"
            target = s.m.value("bucket", category)
            yield s.line(("bucket", category), target, part, account.astype(float), s.origin("bucket", category))
    record = (s("exclusion") > 0).astype(float)
    name = ("record", "charged-off debt")
    yield s.line(name, s.p["default_record_share"], record, s.ones, s.parameter("default_record_share"))


def _checks(s: _Sample) -> Iterator[Line]:
    survey = ("B", "PBoC 2019 urban household survey (borrower_facts), national")
    mortgage = s("mortgage")
    balance = s("balance") / 100
    debt = balance[:, Product.CARD_INSTALMENT :].sum(1) + s("revolving") / 100 + mortgage
    service = s("payment").sum(1) / 100 + s("mortgage_payment")
    fraction = ("fraction", *survey)
    yield s.line((CHECK, "debt service over income"), 0.184, service, s.income, fraction)
    yield s.line((CHECK, "debt over yearly income"), 1.02, debt, 12 * s.income, fraction)
    yield s.line((CHECK, "mortgages in debt"), 0.759, mortgage, debt, fraction)
    order = np.sort(debt[debt > 0])
    top = (order >= order[int(0.8 * len(order))]) * order
    yield s.line((CHECK, "debt of the most indebted fifth"), 0.614, top, order, fraction)
    residents = ("million persons", *s.origin("residents")[1:])
    to_city = s.scale * len(s.ones) / 1e6
    yield s.line((CHECK, "members of all households"), s.m.value("residents"), s("size"), s.ones, residents, to_city)


def population_table(blocks: NDArray[np.void], cells: Cells) -> list[Line]:
    """Every marginal with what the population gives, at central parameters; then figures nothing was fitted to."""
    sample = _Sample(blocks, cells, read_marginals(), population_parameters())
    return [*_people(sample), *_wealth(sample), *_credit(sample), *_checks(sample)]
