"""What a newcomer is made from: its draws, and the few formulas that turn uniforms into income, loans and arrears.

Small helpers that are called many times are compiled once (`kernel`) instead of inlined: a fifth faster here.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.engine.draws import open_unit, philox
from sim.engine.kernel import formula, kernel
from sim.engine.maths import exp, log, normal_quantile
from sim.policy.vocabulary import QUINTILES

_u4, _f4, _i8 = np.uint32, np.float32, np.int64
_1, _HALF, _TAIL, _FIFTH = _f4(1), _f4(0.5), _f4(1e-6), _f4(0.2)


class StartDecision(IntEnum):
    """What an arrival decides; each gives four uniforms. ACCOUNT, ARREARS: plus the product; DUE: plus the durable."""

    DWELLING = 160
    INCOME = 161
    EARNERS = 162
    PERSON = 163
    HOME = 164
    LIQUIDITY = 165
    CAR = 166
    BORROWER = 167
    CARD = 168
    RECORD = 169
    DUE = 170
    ACCOUNT = 180
    ARREARS = 190


@kernel
def four(seed, household, month, decision):
    """Four uniforms in (0, 1) of one decision."""
    c1 = _u4((_u4(month) << _u4(8)) | _u4(decision))
    a, b, c, d = philox(household, c1, seed[0], seed[1])
    return open_unit(a), open_unit(b), open_unit(c), open_unit(d)


@kernel
def pick(cumulative, u):
    """First place whose cumulative share exceeds u; the last place if none does."""
    k = 0
    while k < cumulative.shape[0] - 1 and u >= cumulative[k]:
        k += 1
    return k


@kernel
def quantile(points, u):
    """Value below which a share u lies, linear between equally spaced quantiles."""
    x = u * _f4(points.shape[0] - 1)
    k = min(_i8(x), _i8(points.shape[0] - 2))
    return points[k] + (x - _f4(k)) * (points[k + 1] - points[k])


@formula
def base_income(level, spread, quintile, u):
    r"""Income around which a household of this fifth moves, CNY/month.

    .. math:: y = l_q e^{s z},  z = \Phi^{-1}((q + u) / 5)

    level : CNY/month at z = 0.  spread : log points.  u : uniform inside the fifth.
    """
    below = (_f4(quintile) + u) * _FIFTH
    above = (_f4(QUINTILES - 1 - quintile) + (_1 - u)) * _FIFTH
    z = normal_quantile(max(below, _TAIL)) if below < _HALF else -normal_quantile(max(above, _TAIL))
    return level * exp(spread * z)


@kernel
def mean_one(spread, u):
    """Log-normal factor with mean one."""
    return exp(spread * normal_quantile(u) - _HALF * spread * spread)


@kernel
def loan_repaid(apr, months_left):
    r"""Loan that one CNY a month repays (等额本息): (1 - (1 + i)^{-m}) / i, i = r / 12; m if i = 0."""
    i = apr / _f4(12)
    return (_1 - exp(-log(_1 + i) * months_left)) / i if i > _f4(1e-5) else months_left


@kernel
def missed_so_far(shares, weight, u):
    """Instalments missed in a row by an account that is found at a moment: 4 to 6 in the bucket of 91 to 180 days with
    equal chance, 7 beyond it. shares : share in this bucket or later; weight : risk over the mean."""
    missed = 0
    for k in range(1, shares.shape[0]):
        if u < weight * shares[k]:
            missed = k
    if missed <= 3:
        return missed
    if missed == 5:
        return 7
    return 4 + min(_i8(_f4(3) * (u - weight * shares[5]) / (weight * (shares[4] - shares[5]))), 2)


@kernel
def selected(tilt, own):
    """Holding of a product at this creditworthiness over the mean holding: lenders choose. It shifts the mean of the
    holders by `tilt`. own : deviation from the mean of the fifth, log-odds, standard normal."""
    return exp(tilt * own - _HALF * tilt * tilt)
