"""States by month: what conditioning on figures gives is what statsmodels' Kalman filter and smoother give."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.tsa.statespace.mlemodel import MLEModel
from statsmodels.tsa.statespace.sarimax import SARIMAX

from calibration.states.gaussian import autoregression, constant, joined, process, trend

LUCK = np.random.default_rng(3)


def _persistent(months: int, phi: float, sd: float) -> np.ndarray:
    return autoregression(months, phi) @ (sd * LUCK.standard_normal(months))


def test_likelihood_and_smoothed_ar1_with_missing_months_are_those_of_statsmodels() -> None:
    phi, sd, noise, months = 0.8, 0.5, 0.3, 60
    values = _persistent(months, phi, sd) + noise * LUCK.standard_normal(months)
    values[[3, 4, 20, 59]] = np.nan
    seen = np.flatnonzero(np.isfinite(values))
    posterior, density = process(months, phi, sd).observe(np.eye(months)[seen], values[seen], np.full(len(seen), noise))
    known = SARIMAX(values, order=(1, 0, 0), measurement_error=True).smooth([phi, noise**2, sd**2])
    assert density == pytest.approx(known.llf, rel=1e-9)
    assert posterior.mean == pytest.approx(known.smoothed_state[0], abs=1e-9)
    assert np.diag(posterior.cov) == pytest.approx(known.smoothed_state_cov[0, 0], abs=1e-9)


class Quarters(MLEModel):
    """AR(1) by month of which only sums of three months are seen, as statsmodels says it: three lags in the state."""

    def __init__(self, values: np.ndarray, phi: float, sd: float, noise: float) -> None:
        super().__init__(values, k_states=3, k_posdef=1)
        self["design"] = np.ones((1, 3))
        self["transition"] = np.array([[phi, 0, 0], [1, 0, 0], [0, 1, 0]])
        self["selection"] = np.array([[1.0], [0.0], [0.0]])
        self["state_cov"] = np.array([[sd**2]])
        self["obs_cov"] = np.array([[noise**2]])
        self.ssm.initialize_stationary()


def test_sums_of_quarters_say_of_months_what_a_filter_with_lags_says() -> None:
    phi, sd, noise, months = 0.7, 1.0, 0.1, 36
    path = _persistent(months, phi, sd)
    rows = np.kron(np.eye(12), np.ones(3))
    values = rows @ path
    monthly = np.full(months, np.nan)
    monthly[2::3] = values
    posterior, density = process(months, phi, sd).observe(rows, values, np.full(12, noise))
    known = Quarters(monthly, phi, sd, noise).smooth([])
    assert density == pytest.approx(known.llf, rel=1e-8)
    assert posterior.mean == pytest.approx(known.smoothed_state[0], abs=1e-8)


def test_a_local_linear_trend_is_that_of_statsmodels_seen_at_few_months() -> None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    months, level, slope, noise = 30, 0.4, 0.05, 0.2
    values = np.cumsum(LUCK.normal(0.3, level, months))
    seen = [4, 5, 17, 29]
    prior = trend(months, level, slope, 0.1, 0.5)
    posterior, _ = prior.observe(np.eye(months)[seen], values[seen], np.full(4, noise))
    hidden = np.full(months, np.nan)
    hidden[seen] = values[seen]
    model = UnobservedComponents(hidden, level="local linear trend")
    # the first month: one step of both shocks from a level of 0 and a slope of 0.1; its slope is that of the next
    start = np.array([[0.5**2 + level**2 + slope**2, 0.5**2 + slope**2], [0.5**2 + slope**2, 0.5**2 + 2 * slope**2]])
    model.ssm.initialize_known(np.array([0.1, 0.1]), start)
    known = model.smooth([noise**2, level**2, slope**2])
    assert posterior.mean == pytest.approx(known.smoothed_state[0], abs=1e-8)


def test_samples_have_the_moments_of_the_state() -> None:
    state, _ = process(12, 0.9, 1.0).observe(np.ones((1, 12)) / 12, np.array([2.0]), np.array([0.1]))
    drawn = state.sample(LUCK, 40_000)
    error = np.sqrt(np.diag(state.cov) / 40_000)
    assert np.all(np.abs(drawn.mean(axis=0) - state.mean) < 5 * error)
    assert np.cov(drawn.T) == pytest.approx(state.cov, abs=0.12)


def test_parts_that_are_joined_do_not_touch_one_another() -> None:
    both = joined(constant(1.0, 0.5), process(3, 0.5, 1.0))
    told, _ = both.observe(np.array([[1.0, 0, 0, 0]]), np.array([3.0]), np.array([1e-6]))
    assert told.mean == pytest.approx([3.0, 0, 0, 0], abs=1e-5)


def test_nothing_seen_leaves_the_state_as_it_was() -> None:
    state = process(4, 0.5, 1.0)
    assert state.observe(np.zeros((0, 4)), np.zeros(0), np.zeros(0)) == (state, 0.0)
