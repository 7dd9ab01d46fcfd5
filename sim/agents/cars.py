"""A car's planned date: the cash held ready for it, and whether the car will be replaced or given up."""

from __future__ import annotations

import numpy as np

from sim.engine.draws import Decision, uniform
from sim.engine.kernel import formula, kernel

_f4 = np.float32


@formula
def saved_up(share, price, months_to_go, horizon):
    """Cash a household holds ready for a planned purchase, CNY: a share of the price, built up over the months before.
    price : CNY.  months_to_go : to the planned date, negative = overdue.  horizon : month. Assumption."""
    return share * price * min(max(_f4(1) - _f4(months_to_go) / horizon, _f4(0)), _f4(1))


@kernel
def gives_car_up(seed, household, date, share):
    """Does an owner part with its car at the planned date instead of replacing it? Drawn for the date, so that the
    household knows before: it neither saves up nor takes up an offer. Ownership stays where it is because those
    without a car plan a first one as often (`first_car` of the population).
    date : month of the run, never negative.  share : of planned dates. Assumption, see parameters: car_given_up."""
    return uniform(seed, household, max(date, 0), Decision.GIVE_CAR_UP) < share
