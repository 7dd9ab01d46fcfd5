"""How well a credit score ranks borrowers, and the error that answers to it."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

SQUARE_ROOT_2 = 1.4142135623730951

USUAL_AUC, USUAL_THIN_AUC = 0.683, 0.633
"""Discriminating power of bureau-only scores of thick and thin files: centres of the priors AUC_b and AUC_b - dAUC.
Levers state gains against these; a drawn level of a lender keeps the factor of its error."""


def score_noise(auc: float, spread: float = 1.0) -> float:
    """Sd of the error of a score with this AUC, log-odds. spread : sd of true creditworthiness.

    For rare defaults the scores of bad and good borrowers lie d' = spread^2 / sd(score) sds apart and
    AUC = Phi(d' / sqrt(2)), so sd(noise)^2 = spread^4 / d'^2 - spread^2. Source: memo 5.
    """
    apart = SQUARE_ROOT_2 * NormalDist().inv_cdf(auc)
    return float(np.sqrt(max(spread**4 / apart**2 - spread**2, 1e-4)))


def noise_factor(auc: float, gain: float) -> float:
    """Sd of the error of a score whose AUC rises by a gain, over what it was: 1 without a gain."""
    return score_noise(auc + gain) / score_noise(auc)
