"""Demand for cash credit: how a wish answers to the rate and to what the money would bring; how much is sought."""

from __future__ import annotations

import numpy as np

from sim.agents.contracts import annuity
from sim.agents.quotes import log_price
from sim.engine.kernel import formula
from sim.engine.maths import exp, log

_f4 = np.float32
_ZERO, _ONE = _f4(0), _f4(1)


@formula
def price_response(p, rate, reference_rate, usual):
    """Odds factor of applying at this rate against the usual one: the nested form e ln(APR + k), with the kink above
    the remembered rate. Source: memo 3.5, priors b_r, k_r; k ~ logU(0.5, 50) pp."""
    above = log_price(rate, p.rate_curvature) - log_price(usual, p.rate_curvature)
    return kinked_response(p, above, rate, reference_rate)


@formula
def kinked_response(p, above, rate, reference_rate):
    """The same, where ln(APR + k) is known: above : what it is more than at the usual rate."""
    step = p.rate_slope * (p.rate_slope_at + p.rate_curvature) * above
    kink = (p.rate_kink - _ONE) * p.rate_slope * max(rate - reference_rate, _ZERO) * _f4(100)
    return exp(step + kink)


@formula
def arbitrage(p, outside, rate):
    """Extra chance of borrowing to invest, or to prepay a mortgage, when a loan costs less than that brings (fractions
    a year). Households differ in what they expect: the mean over a logistic spread, s ln(1 + e^(gap / s)). Source: memo
    3.5 (diversion as outside return times unverified payout); size and spread assumed."""
    gap = (outside - rate) * _f4(100) / p.arbitrage_spread
    return p.arbitrage_slope * p.arbitrage_spread * log(_ONE + exp(min(gap, _f4(30))))


@formula
def outside_return(world, home, i):
    """What borrowed money would bring: the return on savings, or what a mortgage costs that it prepays, 1/year."""
    outside = world.now.outside_return
    return max(outside, world.now.mortgage_rate) if home.mortgage[i] > _ZERO else outside


@formula
def amount_sought(income, ceiling, rate, months, luck):
    """Loan asked for, CNY: the one whose instalment is the ceiling, scaled by a draw between a half and one and a half.
    ceiling : fraction of income. Source: memo 3.5 (Q* = tau y a(T, r))."""
    return income * ceiling * annuity(rate, months) * (_f4(0.5) + luck)
