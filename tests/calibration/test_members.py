"""The model's own forecast, with a model made by hand whose answers are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.operators import CARD, LONG_PRODUCTS
from calibration.skill.members import (
    LEAST_PART,
    LEAST_SHARE,
    RUN_FROM,
    Path,
    Responses,
    _written,
    forecast,
    pooled,
    read_path,
    responses,
)
from calibration.skill.readings import SERIES, Reading, month_number
from sim import load_scenario
from sim.running import simulate

MONTHS = 42
NOW = month_number("2024-06")
NONE = {series: [] for series in SERIES}


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("shanghai/actual").with_months(last="2025-06")


def live(scenario) -> Path:
    """Log sales answer demand by 0.4 at once and 0.1 a month later, outside buyers by 0.6; log arrears answer stress by
    0.05 a month from the seventh month on."""

    def path(name: str, neutral: float) -> np.ndarray:
        values = np.full(MONTHS, neutral)
        for change in scenario.exogenous.get(name, ()):
            values = change.apply(values, 0, ("",))
        return values

    demand, outside = np.log(path("demand", 1.0)), np.log(path("external_level", 1.0))
    later = np.concatenate([[0.0], demand[:-1]])
    arrears = np.convolve(path("repayment_stress", 0.0), [0.0] * 7 + [0.05] * 10)[:MONTHS]
    growth = 0.004 * np.arange(MONTHS)
    return Path(25.7 + 0.4 * demand + 0.1 * later + 0.6 * outside, -4.3 + arrears, 26.0 + growth, 26.5 + growth)


@pytest.fixture(scope="module")
def answers(scenario) -> Responses:
    return responses(live, scenario)


def _asked(*periods: str) -> list[Reading]:
    return [Reading("retail", month_number(one[:7]), month_number(one[-7:]), 0.0, 1e-6) for one in periods]


def test_responses_of_a_model_are_measured_as_they_are(answers):
    found = answers
    assert found.demand == pytest.approx([0.4, 0.1, 0.0, 0.0])
    assert found.outside == pytest.approx(np.full(MONTHS, 0.6))
    assert found.stress == pytest.approx([0.0] * 7 + [0.05] * 10 + [0.0] * 3)


def test_pooled_members_keep_their_own_answer_of_the_month(answers):
    one = answers
    other = Responses(one.demand * 2, one.outside, one.stress * 3)
    both = pooled([one, other])
    assert [member.demand[0] for member in both] == pytest.approx([0.4, 0.8])
    assert [member.demand[1] for member in both] == pytest.approx([0.15, 0.15])
    # a lasting step of 0.05 x 6 to 10 from the twelfth month on, twice the mean of one and three
    lasting = np.cumsum(one.stress)[12:].mean() * 2
    assert both[0].stress.sum() == pytest.approx(lasting)
    assert both[0].stress[:6] == pytest.approx(0.0)


def test_a_run_with_the_path_that_was_drawn_is_the_closed_form_where_the_model_is_linear(scenario, answers):
    asked = NONE | {
        "retail": _asked("2024-06", "2024-10..2024-12", "2025-03"),
        "card_overdue_180": [Reading("card_overdue_180", month, month, 0.0, 1e-6) for month in (77, 83)],
    }
    made = forecast(live, scenario, answers, NONE, asked, NOW, np.random.default_rng(3))
    for series in ("retail", "card_overdue_180"):
        # months of a window are added up exactly in one and to first order in the other
        assert made.run[series] == pytest.approx(made.linear[series], abs=2e-3)


def test_what_was_published_moves_what_is_forecast(scenario, answers):
    asked = NONE | {"retail": _asked("2024-03")}
    months = range(RUN_FROM + 8, RUN_FROM + 26)
    known = NONE | {"retail": [Reading("retail", month, month, 25.9, 0.005) for month in months]}

    def drawn(seen: dict) -> np.ndarray:
        luck = [np.random.default_rng(k) for k in range(8)]
        return np.array([forecast(live, scenario, answers, seen, asked, NOW, one).run["retail"][0] for one in luck])

    blind, told = drawn(NONE), drawn(known)
    assert told.mean() == pytest.approx(25.9, abs=0.02)
    assert blind.mean() == pytest.approx(25.7, abs=0.25)
    assert told.std() < 0.3 * blind.std()


def test_growth_of_the_country_is_that_of_the_run_and_what_set_them_apart(scenario, answers):
    known = NONE | {"consumption_credit_growth": [Reading("consumption_credit_growth", 77, 77, 0.09, 0.0005)]}
    asked = NONE | {"consumption_credit_growth": [Reading("consumption_credit_growth", 80, 80, 0.0, 1e-6)]}
    made = [forecast(live, scenario, answers, known, asked, NOW, np.random.default_rng(k)).run for k in range(8)]
    values = np.array([one["consumption_credit_growth"][0] for one in made])
    assert values.mean() == pytest.approx(0.09, abs=0.005)
    assert 0.002 < values.std() < 0.01


def test_a_path_is_held_inside_what_a_run_takes():
    written = _written("repayment_stress", np.array([-9.0, 0.5, 9.0]))
    assert written == {"values": (-5.0, 0.5, 5.0)}


def test_a_sample_without_cards_or_long_contracts_has_the_least_share_that_is_told_from_none():
    run = simulate(load_scenario("shanghai/no_policy").with_months("2022-01", "2022-03"), households=300, burn_in=3)
    for product in (*CARD, *LONG_PRODUCTS):
        for name in ("credit_balance", "delinquent_balance"):
            run[name].loc[{"product": product}] = 0.0
    path = read_path(run)
    assert path.arrears == pytest.approx(np.log(LEAST_SHARE))
    assert path.long == pytest.approx(path.short + np.log(LEAST_PART))
