"""Parameters of a run come from the posterior where there is one, and from the priors where these are asked for."""

import csv
from pathlib import Path

import pytest

from sim import parameters as known
from sim.build import build
from sim.data.posterior import read_posterior
from sim.errors import DataError, UsageError
from sim.parameters import draw_values, draws_known, override_fault
from sim.scenarios import load_scenario, scenario_of

BAD = Path(__file__).parents[1] / "bad_files" / "posterior"
EXPECTED = list(csv.DictReader((BAD / "expected.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def two_draws(tmp_path, monkeypatch):
    (tmp_path / "posterior.csv").write_text("habit,leakage\n0.41,0.07\n0.43,0.09\n", encoding="utf-8")
    monkeypatch.setattr(known, "POSTERIOR", tmp_path / "posterior.csv")
    known.posterior.cache_clear()
    yield
    known.posterior.cache_clear()


def test_the_first_draw_is_the_medoid_and_what_was_not_calibrated_is_central(two_draws):
    centre = draw_values(None)
    assert draw_values(None, "posterior") == {**centre, "habit": 0.41, "leakage": 0.07} == draw_values(0, "posterior")
    assert draw_values(1, "posterior") == {**centre, "habit": 0.43, "leakage": 0.09}
    assert draws_known("posterior") == 2
    with pytest.raises(UsageError, match=r"draw 2 is none of the posterior\. Choose 0 to 1"):
        draw_values(2, "posterior")


def test_a_scenario_says_where_its_parameters_come_from(two_draws):
    scenario = load_scenario("shanghai/no_policy")
    plain, prior = (build(one, 200, 1, None).economy.world.p for one in (scenario, scenario.with_prior()))
    assert float(plain["habit"]) == pytest.approx(0.41)
    assert float(prior["habit"]) == pytest.approx(draw_values(None)["habit"])
    again = scenario_of(scenario.with_prior().document(), "again")
    assert again.parameters_from == "prior"
    changed = build(scenario.with_parameters({"habit": 0.5}), 200, 1, 1).economy.world.p
    assert (float(changed["habit"]), float(changed["leakage"])) == pytest.approx((0.5, 0.09))


def test_without_a_posterior_the_priors_are_drawn_from(monkeypatch, tmp_path):
    monkeypatch.setattr(known, "POSTERIOR", tmp_path / "none.csv")
    known.posterior.cache_clear()
    assert draw_values(3, "posterior") == draw_values(3, "prior")
    known.posterior.cache_clear()


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["file"])
def test_a_bad_posterior_is_refused_with_its_place(row):
    with pytest.raises(DataError) as refused:
        read_posterior(BAD / row["file"], override_fault)
    text = str(refused.value)
    assert f"{row['file']} {row['place']}".strip() in text
    assert row["what"] in text
    assert "creditsim calibrate" in text
