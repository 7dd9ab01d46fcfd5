"""What the households of a group find when they look at loans this month: worked out once, read by every offer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.lender import lowest_quote, quoted_rate
from sim.engine.kernel import formula, kernel
from sim.engine.maths import log

_f4 = np.float32
_ONE, _HEADLINE = _f4(1), _f4(0.5)

Array = NDArray[np.float32]


class Quotes(NamedTuple):
    """Of the loans of one group: [group, ...]. Rates in 1/year."""

    rate: Array  # [g, product, lender] what a household reckons a new loan costs
    lowest: Array  # [g, product] the lowest of them among lenders that offer the product
    log_rate: Array  # [g, product, lender] of that rate as it is felt, see `log_price`
    log_usual: Array  # [g, product] of the usual rate


@formula
def log_price(rate, curvature):
    """ln(APR + k), APR in pp: the form in which borrowers weigh a rate. rate : 1/year.  curvature : k, pp."""
    return log(rate * _f4(100) + curvature)


@formula
def felt_rate(rate, shift):
    """The rate that a borrower acts upon when more (or less) of the true cost is perceived than usual: headlines show
    half of it, as for instalment fees (`perceived`). shift : of the share perceived. Memo 3.5; the half is assumed."""
    return max(rate * (_ONE + _HEADLINE * shift), _f4(0.001))


@kernel
def quote_loans(world):
    """Every group's quotes of this month. Groups that are quoted the same rate share its logarithm."""
    curvature = world.p.rate_curvature
    for g in range(world.group_count):
        quotes = world.quotes[g]
        before = world.quotes[max(g - 1, 0)]
        shift = world.terms[g].literacy_shift
        alike = g > 0 and shift == world.terms[g - 1].literacy_shift
        for product in range(world.products.term.shape[0]):
            quotes.lowest[product] = lowest_quote(world, g, product)
            usual = world.products.rate_reference[product]
            quotes.log_usual[product] = before.log_usual[product] if g > 0 else log_price(usual, curvature)
            for lender in range(world.lenders.kind.shape[0]):
                rate = quoted_rate(world, g, product, lender)
                known = alike and rate == before.rate[product, lender]
                quotes.rate[product, lender] = rate
                quotes.log_rate[product, lender] = (
                    before.log_rate[product, lender] if known else log_price(felt_rate(rate, shift), curvature)
                )
