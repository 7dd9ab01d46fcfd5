"""Figures of runs: on their scales, with the errors they share, and kept so that nothing is run twice."""

from dataclasses import replace

import numpy as np
import pytest

from calibration.observation import covariance
from calibration.runs import Store
from calibration.search.bank import Bank
from calibration.search.space import space_filling, whole_space
from calibration.search.statistics import (
    STRESS_SD,
    Figures,
    figures_of,
    loan_covariance,
    retail_covariance,
    stress_covariance,
)
from calibration.states.retail import MIDDLE
from calibration.targets import targets
from sim.errors import DataError
from sim.running import simulate
from sim.scenarios import load_scenario


@pytest.fixture(scope="module")
def figures():
    return figures_of("2025-07", "2022-12")


@pytest.fixture
def small(tmp_path):
    scenario = load_scenario("shanghai/actual").with_prior().with_months(last="2022-12")
    space = whole_space(("habit", "external_share"))
    return lambda: Bank(Store(tmp_path / "kept"), scenario, space, "2025-07", "2022-12", 400, 2, 2)


def test_what_was_answered_is_not_run_again(small):
    points = space_filling(3, 2, 1)
    first = small().statistics(points, 1, "design")
    done = len(small().store)
    np.testing.assert_array_equal(small().statistics(points, 1, "design"), first)
    assert len(small().store) == done == 3
    small().statistics(points[:1], 2, "design")
    assert len(small().store) == 4


def test_statistics_are_those_of_the_run_on_the_scale_of_their_errors(small, figures):
    bank, point = small(), np.array([[0.3, 0.7]])
    answered = bank.statistics(point, 1, "design")[0]
    run = simulate(bank.scenario.with_parameters(bank.space.values(point[0])), households=400, burn_in=2)
    np.testing.assert_array_equal(answered, figures.of(run))
    for target, said in zip(figures.targets, figures.observed, strict=True):
        assert said == pytest.approx(np.log(target.value) if target.log else target.value)


def test_figures_of_one_operator_share_an_error_and_others_do_not():
    fitted = Figures(targets("2025-07", "fit"))
    covariance = fitted.covariance(0.4)
    np.linalg.cholesky(covariance)
    card = [k for k, target in enumerate(fitted.targets) if target.operator == "card_utilisation"]
    cars = [k for k, target in enumerate(fitted.targets) if target.operator == "new_cars"]
    first = fitted.targets[card[0]]
    assert covariance[card[0], card[1]] == pytest.approx(first.common**2)
    assert covariance[card[0], card[0]] == pytest.approx(first.sd**2)
    assert covariance[card[0], cars[0]] == 0.0


def test_errors_of_observation_and_every_latent_state_add_up():
    listed = targets("2025-07", "fit")
    latent = [retail_covariance(listed, 0.4), stress_covariance(listed), loan_covariance(listed)]
    assert all(np.trace(part) > 0 for part in latent)
    np.testing.assert_allclose(Figures(listed).covariance(0.4), covariance(listed) + sum(latent))


def test_latent_states_of_retail_sales_grow_with_time_and_leave_other_figures_alone():
    fitted = targets("2025-07", "fit")
    outside_only = retail_covariance(fitted, 0.0)
    retail = [k for k, target in enumerate(fitted) if target.group == "retail"]
    months = [k for k in retail if fitted[k].operator == "retail_first_base" and fitted[k].first == fitted[k].last]
    since = [int((fitted[k].first - min(fitted[m].first for m in retail)).astype(int)) + 1 for k in months]
    np.testing.assert_allclose(np.diag(outside_only)[months], MIDDLE.outside_sd**2 * np.array(since), rtol=1e-9)
    others = np.setdiff1d(np.arange(len(fitted)), retail)
    assert (outside_only[others] == 0).all()
    alone = np.diag(retail_covariance(fitted, 1.0))[months]
    np.testing.assert_allclose(alone, MIDDLE.demand_sd**2 / (1 - MIDDLE.phi**2))


def test_stress_moves_arrears_together_and_nothing_else():
    fitted = targets("2025-07", "fit")
    covariance = stress_covariance(fitted)
    late = [k for k, target in enumerate(fitted) if target.id in {"card_overdue_180_2022_03", "auto_31_60_2025_06"}]
    np.testing.assert_allclose(covariance[late[0], late[1]], STRESS_SD**2 * 3)
    assert covariance[0].sum() == 0.0


def test_mortgages_and_operating_loans_leave_flows_open_and_other_figures_alone():
    fitted = targets("2025-07", "fit")
    covariance = loan_covariance(fitted)
    place = {target.id: k for k, target in enumerate(fitted)}
    long, growth = place["household_medium_long_flow_2025_q2"], place["household_loan_growth_2025_06"]
    short = place["household_short_flow_2025_h1"]
    assert 10e9 < np.sqrt(covariance[long, long]) < 80e9
    assert 0.01 < np.sqrt(covariance[growth, growth]) < 0.1
    assert covariance[short, short] < covariance[long, long]
    assert covariance[long, growth] > 0
    assert covariance[place["card_overdue_180_2022_03"]].sum() == 0.0


def test_a_negative_figure_with_a_relative_error_is_refused(figures):
    bad = replace(figures.targets[0], value=-1.0, log=True)
    with pytest.raises(DataError, match="its error is stated as a part of it"):
        Figures((bad,))
