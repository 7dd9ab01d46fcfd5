r"""Stress of repayment that the model does not explain: a common shift of the log-odds that an instalment is missed.

.. math:: \log a_t = \log a^{run}_t + \sum_j r_j q_{t-j} + offset

a is the national share of card balances 180 and more days overdue, q a random walk from 0 at the run's begin, r the
run's response to a pulse of the outside path `repayment_stress`, the offset what sets the country apart from the city.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from calibration.states.gaussian import Gaussian, constant, joined, process
from calibration.states.retail import carried

Floats = NDArray[np.float64]

OFFSET_SD, LEVEL_SD = 0.3, 0.7
"""Log difference of country and city; what the level of a run that is not calibrated may be off by (assumptions)."""


def stress_sd(months: Sequence[int], values: Sequence[float], response: Floats) -> float:
    """Size of monthly shocks to stress, log-odds: sd of the series' monthly log changes over the long response.

    months, values : of the log series, in order of time, 3 points at least; response : [lag], of a sum > 0. A random
    walk through irregular points: the squares of changes are divided by the months between them.
    """
    gaps, changes = np.diff(np.asarray(months, np.float64)), np.diff(np.asarray(values, np.float64))
    monthly = float(np.sqrt(np.mean(changes**2 / gaps)))
    return monthly / float(np.sum(response))


def arrears_prior(months: int, sd: float) -> Gaussian:
    """Stress by month and the offset: [months + 1]."""
    return joined(process(months, 1.0, sd), constant(0.0, float(np.hypot(OFFSET_SD, LEVEL_SD))))


def arrears_rows(weights: Floats, response: Floats) -> Floats:
    """Rows of readings over the states. weights : [n, month]; response : [lag] of the log share to a pulse."""
    return np.concatenate([weights @ carried(response, weights.shape[1]), weights.sum(axis=1, keepdims=True)], axis=1)
