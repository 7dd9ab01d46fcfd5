"""Trials inside the model: chance makes arms alike, and their difference is the paired effect."""

import numpy as np
import pytest

from sim import load_scenario, simulate

SEEDS = range(1, 9)
SETTINGS = {"households": 6000, "burn_in": 6}
HELP = {"products": ["consumer_loan"], "points": 2.0, "from": "2025-01"}
"""Two points off the rate of bank loans, for a year."""


def by_household(run, name):
    """A variable of the last month over the households, by arm where there are arms."""
    last = run.isel(month=-1)
    dims = ["segment", "quintile"]
    return (last[name].sum(dims) / last["households"].sum(dims)).to_numpy()


@pytest.fixture(scope="module")
def runs():
    base = load_scenario("shanghai/no_policy").with_months("2024-07", "2025-12")
    everyone = base.with_levers(rate_trial=HELP)

    def half(seed):
        """Arms follow from the key alone: a key of its own for each seed, so that no two draws of arms are the same."""
        return base.with_levers(rate_trial={**HELP, "trial": {"share": 0.5, "key": f"half_{seed}"}})

    return [[simulate(one, seed=seed, **SETTINGS) for one in (base, everyone, half(seed))] for seed in SEEDS]


def mean_and_error(values):
    return np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))


def test_arms_are_balanced_before_the_trial_begins(runs):
    for name in ("income", "deposits", "credit_balance_by_group", "persons"):
        apart = []
        for *_, trial in runs:
            none, treated = by_household(trial.isel(month=slice(0, 6)), name)
            apart.append(treated / none - 1.0)
        mean, error = mean_and_error(apart)
        assert abs(mean) < 3.0 * error, name
    shares = [
        float(trial.households.sum(("segment", "quintile")).isel(month=0, arm=1) / trial.households.isel(month=0).sum())
        for *_, trial in runs
    ]
    assert np.mean(shares) == pytest.approx(0.5, abs=0.01)


def test_the_difference_between_arms_is_the_paired_estimate_within_error(runs):
    arms, pairs = [], []
    for base, everyone, trial in runs:
        none, treated = by_household(trial, "credit_balance_by_group")
        arms.append(treated - none)
        pairs.append(by_household(everyone, "credit_balance_by_group") - by_household(base, "credit_balance_by_group"))
    (between, error), (paired, paired_error) = mean_and_error(arms), mean_and_error(pairs)
    assert paired > 4.0 * paired_error, "a cheaper loan is taken more often"
    assert paired_error < 0.5 * error, "what pairing is for"
    assert abs(between - paired) < 3.0 * np.hypot(error, paired_error)
    assert between > 0
