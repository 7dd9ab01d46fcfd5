"""The fitted population as small arrays that compiled code reads: `load_cells`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import DataError
from sim.parameters import parameters as known_parameters
from sim.policy.vocabulary import PRODUCTS, QUINTILES, SEGMENTS, Tenure
from sim.population.credit import Credit, credit_tables
from sim.population.fitting import fit
from sim.population.levels import f4, fifth_means, income_grid, spread_for
from sim.population.marginals import FILE, Marginals, read_marginals
from sim.population.settled import settled
from sim.population.wealth import Wealth, wealth_tables

TENURES = tuple(tenure.name.lower() for tenure in Tenure)
RESIDENTS = ("non_hukou", "hukou")
SIZES = ("1", "2", "3", "4", "5", "6")
FIFTHS = tuple(str(q) for q in range(QUINTILES))
LENDERS = 18
"""Lenders of the uniform table that stands in until a lenders' table is given."""


class People(NamedTuple):
    """Who lives where. g: group (segment, quintile, resident); cell: tenure x size; all shares cumulative where said.

    city [household], share [g]: float64. cell [g, tenure * 6 + size - 1]: cumulative. income_base [q]: CNY/month of
    base income at z = 0; income_spread, income_deviation: log points. ages [segment, 5]: quartiles. second_earner
    [segment]. thin [g]. score_shift [q].
    """

    city: float
    share: NDArray[np.float64]
    cell: NDArray[np.float32]
    income_base: NDArray[np.float32]
    income_spread: np.float32
    income_deviation: np.float32
    unemployment: np.float32
    job_finding: np.float32
    ages: NDArray[np.float32]
    second_earner: NDArray[np.float32]
    thin: NDArray[np.float32]
    score_shift: NDArray[np.float32]
    shock_score: np.float32


class Cells(NamedTuple):
    """Everything `arrive` reads. arms: trial arms of the run (groups are counted with them)."""

    arms: int
    people: People
    wealth: Wealth
    credit: Credit


def population_parameters(changed: Mapping[str, float] | None = None) -> dict[str, float]:
    """Central values of all parameters, with some changed."""
    central = {name: parameter.value for name, parameter in known_parameters().items()}
    unknown = sorted(set(changed or ()) - set(central))
    if unknown:
        raise DataError(f"there is no parameter {unknown[0]!r}.", remedy="Look it up in sim/data/parameters.")
    return {**central, **(changed or {})}


def household_table(m: Marginals, p: Mapping[str, float]) -> NDArray[np.float64]:
    """Shares of households by segment, quintile, resident, tenure and size."""
    seed = np.einsum(
        "sq,sr,st,sn,rt,qt,qn->sqrtn",
        m.matrix("segment:quintile", SEGMENTS, FIFTHS),
        m.matrix("segment:resident", SEGMENTS, RESIDENTS),
        m.matrix("segment:tenure", SEGMENTS, TENURES),
        m.matrix("segment:size", SEGMENTS, SIZES),
        m.matrix("resident:tenure", RESIDENTS, TENURES),
        m.matrix("quintile:tenure", FIFTHS, TENURES),
        m.matrix("quintile:size", FIFTHS, SIZES),
    )
    seed[:, :, :, Tenure.DORMITORY, 1:] = 0
    dormitory = p["dormitory_share"]
    renter = (1 - dormitory) * m.value("tenure_renter_of_housed", "renter")
    owned = 1 - dormitory - renter
    mortgaged = owned * p["mortgaged_share"] * p["mortgage_offset"]
    size = (1 - dormitory) * m.vector("family_size", SIZES)
    size[0] += dormitory
    return fit(
        seed,
        [
            ((0,), m.vector("segment", SEGMENTS)),
            ((1,), m.vector("quintile", FIFTHS)),
            ((2,), m.vector("resident", RESIDENTS)),
            ((3,), np.array([owned - mortgaged, mortgaged, renter, dormitory])),
            ((4,), size),
        ],
        tolerance=1e-10,
    )


def load_cells(
    *,
    parameters: Mapping[str, float] | None = None,
    lender_share: NDArray[np.float32] | None = None,
    file: Path = FILE,
) -> Cells:
    """Read the marginals, fit the table and work out every level.

    parameters : values by name that replace the central ones.
    lender_share : cumulative shares [product, lender]; without it 18 lenders share equally.
    """
    m, p = read_marginals(file), population_parameters(parameters)
    opening = settled(p)
    table = household_table(m, p)
    share = table.sum(axis=(3, 4)).ravel()
    tenure = table.sum(axis=4).reshape(-1, len(TENURES)) / np.maximum(share, 1e-300)[:, None]
    by_group = np.indices((len(SEGMENTS), QUINTILES, 2)).reshape(3, -1)
    variance = (p["income_shock"] ** 2 / 12) / (1 - p["income_persistence"] ** 2)
    deviation = variance**0.5
    mean = m.value("income_per_head") / 12 * m.value("residents") * 1e6 / p["city_households"]
    means = m.vector("quintile_income_share", FIFTHS)
    means = means / means.mean() * mean
    # Income moves around its base so that its mean is the base: the median lies half the variance below.
    medians = means / np.exp(0.5 * variance)
    spread = spread_for(medians, deviation, p["income_gini"])
    grid = income_grid(medians, spread, deviation, points=30, moves=9)
    cell = table.reshape(len(share), -1) / np.maximum(share, 1e-300)[:, None]
    thin = m.vector("thin", SEGMENTS)[by_group[0]]
    thin *= p["thin_share"] * opening("thin_share") / (share @ thin)
    people = People(
        city=float(p["city_households"]),
        share=np.round(share / share.sum(), 12),
        cell=f4(np.cumsum(cell, axis=1)),
        income_base=f4(means / fifth_means(spread)),
        income_spread=np.float32(f4(spread)),
        income_deviation=np.float32(f4(deviation)),
        unemployment=np.float32(p["unemployment"]),
        job_finding=np.float32(p["job_finding"]),
        ages=f4(m.matrix("age", SEGMENTS, m.categories("age", f"{SEGMENTS[0]}:"))),
        second_earner=f4(m.vector("second_earner", SEGMENTS)),
        thin=f4(thin),
        shock_score=np.float32(p["shock_score"]),
        score_shift=f4(m.vector("score_shift", FIFTHS)),
    )
    wealth = wealth_tables(m, p, share, tenure, by_group, grid, mean, opening)
    credit = credit_tables(m, p, share, tenure, by_group, grid, thin, wealth, opening)
    if lender_share is None:
        lender_share = np.tile(np.arange(1, LENDERS + 1, dtype=np.float32) / np.float32(LENDERS), (len(PRODUCTS), 1))
    return Cells(1, people, wealth, credit._replace(lender_share=np.asarray(lender_share, np.float32)))
