"""Where stocks settle: what is measured of a city, and how it answers to parameters."""

import numpy as np
import pytest

from calibration.opening.__main__ import write
from calibration.opening.responses import Response, moved_parameters, places, response
from calibration.opening.stocks import gaps, stocks
from sim.build import build
from sim.parameters import draw_values
from sim.population import settled as module
from sim.population.marginals import read_marginals
from sim.population.settled import forget, settled
from sim.scenarios import load_scenario


@pytest.fixture(scope="module")
def at():
    """Where parameters lie in 200 draws. Drawing them costs more than fitting to them."""
    return places(range(200))


def test_a_response_is_found_in_noise_and_is_nothing_at_the_centre(at):
    rng = np.random.default_rng(1)
    names = moved_parameters()
    first, second = names.index("reluctance"), names.index("roll_1")
    gap = 0.8 * at[:, first] - 0.5 * at[:, second] + 1.5 * at[:, first] * at[:, second]
    found = response(at, gap + 0.02 * rng.standard_normal(len(gap)))
    centre = places([0]) * 0
    assert found.explained > 0.9
    assert {("reluctance", ""), ("roll_1", "")} <= set(found.terms)
    assert not centre.any()


def test_what_answers_to_nothing_explains_nothing(at):
    assert response(at, np.random.default_rng(2).standard_normal(200)).explained < 0.2


def test_a_city_at_the_centre_opens_on_the_marginals():
    built = build(load_scenario("shanghai/no_policy").with_prior(), 20_000, 1, None, burn_in=1)
    found, m, p = stocks(built.economy), read_marginals(), draw_values(None, "prior")
    for name, target in (
        ("participation:card", m.value("participation", "card")),
        ("participation:consumer_loan", m.value("participation", "consumer_loan")),
        ("default_record_share", p["default_record_share"]),
        ("thin_share", p["thin_share"]),
    ):
        assert found[name] == pytest.approx(target, abs=4 * (target * (1 - target) / 20_000) ** 0.5)
    assert found["car_kind:nev"] + found["car_kind:ice"] + found["car_kind:used"] == pytest.approx(1)


def test_gaps_are_logarithms_of_the_settled_over_the_opening_stock():
    found = gaps(None, 2_000, 3)
    assert abs(found["participation:card"]) < 0.1
    assert 0.5 < found["car_kind:used"] < 1.2


def test_responses_add_to_those_in_use(tmp_path, monkeypatch):
    file = tmp_path / "settled.csv"
    monkeypatch.setattr(module, "FILE", file)
    for size in (0.5, 0.25):
        forget()
        write({"thin_share": Response({("reluctance", ""): size}, 0.9)}, file)
    forget()
    write({"thin_share": Response({("reluctance", ""): 9.0}, 0.01)}, file)
    forget()
    values = {**draw_values(None, "prior"), "reluctance": 0.1}
    assert settled(values)("thin_share") == pytest.approx(np.exp(0.75 * 0.9))
    forget()
